using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Vouchers to be issued.</summary>
/// <param name="Terms">What each of them takes off, when, for what and for whom.</param>
/// <param name="Count">How many codes are made, 1 to 100,000. Either this or <c>codes</c>.</param>
/// <param name="Codes">Codes that were made elsewhere, at most 20,000. Either this or <c>count</c>.</param>
public sealed record VoucherOrder(VoucherTerms Terms, int? Count = null, IReadOnlyList<string>? Codes = null)
{
    /// <summary>Most codes that one request makes.</summary>
    public const int MostMade = 100_000;

    /// <summary>Most codes that one request brings.</summary>
    public const int MostGiven = 20_000;

    /// <summary>What is wrong with it.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in new IssueVoucher { Terms = Terms }.Faults()) yield return fault with { Field = "terms." + fault.Field };
        if (Count is null == Codes is null) yield return new("count", "Either count or codes is required, and not both.");
        if (Count is < 1 or > MostMade) yield return new("count", $"Must be 1 to {MostMade}.");
        if (Codes is { Count: 0 or > MostGiven }) yield return new("codes", $"Must be 1 to {MostGiven}.");
        foreach (var (at, code) in (Codes ?? []).Take(MostGiven).Index())
            foreach (var fault in VoucherCode.Faults($"codes[{at}]", code)) yield return fault;
    }
}

/// <summary>What became of one code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Outcome">How it ended: <c>accepted</c>, <c>unchanged</c> or <c>refused</c>. Null if that is not known.</param>
/// <param name="Refusal">Stable code of what went wrong. Null if nothing did.</param>
/// <param name="Detail">What went wrong and what to do, as a sentence. Null if nothing did.</param>
/// <param name="Retryable">Whether the same code can succeed later.</param>
public sealed record VoucherLine(string Code, OutcomeStatus? Outcome, string? Refusal, string? Detail, bool Retryable);
