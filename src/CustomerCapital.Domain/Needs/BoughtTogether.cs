using System.Runtime.InteropServices;

namespace CustomerCapital.Domain.Needs;

/// <summary>An article that is bought together with another.</summary>
/// <param name="Sku">The one article.</param>
/// <param name="With">The other.</param>
/// <param name="Together">Purchases that hold both.</param>
/// <param name="Support">Share of all purchases with articles that hold both.</param>
/// <param name="Confidence">Share of the purchases with the one that hold the other too.</param>
/// <param name="Lift">Confidence / share of all purchases that hold the other: how much more often than by chance.</param>
public sealed record BoughtPair(string Sku, string With, long Together, double Support, double Confidence, double Lift);

/// <summary>Which articles are bought together, counted from all purchases of a ledger.</summary>
/// <param name="CountedAt">When the count began.</param>
/// <param name="Purchases">Purchases that hold an article, as far as something of it is with the customer.</param>
/// <param name="Articles">Articles among which pairs were counted: the most bought ones.</param>
/// <param name="ArticlesExact">Whether these are surely the most bought ones; not where there are too many articles to count each.</param>
/// <param name="Pairs">Pairs that are bought together more often than by chance, most purchases first.</param>
public sealed record BoughtTogether(DateTimeOffset CountedAt, long Purchases, int Articles, bool ArticlesExact, IReadOnlyList<BoughtPair> Pairs)
{
    /// <summary>Among so many articles pairs are counted at most.</summary>
    public const int ArticleLimit = 2_000;

    /// <summary>So many pairs are kept at most.</summary>
    public const int PairLimit = 2_000;

    /// <summary>So many other articles are kept of each article at most: those with the highest confidence.</summary>
    public const int PairsOfArticle = 3;

    /// <summary>Pairs in fewer purchases are not kept: they may be chance.</summary>
    public const int LeastTogether = 5;

    /// <summary>How it is counted, and by whom that was described.</summary>
    public const string Method =
        "Pairs of articles in one purchase, counted from all purchases as far as returns have left them: support and confidence (Agrawal, Imielinski and Swami 1993), lift (Brin, Motwani, Ullman and Tsur 1997). "
        + "Of the 2,000 most bought articles, the pairs in at least 5 purchases with a lift above 1, at most 3 of each article.";
}

/// <summary>Counts in how many purchases each article is, within bounded memory. Not thread-safe.</summary>
/// <param name="limit">From twice as many articles on, those in the fewest purchases are forgotten, down to so many.</param>
public sealed class ArticleCount(int limit = 50_000)
{
    private readonly Dictionary<string, long> _purchases = new(StringComparer.Ordinal);

    /// <summary>Whether no article was forgotten.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Takes a purchase.</summary>
    public void Take(Basket basket)
    {
        foreach (var sku in PairCount.SkusOf(basket)) CollectionsMarshal.GetValueRefOrAddDefault(_purchases, sku, out _)++;
        if (_purchases.Count <= 2 * limit) return;
        IsExact = false;
        foreach (var (sku, _) in _purchases.OrderBy(article => article.Value).ThenBy(article => article.Key, StringComparer.Ordinal).Take(_purchases.Count - limit).ToList()) _purchases.Remove(sku);
    }

    /// <summary>The articles in the most purchases, at most so many.</summary>
    public IReadOnlyList<string> Most(int count) =>
        [.. _purchases.OrderByDescending(article => article.Value).ThenBy(article => article.Key, StringComparer.Ordinal).Take(count).Select(article => article.Key)];
}

/// <summary>Counts pairs among some articles: four bytes for each pair that there can be. Not thread-safe.</summary>
public sealed class PairCount
{
    private readonly IReadOnlyList<string> _articles;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly long[] _alone;
    private readonly int[] _together;
    private long _purchases;

    /// <summary>Among these articles, each named once.</summary>
    public PairCount(IReadOnlyList<string> articles)
    {
        (_articles, _alone, _together) = (articles, new long[articles.Count], new int[articles.Count * (articles.Count - 1) / 2]);
        for (var at = 0; at < articles.Count; at++) _places.Add(articles[at], at);
    }

    /// <summary>Takes a purchase.</summary>
    public void Take(Basket basket)
    {
        var skus = SkusOf(basket);
        if (skus.Count == 0) return;
        _purchases++;
        var places = skus.Select(sku => _places.GetValueOrDefault(sku, -1)).Where(place => place >= 0).Order().ToList();
        for (var later = 0; later < places.Count; later++)
        {
            _alone[places[later]]++;
            for (var earlier = 0; earlier < later; earlier++) _together[PairOf(places[earlier], places[later])]++;
        }
    }

    /// <summary>What was counted.</summary>
    /// <param name="countedAt">When the count began.</param>
    /// <param name="isExact">Whether the articles are surely the most bought ones.</param>
    public BoughtTogether Result(DateTimeOffset countedAt, bool isExact)
    {
        var pairs = new List<BoughtPair>();
        for (var one = 0; one < _articles.Count; one++)
        {
            pairs.AddRange(Enumerable.Range(0, _articles.Count).Where(other => other != one).Select(other => Of(one, other))
                .Where(pair => pair is { Together: >= BoughtTogether.LeastTogether, Lift: > 1 })
                .OrderByDescending(pair => pair.Confidence).ThenBy(pair => pair.With, StringComparer.Ordinal).Take(BoughtTogether.PairsOfArticle));
        }

        return new(countedAt, _purchases, _articles.Count, isExact,
            [.. pairs.OrderByDescending(pair => pair.Together).ThenBy(pair => pair.Sku, StringComparer.Ordinal).ThenBy(pair => pair.With, StringComparer.Ordinal).Take(BoughtTogether.PairLimit)]);
    }

    /// <summary>The articles of a purchase, each once.</summary>
    internal static IReadOnlyCollection<string> SkusOf(Basket basket) => [.. basket.Lines.Select(line => line.Sku).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static int PairOf(int earlier, int later) => later * (later - 1) / 2 + earlier;

    private BoughtPair Of(int one, int other)
    {
        var together = _together[PairOf(Math.Min(one, other), Math.Max(one, other))];
        if (together == 0) return new(_articles[one], _articles[other], 0, 0, 0, 0);
        var confidence = (double)together / _alone[one];
        return new(_articles[one], _articles[other], together, (double)together / _purchases, confidence, confidence * _purchases / _alone[other]);
    }
}
