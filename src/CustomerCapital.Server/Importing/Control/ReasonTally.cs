using System.Globalization;
using System.Text.RegularExpressions;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>Reasons of rejections, those that differ in a value only together, with their rows and what they come to. Holds fifty of them and the rest as one.</summary>
internal sealed partial class ReasonTally
{
    private const int Limit = 50;
    private const string Others = "other reasons";

    private readonly Dictionary<string, (long Rows, decimal Amount)> _reasons = [];

    /// <summary>Rows of all reasons.</summary>
    public long Rows { get; private set; }

    /// <summary>What all of them come to, as far as they could be read.</summary>
    public decimal Amount { get; private set; }

    /// <summary>Adds rows that were rejected.</summary>
    public void Add(string reason, long rows, Money amount)
    {
        reason = Value().Replace(reason, "…");
        if (!_reasons.ContainsKey(reason) && _reasons.Count == Limit) reason = Others;
        var (before, sum) = _reasons.GetValueOrDefault(reason);
        _reasons[reason] = (before + rows, sum + amount.ToDecimal());
        (Rows, Amount) = (Rows + rows, Amount + amount.ToDecimal());
    }

    /// <summary>Each reason, most rows first.</summary>
    public IReadOnlyList<RejectionReason> Reasons() =>
        [.. _reasons.OrderByDescending(reason => reason.Value.Rows).Select(reason => new RejectionReason(reason.Key, reason.Value.Rows, DerivedAmount.Round(reason.Value.Amount)))];

    /// <summary>A line for each reason, most rows first.</summary>
    public IEnumerable<string> Lines() => Reasons().Select(reason =>
        string.Create(CultureInfo.InvariantCulture, $"{reason.Rows,12:N0}  {reason.Reason}{(reason.Amount == default ? "" : $" ({reason.Amount.ToDecimal():N2})")}"));

    [GeneratedRegex("(?<![A-Za-z])'[^']*'|[0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]+|(?<=line )[0-9]+")]
    private static partial Regex Value();
}

/// <summary>Why rows were rejected.</summary>
/// <param name="Reason">In words, without the value that each row has.</param>
/// <param name="Rows">How many.</param>
/// <param name="Amount">What they come to, as far as they could be read.</param>
internal sealed record RejectionReason(string Reason, long Rows, DerivedAmount Amount);
