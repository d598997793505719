using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Needs;

/// <summary>How much of what a customer buys is of a category.</summary>
/// <param name="Category">The category.</param>
/// <param name="Share">Share of what was paid for lines with a category, where a payment weighs half as much after each half-life. Null where nothing was paid.</param>
/// <param name="Orders">Purchases that hold it.</param>
/// <param name="LastBoughtAt">When the latest of these was placed.</param>
public sealed record Taste(string Category, double? Share, int Orders, DateTimeOffset LastBoughtAt);

/// <summary>An article that a customer buys again and again.</summary>
/// <param name="Sku">The article.</param>
/// <param name="Orders">Purchases that hold it.</param>
/// <param name="Weight">The same, where a purchase counts half after each half-life.</param>
/// <param name="LastBoughtAt">When the latest of these was placed.</param>
public sealed record FavouriteArticle(string Sku, int Orders, double Weight, DateTimeOffset LastBoughtAt);

/// <summary>Whether an article is due again.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DueState>))]
public enum DueState
{
    /// <summary>The usual interval is not over yet.</summary>
    Expected = 1,

    /// <summary>The usual interval is over.</summary>
    Due = 2,

    /// <summary>Two usual intervals are over: the customer may get it elsewhere, or need it no more.</summary>
    Overdue = 3,
}

/// <summary>When an article is expected to be bought again.</summary>
/// <param name="Sku">The article.</param>
/// <param name="Days">Days of the program's time zone on which the customer bought it, at least three.</param>
/// <param name="IntervalDays">The usual interval: (latest day - first day) / (days - 1), rounded down, at least 1.</param>
/// <param name="LastBoughtOn">The latest of these days.</param>
/// <param name="ExpectedOn">The usual interval after it.</param>
/// <param name="State">Whether it is due.</param>
public sealed record DueArticle(string Sku, int Days, int IntervalDays, DateOnly LastBoughtOn, DateOnly ExpectedOn, DueState State);

/// <summary>An article that others buy together with what the customer has.</summary>
/// <param name="Sku">The article, which the customer has not bought.</param>
/// <param name="Because">The customer's article with which it is bought.</param>
/// <param name="Confidence">Share of all purchases with that one which hold this one too.</param>
/// <param name="Lift">How much more often than by chance.</param>
public sealed record SuggestedArticle(string Sku, string Because, double Confidence, double Lift);

/// <summary>What a customer is likely to need.</summary>
/// <param name="AsOf">At which moment.</param>
/// <param name="HalfLifeDays">After so many days a purchase weighs half as much.</param>
/// <param name="Complete">Whether all of the customer's history was read; else its latest entries.</param>
/// <param name="Orders">Purchases that hold lines, as far as something of them is with the customer.</param>
/// <param name="Categories">Taste: the categories with the largest share, at most 20.</param>
/// <param name="Favourites">The articles with the largest weight, at most 10.</param>
/// <param name="Due">Articles bought on three days or more, those expected first first, at most 20.</param>
/// <param name="Suggestions">Bought together with what the customer has, the highest confidence first, at most 5.</param>
/// <param name="PairsCountedAt">When it was counted what is bought together. Null for never.</param>
public sealed record CustomerNeeds(
    DateTimeOffset AsOf, int HalfLifeDays, bool Complete, int Orders, IReadOnlyList<Taste> Categories, IReadOnlyList<FavouriteArticle> Favourites, IReadOnlyList<DueArticle> Due,
    IReadOnlyList<SuggestedArticle> Suggestions, DateTimeOffset? PairsCountedAt)
{
    /// <summary>After so many days a purchase weighs half as much.</summary>
    public const int HalfLife = 180;

    private const int DaysNeeded = 3;
    private const int IntervalsToOverdue = 2;

    /// <summary>What some purchases say.</summary>
    /// <param name="baskets">The customer's purchases, oldest first.</param>
    /// <param name="complete">Whether these are all.</param>
    /// <param name="pairs">What is bought together; null where that was never counted.</param>
    /// <param name="calendar">The program's.</param>
    /// <param name="now">The moment.</param>
    public static CustomerNeeds Of(IReadOnlyList<Basket> baskets, bool complete, BoughtTogether? pairs, ProgramCalendar calendar, DateTimeOffset now)
    {
        var articles = baskets.SelectMany(basket => PairCount.SkusOf(basket), (basket, sku) => (Sku: sku, basket.At)).GroupBy(bought => bought.Sku, StringComparer.Ordinal).ToList();
        return new(
            now, HalfLife, complete, baskets.Count, Tastes(baskets, now),
            [
                .. articles.Select(article => new FavouriteArticle(article.Key, article.Count(), article.Sum(bought => WeightOf(bought.At, now)), article.Max(bought => bought.At)))
                    .OrderByDescending(article => article.Weight).ThenBy(article => article.Sku, StringComparer.Ordinal).Take(10),
            ],
            [
                .. articles.Select(article => DueOf(article.Key, [.. article.Select(bought => calendar.DayOf(bought.At)).Distinct().Order()], calendar.DayOf(now))).OfType<DueArticle>()
                    .OrderBy(article => article.State == DueState.Overdue).ThenBy(article => article.ExpectedOn).ThenBy(article => article.Sku, StringComparer.Ordinal).Take(20),
            ],
            SuggestionsOf(pairs, [.. articles.Select(article => article.Key)]), pairs?.CountedAt);
    }

    private static List<Taste> Tastes(IReadOnlyList<Basket> baskets, DateTimeOffset now)
    {
        var lines = baskets.SelectMany(basket => basket.Lines, (basket, line) => (basket, line)).Where(bought => bought.line.Category is not null).ToList();
        var all = lines.Sum(PaidIn);
        return
        [
            .. lines.GroupBy(bought => bought.line.Category!, StringComparer.Ordinal)
                .Select(category => (category, Paid: category.Sum(PaidIn)))
                .OrderByDescending(category => category.Paid).ThenBy(category => category.category.Key, StringComparer.Ordinal).Take(20)
                .Select(found => new Taste(
                    found.category.Key, all > 0 ? found.Paid / all : null, found.category.Select(bought => bought.basket).Distinct(ReferenceEqualityComparer.Instance).Count(), found.category.Max(bought => bought.basket.At))),
        ];

        double PaidIn((Basket Basket, BasketLine Line) bought) => Math.Max(0, (double)bought.Line.Paid.ToDecimal()) * WeightOf(bought.Basket.At, now);
    }

    private static double WeightOf(DateTimeOffset at, DateTimeOffset now) => Math.Pow(0.5, Math.Max(0, (now - at).TotalDays) / HalfLife);

    private static DueArticle? DueOf(string sku, IReadOnlyList<DateOnly> days, DateOnly today)
    {
        if (days.Count < DaysNeeded) return null;
        var (first, last) = (days[0], days[^1]);
        var interval = Math.Max(1, (last.DayNumber - first.DayNumber) / (days.Count - 1));
        var expected = DateOnly.FromDayNumber(Math.Min(DateOnly.MaxValue.DayNumber, last.DayNumber + interval));
        var state = today < expected ? DueState.Expected : today.DayNumber < last.DayNumber + IntervalsToOverdue * interval ? DueState.Due : DueState.Overdue;
        return new(sku, days.Count, interval, last, expected, state);
    }

    private static List<SuggestedArticle> SuggestionsOf(BoughtTogether? pairs, HashSet<string> has) =>
    [
        .. (pairs?.Pairs ?? []).Where(pair => has.Contains(pair.Sku) && !has.Contains(pair.With)).GroupBy(pair => pair.With, StringComparer.Ordinal)
            .Select(other => other.OrderByDescending(pair => pair.Confidence).ThenBy(pair => pair.Sku, StringComparer.Ordinal).First())
            .OrderByDescending(pair => pair.Confidence).ThenBy(pair => pair.With, StringComparer.Ordinal).Take(5)
            .Select(pair => new SuggestedArticle(pair.With, pair.Sku, pair.Confidence, pair.Lift)),
    ];
}
