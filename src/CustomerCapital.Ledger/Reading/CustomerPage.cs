using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Reading;

/// <summary>Which customers; null fields do not filter.</summary>
/// <param name="Rung">On this rung.</param>
/// <param name="Lapsed">Lapsed, or not.</param>
/// <param name="Channel">Of this acquisition channel.</param>
public sealed record CustomerFilter(Rung? Rung = null, bool? Lapsed = null, string? Channel = null)
{
    /// <summary>Everyone.</summary>
    public static readonly CustomerFilter Everyone = new();
}

/// <summary>One customer in a list: the columns of the row.</summary>
public sealed record CustomerLine(
    string CustomerId, Rung Rung, bool Lapsed, string? Channel, long Orders, Money Revenue, Money AcquisitionCost,
    DateTimeOffset? FirstOrderAt, DateTimeOffset? LastOrderAt);

/// <summary>Some customers of a list.</summary>
/// <param name="Lines">By id in the order of code points.</param>
/// <param name="More">Whether others follow.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerLine> Lines, bool More);
