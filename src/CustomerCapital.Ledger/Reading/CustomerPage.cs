using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Reading;

/// <summary>One customer in a list: the columns of the row.</summary>
public sealed record CustomerLine(
    string CustomerId, Rung Rung, bool Lapsed, string? Channel, long Orders, Money Revenue, Money AcquisitionCost,
    DateTimeOffset? FirstOrderAt, DateTimeOffset? LastOrderAt, bool Enrolled, long ConvertedReferrals, DateTimeOffset KnownSince);

/// <summary>Some customers of a list.</summary>
/// <param name="Lines">By id in the order of code points.</param>
/// <param name="More">Whether others follow.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerLine> Lines, bool More);
