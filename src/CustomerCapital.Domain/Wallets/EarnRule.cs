using System.Text.Json.Serialization;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Which lines of which purchases something is for. What is left out is for all.</summary>
public abstract record EarnCondition : Kept
{
    /// <summary>Most items of a list.</summary>
    public const int MostItems = 500;

    private readonly ValueList<string> _skus;
    private readonly ValueList<string> _categories;
    private readonly ValueList<string> _channels;
    private readonly ValueList<Rung> _rungs;
    private readonly ValueList<Weekday> _weekdays;

    /// <summary>Articles.</summary>
    public IReadOnlyList<string> Skus { get => _skus.Items; init => _skus = new(value); }

    /// <summary>Categories of articles.</summary>
    public IReadOnlyList<string> Categories { get => _categories.Items; init => _categories = new(value); }

    /// <summary>Where it was bought.</summary>
    public IReadOnlyList<string> Channels { get => _channels.Items; init => _channels = new(value); }

    /// <summary>Where the customer stands on the ladder before the purchase.</summary>
    public IReadOnlyList<Rung> Rungs { get => _rungs.Items; init => _rungs = new(value); }

    /// <summary>Days of the week, in the program's time zone, such as <c>tuesday</c> for doubled points on Tuesdays.</summary>
    public IReadOnlyList<Weekday> Weekdays { get => _weekdays.Items; init => _weekdays = new(value); }

    /// <summary>The first day, in the program's time zone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Whether it is for a line.</summary>
    internal bool Fits(string? sku, string? category, in Occasion occasion) =>
        !(occasion.Day < From) && !(occasion.Day > To) && (Weekdays.Count == 0 || Weekdays.Contains(occasion.Weekday))
        && (Skus.Count == 0 || (sku is not null && Skus.Contains(sku))) && (Categories.Count == 0 || (category is not null && Categories.Contains(category)))
        && (Channels.Count == 0 || (occasion.Channel is { } channel && Channels.Contains(channel))) && (Rungs.Count == 0 || Rungs.Contains(occasion.Rung));

    internal virtual IEnumerable<FieldFault> Faults(string field)
    {
        foreach (var fault in ListFaults($"{field}.skus", Skus).Concat(ListFaults($"{field}.categories", Categories)).Concat(ListFaults($"{field}.channels", Channels))) yield return fault;
        if (Rungs.Any(rung => !Enum.IsDefined(rung))) yield return new($"{field}.rungs", "Must be names of rungs, such as member.");
        if (Weekdays.Any(day => !Enum.IsDefined(day))) yield return new($"{field}.weekdays", "Must be names of days, such as monday.");
        if (To < From) yield return new($"{field}.to", "Must not be before from.");
    }

    internal static IEnumerable<FieldFault> ListFaults(string field, IReadOnlyList<string> items)
    {
        if (items.Count > MostItems) return [new(field, $"Must be at most {MostItems} items.")];
        return items.SelectMany((item, at) => item is null or "" ? [new($"{field}[{at}]", "Must be a text.")] : Text.TextFaults($"{field}[{at}]", item));
    }
}

/// <summary>A day of the week, with its number of ISO 8601.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Weekday>))]
public enum Weekday
{
    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 3,

    /// <summary>Thursday.</summary>
    Thursday = 4,

    /// <summary>Friday.</summary>
    Friday = 5,

    /// <summary>Saturday.</summary>
    Saturday = 6,

    /// <summary>Sunday.</summary>
    Sunday = 7,
}

/// <summary>When, where and by whom something was bought.</summary>
internal readonly record struct Occasion(DateOnly Day, string? Channel, Rung Rung)
{
    public Weekday Weekday => Day.DayOfWeek is DayOfWeek.Sunday ? Weekday.Sunday : (Weekday)Day.DayOfWeek;
}

/// <summary>How much a line earns.</summary>
/// <param name="Rate">How much is earned, 0 to 1,000,000 with at most six decimals.</param>
/// <param name="Per">For what. If left out, for money.</param>
public sealed record EarnRule(decimal Rate = 0, EarnPer Per = EarnPer.Money) : EarnCondition
{
    internal override IEnumerable<FieldFault> Faults(string field)
    {
        if (Rate is < 0 or > 1_000_000 || decimal.Round(Rate, 6) != Rate) yield return new($"{field}.rate", "Must be 0 to 1,000,000 with at most six decimals.");
        if (!Enum.IsDefined(Per)) yield return new($"{field}.per", "Must be money, piece or order.");
        foreach (var fault in base.Faults(field)) yield return fault;
    }
}

/// <summary>A factor by which more is earned, for example doubled points in a week.</summary>
/// <param name="Factor">The factor, 0 to 1,000 with at most four decimals. If left out, 1.</param>
public sealed record EarnMultiplier(decimal Factor = 1m) : EarnCondition
{
    /// <summary>The largest factor, and the largest product of factors.</summary>
    public const decimal Most = 1_000;

    internal override IEnumerable<FieldFault> Faults(string field)
    {
        if (Factor is < 0 or > Most || decimal.Round(Factor, 4) != Factor) yield return new($"{field}.factor", "Must be 0 to 1,000 with at most four decimals.");
        foreach (var fault in base.Faults(field)) yield return fault;
    }
}
