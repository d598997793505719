using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>What a voucher takes off, when, for what and for whom. Either a value or a percentage.</summary>
/// <param name="Uses">How often it can be used. If left out, once.</param>
public sealed record VoucherTerms(int Uses = 1) : Kept
{
    /// <summary>Most uses that can be limited.</summary>
    public const int MostUses = 1_000_000;

    private readonly ValueList<string> _skus;
    private readonly ValueList<string> _categories;

    /// <summary>The name under which vouchers are listed and counted together, for example of a campaign. May be left out.</summary>
    public string? Batch { get; init; }

    /// <summary>An amount to take off. Either this or <c>percent</c>.</summary>
    public Money? Value { get; init; }

    /// <summary>A share to take off, above 0 and at most 100, with at most four decimals. Either this or <c>value</c>.</summary>
    public decimal? Percent { get; init; }

    /// <summary>The most that a percentage takes off. If left out, without a limit.</summary>
    public Money? Cap { get; init; }

    /// <summary>The least amount of which a percentage is a multiple, for example 0.05. If left out, 0.01. Halves are rounded up.</summary>
    public Money? RoundTo { get; init; }

    /// <summary>Whether what a purchase leaves of the value stays for the next one. Such a voucher can be used until its value is used up.</summary>
    public bool KeepsRest { get; init; }

    /// <summary>The least amount of a purchase, before vouchers. If left out, 0.00.</summary>
    public Money MinimumOrder { get; init; }

    /// <summary>Articles of which it takes something off, at most 500. If left out, all.</summary>
    public IReadOnlyList<string> Skus { get => _skus.Items; init => _skus = new(value); }

    /// <summary>Categories of articles of which it takes something off, at most 500. If left out, all.</summary>
    public IReadOnlyList<string> Categories { get => _categories.Items; init => _categories = new(value); }

    /// <summary>The first day on which it can be used, in the program's time zone. If left out, from now on.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day on which it can be used, in the program's time zone. If left out, for ever.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Whether it can be used without a limit. If left out, it cannot.</summary>
    public bool Unlimited { get; init; }

    /// <summary>How often one customer can use it, at most 1,000. If left out, without a limit of its own.</summary>
    public int? UsesPerCustomer { get; init; }

    /// <summary>The one customer who can use it. If left out, everyone.</summary>
    public string? CustomerId { get; init; }

    /// <summary>How many uses there are in all; null where they are not counted.</summary>
    internal int? Limit => Unlimited || KeepsRest ? null : Uses;

    /// <summary>Whether it takes something off lines of these articles.</summary>
    internal bool Fits(string? sku, string? category) =>
        (Skus.Count == 0 || (sku is not null && Skus.Contains(sku))) && (Categories.Count == 0 || (category is not null && Categories.Contains(category)));

    /// <summary>Whether it is for some articles only.</summary>
    internal bool IsForArticles => Skus.Count > 0 || Categories.Count > 0;

    /// <summary>What it takes off an amount.</summary>
    /// <param name="amount">What it is for.</param>
    /// <param name="most">What of the value can be taken; null for all.</param>
    internal Money DiscountOf(Money amount, Money? most)
    {
        var discount = Value ?? Rounded(amount.ToDecimal() * Percent!.Value / 100);
        foreach (var limit in (ReadOnlySpan<Money?>)[Cap, most, amount])
            if (limit < discount) discount = limit.Value;
        return discount;
    }

    internal IEnumerable<FieldFault> Faults()
    {
        if (Batch is not null) foreach (var fault in Text.IdFaults("batch", Batch)) yield return fault;
        if (Value is null == Percent is null) yield return new("value", "Either a value or a percent is required, and not both.");
        if (Value <= Money.Zero || Value > Money.Limit) yield return new("value", $"Must be above 0 and at most {Money.Limit}.");
        if (Percent is <= 0 or > 100 || (Percent is { } percent && decimal.Round(percent, 4) != percent)) yield return new("percent", "Must be above 0 and at most 100, with at most four decimals.");
        if (Cap is { } cap && (Percent is null || cap <= Money.Zero || cap > Money.Limit)) yield return new("cap", $"Stands beside a percent, above 0 and at most {Money.Limit}.");
        if (RoundTo is { } step && (Percent is null || step <= Money.Zero || step > new Money(100 * Money.Scale))) yield return new("roundTo", "Stands beside a percent, above 0 and at most 100.00.");
        if (KeepsRest && (Value is null || Unlimited || Uses != 1)) yield return new("keepsRest", "Stands beside a value, without uses or unlimited: it can be used until its value is used up.");
        if (MinimumOrder.IsNegative || MinimumOrder > Money.Limit) yield return new("minimumOrder", $"Must be 0 to {Money.Limit}.");
        foreach (var fault in EarnCondition.ListFaults("skus", Skus).Concat(EarnCondition.ListFaults("categories", Categories))) yield return fault;
        if (ValidTo < ValidFrom) yield return new("validTo", "Must not be before validFrom.");
        if (Uses is < 1 or > MostUses) yield return new("uses", $"Must be 1 to {MostUses}.");
        else if (Value is { } value && (Int128)value.Units * Uses > Money.Limit.Units) yield return new("uses", $"All uses together must come to at most {Money.Limit}.");
        if (Unlimited && Uses != 1) yield return new("unlimited", "Stands without uses.");
        if (UsesPerCustomer is < 1 or > 1_000) yield return new("usesPerCustomer", "Must be 1 to 1,000.");
        if (CustomerId is not null) foreach (var fault in Text.IdFaults("customerId", CustomerId)) yield return fault;
    }

    private Money Rounded(decimal amount)
    {
        var step = (RoundTo ?? new(Money.Scale / 100)).ToDecimal();
        return Money.Round(decimal.Round(amount / step, MidpointRounding.AwayFromZero) * step);
    }
}
