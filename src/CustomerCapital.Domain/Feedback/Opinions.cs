using System.Collections.Immutable;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Feedback;

/// <summary>When each score was last given. Keeping the score, not whether it was positive, lets a changed policy judge anew.</summary>
/// <param name="Nps">Latest instant of each net promoter score given.</param>
/// <param name="Reviews">Latest instant of each review given.</param>
public sealed record Opinions(ImmutableSortedDictionary<int, DateTimeOffset> Nps, ImmutableSortedDictionary<int, DateTimeOffset> Reviews) : Kept
{
    /// <summary>None given.</summary>
    public static readonly Opinions None = new(ImmutableSortedDictionary<int, DateTimeOffset>.Empty, ImmutableSortedDictionary<int, DateTimeOffset>.Empty);

    /// <summary>Latest instant of each net promoter score given.</summary>
    public ImmutableSortedDictionary<int, DateTimeOffset> Nps { get; init; } = Nps ?? ImmutableSortedDictionary<int, DateTimeOffset>.Empty;

    /// <summary>Latest instant of each review given.</summary>
    public ImmutableSortedDictionary<int, DateTimeOffset> Reviews { get; init; } = Reviews ?? ImmutableSortedDictionary<int, DateTimeOffset>.Empty;

    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Opinions> Part = new("opinions", None);

    /// <summary>With one more opinion.</summary>
    public Opinions With(int? nps, int? review, DateTimeOffset at) => this with { Nps = Later(Nps, nps, at), Reviews = Later(Reviews, review, at) };

    /// <summary>When an opinion of at least these scores was last given; null for never.</summary>
    public DateTimeOffset? LatestFrom(int nps, int review)
    {
        DateTimeOffset? latest = null;
        foreach (var (score, at) in Nps) if (score >= nps && !(at < latest)) latest = at;
        foreach (var (score, at) in Reviews) if (score >= review && !(at < latest)) latest = at;
        return latest;
    }

    /// <inheritdoc/>
    public bool Equals(Opinions? other) => other is not null && Nps.SequenceEqual(other.Nps) && Reviews.SequenceEqual(other.Reviews);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nps.Count, Reviews.Count);

    private static ImmutableSortedDictionary<int, DateTimeOffset> Later(ImmutableSortedDictionary<int, DateTimeOffset> latest, int? score, DateTimeOffset at) =>
        score is null || (latest.TryGetValue(score.Value, out var known) && known >= at) ? latest : latest.SetItem(score.Value, at.ToUniversalTime());
}
