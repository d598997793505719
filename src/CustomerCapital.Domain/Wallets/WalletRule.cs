using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>A wallet that every customer of the program has: what it counts, how that is earned, and how long it lasts.</summary>
/// <param name="Name">The wallet's name: 1 to 40 small letters, digits, <c>_</c> or <c>-</c>, the first a letter.</param>
/// <param name="Unit">What the wallet counts, as people read it, for example <c>points</c>. If left out, the name.</param>
/// <param name="Decimals">Decimals of its amounts, 0 to 4. If left out, 0.</param>
/// <param name="Rounding">How what an order earns is rounded to the wallet's decimals. The lines share the rounded sum. If left out, down.</param>
/// <param name="PendingDays">Days from earning until it can be spent, 0 to 3,650. If left out, 0.</param>
/// <param name="Life">How long it can be spent. If left out, for ever.</param>
/// <param name="Worth">What one of the unit pays of a purchase. If left out, purchases cannot be paid with the wallet.</param>
/// <param name="Overdraw">What happens when a return takes back what was spent. If left out, the balance becomes a debt.</param>
/// <param name="ExpiredRefund">What happens when something comes back that would have expired meanwhile. If left out, it is renewed.</param>
/// <param name="ExpectedSpending">Share of what is earned that is expected to be spent, 0 to 1, for the liability. If left out, 1.</param>
/// <param name="Pooled">Whether members of a household spend what is in each other's wallet of that name, where the own one has too little. If left out, not.</param>
public sealed record WalletRule(
    string Name = "", string? Unit = null, int Decimals = 0, WalletRounding Rounding = WalletRounding.Down, int PendingDays = 0, WalletLife? Life = null,
    Money? Worth = null, Overdraw Overdraw = Overdraw.Debt, ExpiredRefund ExpiredRefund = ExpiredRefund.Renew, decimal ExpectedSpending = 1m, bool Pooled = false) : Kept
{
    /// <summary>Most wallets of a program.</summary>
    public const int Most = 20;

    /// <summary>Most earn rules, and most multipliers, of a wallet.</summary>
    public const int MostRules = 50;

    private readonly ValueList<EarnRule> _earn;
    private readonly ValueList<EarnMultiplier> _multipliers;
    private readonly ValueList<string> _excludedSkus;
    private readonly ValueList<string> _excludedCategories;

    /// <summary>How a line of a purchase earns. Of several rules that fit a line the first counts.</summary>
    public IReadOnlyList<EarnRule> Earn { get => _earn.Items; init => _earn = new(value); }

    /// <summary>Factors by which more is earned. All that fit a line multiply each other.</summary>
    public IReadOnlyList<EarnMultiplier> Multipliers { get => _multipliers.Items; init => _multipliers = new(value); }

    /// <summary>Articles that earn nothing, such as gift cards and shipping.</summary>
    public IReadOnlyList<string> ExcludedSkus { get => _excludedSkus.Items; init => _excludedSkus = new(value); }

    /// <summary>Categories of articles that earn nothing.</summary>
    public IReadOnlyList<string> ExcludedCategories { get => _excludedCategories.Items; init => _excludedCategories = new(value); }

    /// <summary>Every rule that the wallet breaks.</summary>
    internal IEnumerable<FieldFault> Faults(string field)
    {
        if (!IsName(Name)) yield return new($"{field}.name", "Must be 1 to 40 small letters, digits, '_' or '-', the first a letter.");
        foreach (var fault in Text.TextFaults($"{field}.unit", Unit, 40)) yield return fault;
        if (Decimals is < 0 or > WalletAmount.MostDecimals) yield return new($"{field}.decimals", "Must be 0 to 4.");
        if (Earn.Count > MostRules) yield return new($"{field}.earn", $"Must be at most {MostRules} rules.");
        if (Multipliers.Count > MostRules) yield return new($"{field}.multipliers", $"Must be at most {MostRules}.");
        if (!Enum.IsDefined(Rounding)) yield return new($"{field}.rounding", "Must be down, half_up or up.");
        if (PendingDays is < 0 or > 3_650) yield return new($"{field}.pendingDays", "Must be 0 to 3,650 days.");
        if (Worth is { } worth && (worth <= Money.Zero || worth > Money.Limit)) yield return new($"{field}.worth", $"Must be above 0 and at most {Money.Limit}.");
        if (!Enum.IsDefined(Overdraw)) yield return new($"{field}.overdraw", "Must be debt or write_off.");
        if (!Enum.IsDefined(ExpiredRefund)) yield return new($"{field}.expiredRefund", "Must be renew or write_off.");
        if (ExpectedSpending is < 0 or > 1) yield return new($"{field}.expectedSpending", "Must be 0 to 1.");
        foreach (var fault in EarnCondition.ListFaults($"{field}.excludedSkus", ExcludedSkus)) yield return fault;
        foreach (var fault in EarnCondition.ListFaults($"{field}.excludedCategories", ExcludedCategories)) yield return fault;
        foreach (var fault in Life?.Faults($"{field}.life") ?? []) yield return fault;
        for (var at = 0; at < Earn.Count; at++)
            foreach (var fault in Earn[at]?.Faults($"{field}.earn[{at}]") ?? [new($"{field}.earn[{at}]", "Must be an object.")]) yield return fault;
        for (var at = 0; at < Multipliers.Count; at++)
            foreach (var fault in Multipliers[at]?.Faults($"{field}.multipliers[{at}]") ?? [new($"{field}.multipliers[{at}]", "Must be an object.")]) yield return fault;
    }

    /// <summary>The last day on which what is earned on a day can be spent; null for ever.</summary>
    internal DateOnly? LastDayOf(DateOnly earned) => Life?.LastDayOf(earned.AddDays(PendingDays));

    /// <summary>The first day on which it can be; null where that is the day itself.</summary>
    internal DateOnly? FirstDayOf(DateOnly earned) => PendingDays == 0 ? null : earned.AddDays(PendingDays);

    /// <summary>Whether a text can name a wallet, or a reward.</summary>
    internal static bool IsName(string? name) =>
        name is { Length: >= 1 and <= 40 } && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');
}

/// <summary>How long what a wallet holds can be spent.</summary>
/// <param name="Months">Months from the day on which it can first be spent, 0 to 600. With 0, until the end of the period that <c>until</c> names. If left out, 12.</param>
/// <param name="Until">Where the last day is: the day itself, or the end of its month, quarter or year. If left out, the day.</param>
/// <param name="Sliding">Whether each purchase makes everything in the wallet last as long as if it were earned then. If left out, not.</param>
public sealed record WalletLife(int Months = 12, LifeEnd Until = LifeEnd.Day, bool Sliding = false) : Kept
{
    internal IEnumerable<FieldFault> Faults(string field)
    {
        if (Months is < 0 or > 600) yield return new($"{field}.months", "Must be 0 to 600.");
        if (!Enum.IsDefined(Until)) yield return new($"{field}.until", "Must be day, month, quarter or year.");
        else if (Months == 0 && Until == LifeEnd.Day) yield return new($"{field}.months", "Must be at least 1 where until is day.");
    }

    /// <summary>The last day: one before the day that is so many months later, or the end of that day's period.</summary>
    internal DateOnly LastDayOf(DateOnly first)
    {
        if (first.Year + Months / 12 + 1 > DateOnly.MaxValue.Year) return DateOnly.MaxValue;
        var later = first.AddMonths(Months);
        return Until switch
        {
            // Of 31 January a month later is 1 March, as that of 1 February is.
            LifeEnd.Day => later.Day == first.Day ? later.AddDays(-1) : later,
            LifeEnd.Month => EndOfMonth(later.Year, later.Month),
            LifeEnd.Quarter => EndOfMonth(later.Year, (later.Month + 2) / 3 * 3),
            _ => EndOfMonth(later.Year, 12),
        };
    }

    private static DateOnly EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}

/// <summary>Where the last day of a life is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LifeEnd>))]
public enum LifeEnd
{
    /// <summary>The day before the one that is so many months later.</summary>
    Day = 1,

    /// <summary>The end of the month in which that day is.</summary>
    Month = 2,

    /// <summary>The end of its quarter.</summary>
    Quarter = 3,

    /// <summary>The end of its year.</summary>
    Year = 4,
}

/// <summary>How a sum is rounded.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<WalletRounding>))]
public enum WalletRounding
{
    /// <summary>Towards zero.</summary>
    Down = 1,

    /// <summary>To the nearest, halves up.</summary>
    HalfUp = 2,

    /// <summary>Away from zero.</summary>
    Up = 3,
}

/// <summary>What happens when a return takes back what was spent.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Overdraw>))]
public enum Overdraw
{
    /// <summary>The balance falls below zero, and what is earned next makes up for that first.</summary>
    Debt = 1,

    /// <summary>The balance stays at zero, and the rest is written off.</summary>
    WriteOff = 2,
}

/// <summary>What happens when something comes back that would have expired meanwhile.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ExpiredRefund>))]
public enum ExpiredRefund
{
    /// <summary>It lasts as long as if it were earned on that day.</summary>
    Renew = 1,

    /// <summary>It is written off.</summary>
    WriteOff = 2,
}

/// <summary>For what a rate counts.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<EarnPer>))]
public enum EarnPer
{
    /// <summary>For each whole or part of the currency that was paid.</summary>
    Money = 1,

    /// <summary>For each piece, such as a stamp for a coffee.</summary>
    Piece = 2,

    /// <summary>Once for the order, where a line of the order fits.</summary>
    Order = 3,
}
