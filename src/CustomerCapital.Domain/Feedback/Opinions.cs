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

    /// <summary>Without the scores of an opinion.</summary>
    /// <param name="nps">The net promoter score that is gone; null for none.</param>
    /// <param name="npsLeftAt">When another opinion last gave it, where the one that is gone was the latest; null for never.</param>
    /// <param name="review">The review that is gone; null for none.</param>
    /// <param name="reviewLeftAt">The same of the review.</param>
    /// <param name="at">When the opinion was given.</param>
    public Opinions Without(int? nps, DateTimeOffset? npsLeftAt, int? review, DateTimeOffset? reviewLeftAt, DateTimeOffset at) =>
        this with { Nps = Left(Nps, nps, npsLeftAt, at), Reviews = Left(Reviews, review, reviewLeftAt, at) };

    /// <summary>Whether a net promoter score given at that moment is the latest of that score.</summary>
    public bool KeepsNps(int? nps, DateTimeOffset at) => Keeps(Nps, nps, at);

    /// <summary>Whether a review given at that moment is the latest of that score.</summary>
    public bool KeepsReview(int? review, DateTimeOffset at) => Keeps(Reviews, review, at);

    /// <summary>When a positive opinion was given that counts: of each kind the latest does, whatever was said before it. Null for none.</summary>
    /// <param name="nps">The net promoter score from which one is positive.</param>
    /// <param name="review">The review from which one is positive.</param>
    public DateTimeOffset? LatestFrom(int nps, int review)
    {
        var (byNps, byReview) = (LastFrom(Nps, nps), LastFrom(Reviews, review));
        return byNps is null || byReview > byNps ? byReview : byNps;
    }

    public bool Equals(Opinions? other) => other is not null && Nps.SequenceEqual(other.Nps) && Reviews.SequenceEqual(other.Reviews);

    public override int GetHashCode() => HashCode.Combine(Nps.Count, Reviews.Count);

    /// <remarks>Of two that were given at one moment the lower score counts, whichever arrived first.</remarks>
    private static DateTimeOffset? LastFrom(ImmutableSortedDictionary<int, DateTimeOffset> latest, int positive)
    {
        (int Score, DateTimeOffset At)? last = null;
        foreach (var (score, at) in latest) if (!(at <= last?.At)) last = (score, at);
        return last?.Score >= positive ? last.Value.At : null;
    }

    private static bool Keeps(ImmutableSortedDictionary<int, DateTimeOffset> latest, int? score, DateTimeOffset at) =>
        score is { } given && latest.TryGetValue(given, out var known) && known == at;

    private static ImmutableSortedDictionary<int, DateTimeOffset> Left(
        ImmutableSortedDictionary<int, DateTimeOffset> latest, int? score, DateTimeOffset? leftAt, DateTimeOffset at) =>
        !Keeps(latest, score, at) ? latest : leftAt is { } left ? latest.SetItem(score!.Value, left) : latest.Remove(score!.Value);

    private static ImmutableSortedDictionary<int, DateTimeOffset> Later(ImmutableSortedDictionary<int, DateTimeOffset> latest, int? score, DateTimeOffset at) =>
        score is null || (latest.TryGetValue(score.Value, out var known) && known >= at) ? latest : latest.SetItem(score.Value, at.ToUniversalTime());
}
