using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>
/// When the orders were placed that still count, the earliest and the latest sixteen; when the referrals converted that still do, the latest sixteen; and when each
/// score was last given by an opinion that still counts: found by folding a history entry by entry.
/// </summary>
/// <remarks>
/// Memory is bounded however long the history is: of each end so many instants are kept, and what is known of them is exact as long as not all of them were
/// taken back. Where they were, one more pass over the history goes on behind them. Not thread-safe.
/// </remarks>
public sealed class HistoryTimes
{
    /// <summary>Where the opinions with net promoter scores are kept, by score from 0 on.</summary>
    internal const int OfNps = 3;

    /// <summary>Where the opinions with reviews are kept, by score from 0 on, which none is.</summary>
    internal const int OfReviews = OfNps + 11;

    private const int Ends = OfReviews + 6;

    private readonly End[] _ends;
    private readonly End _earliest;
    private readonly End _latest;
    private readonly End _conversions;
    private HistoryTimes? _next;

    /// <summary>Before the first entry of the history.</summary>
    /// <param name="capacity">How many different instants of each end are kept, at least 1.</param>
    public HistoryTimes(int capacity = 16_384)
        : this([.. Enumerable.Range(0, Ends).Select(_ => new End(capacity, long.MinValue, []))]) => ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);

    private HistoryTimes(End[] ends) => (_ends, _earliest, _latest, _conversions) = (ends, ends[0], ends[1], ends[2]);

    /// <summary>Whether instants of an earlier pass are left out here, so that it answers that pass's question and no other.</summary>
    internal bool GoesOn => Array.Exists(_ends, end => end.GoesOn);

    /// <summary>Takes the next entry of the history.</summary>
    public void Take(Entry entry) => entry.Event.Place(this, entry.OccurredAt);

    /// <summary>What the next pass folds, from the history's first entry on; the same as before the first entry where nothing was asked yet.</summary>
    public HistoryTimes Next() => _next ?? GoingOn(_ => null);

    /// <summary>An order was placed.</summary>
    internal void PlaceOrder(DateTimeOffset at)
    {
        _earliest.Add(KeyOf(at));
        _latest.Add(-KeyOf(at));
    }

    /// <summary>An order that was placed then no longer counts.</summary>
    internal void UndoOrder(DateTimeOffset at)
    {
        _earliest.Remove(KeyOf(at));
        _latest.Remove(-KeyOf(at));
    }

    /// <summary>A referral has converted, no longer converts, or converts at another moment.</summary>
    internal void MoveConversion(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } undone) _conversions.Remove(-KeyOf(undone));
        if (to is { } converted) _conversions.Add(-KeyOf(converted));
    }

    /// <summary>The orders that still count once one more is returned whole.</summary>
    /// <param name="purchasedAt">When that one was placed.</param>
    /// <returns>Null where one more pass over the history is needed: that of <see cref="Next"/>.</returns>
    public (DateTimeOffset? First, LatestInstants Latest)? Without(DateTimeOffset purchasedAt)
    {
        var key = KeyOf(purchasedAt);
        var (inEarliest, inLatest) = (_earliest.Remove(key), _latest.Remove(-key));
        var (first, latest) = (_earliest.Nearest(1), _latest.Nearest(LatestInstants.Capacity));
        if (first is null || latest is null) _next = GoingOn(end => end == _earliest ? 1 : end == _latest ? LatestInstants.Capacity : null);
        if (inEarliest) _earliest.Add(key);
        if (inLatest) _latest.Add(-key);
        if (first is null || latest is null) return null;
        return (first.Count == 0 ? null : InstantOf(first[0]), LatestInstants.Of(latest.Select(negated => InstantOf(-negated))));
    }

    /// <summary>The latest conversions that still count once one that counts no longer does.</summary>
    /// <returns>Null where one more pass over the history is needed: that of <see cref="Next"/>.</returns>
    public LatestInstants? ConversionsWithout(DateTimeOffset? undone)
    {
        var removed = undone is { } at && _conversions.Remove(-KeyOf(at));
        var latest = _conversions.Nearest(LatestInstants.Capacity);
        if (latest is null) _next = GoingOn(end => end == _conversions ? LatestInstants.Capacity : null);
        if (removed) _conversions.Add(-KeyOf(undone!.Value));
        return latest is null ? null : LatestInstants.Of(latest.Select(negated => InstantOf(-negated)));
    }

    /// <summary>An opinion gives another score, or none, or is new.</summary>
    /// <param name="from">The score that it gave; null for none.</param>
    /// <param name="to">The score that it gives; null for none.</param>
    /// <param name="at">When it was given.</param>
    /// <param name="kind">Which kind of score.</param>
    internal void MoveOpinion(int? from, int? to, DateTimeOffset at, int kind)
    {
        if (from is { } gone) _ends[kind + gone].Remove(-KeyOf(at));
        if (to is { } given) _ends[kind + given].Add(-KeyOf(at));
    }

    /// <summary>When a score was last given once an opinion that gave it no longer does.</summary>
    /// <param name="score">The score.</param>
    /// <param name="gone">When that opinion was given.</param>
    /// <param name="kind">Which kind of score.</param>
    /// <param name="left">When another gave it last; null for never.</param>
    /// <returns>False where one more pass over the history is needed: that of <see cref="Next"/>.</returns>
    internal bool TryOpinionWithout(int score, DateTimeOffset gone, int kind, out DateTimeOffset? left)
    {
        var end = _ends[kind + score];
        var removed = end.Remove(-KeyOf(gone));
        var latest = end.Nearest(1);
        if (latest is null) _next = GoingOn(other => other == end ? 1 : null);
        if (removed) end.Add(-KeyOf(gone));
        left = latest is [var negated, ..] ? InstantOf(-negated) : null;
        return latest is not null;
    }

    /// <summary>The next pass: of some ends behind what is known of them, of the others anew.</summary>
    private HistoryTimes GoingOn(Func<End, int?> wanted) => new([.. _ends.Select(end => wanted(end) is { } count ? end.Behind(count) : end.Again())]);

    private static long KeyOf(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset InstantOf(long key) => new(key * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>The smallest keys of a growing and shrinking number of them: exact below the smallest that was ever let go.</summary>
    /// <param name="capacity">How many different keys are kept.</param>
    /// <param name="from">Keys below it are not looked at: an earlier pass has found what is left of them.</param>
    /// <param name="found">What it found, ascending; not as many as are wanted.</param>
    private sealed class End(int capacity, long from, IReadOnlyList<long> found)
    {
        private readonly SortedSet<long> _keys = [];
        private readonly Dictionary<long, long> _counts = [];
        private long _letGo = long.MaxValue;

        public bool GoesOn => from != long.MinValue;

        public void Add(long key)
        {
            if (key < from || key >= _letGo) return;
            if (!_counts.TryAdd(key, 1))
            {
                _counts[key]++;
                return;
            }

            _keys.Add(key);
            if (_keys.Count <= capacity) return;
            _letGo = _keys.Max;
            Drop(_letGo);
        }

        /// <returns>Whether there was one.</returns>
        public bool Remove(long key)
        {
            if (key >= _letGo || !_counts.TryGetValue(key, out var count)) return false;
            if (count == 1) Drop(key);
            else _counts[key] = count - 1;
            return true;
        }

        /// <summary>The smallest, as many as are wanted or as there are; null where fewer are known than there may be.</summary>
        public List<long>? Nearest(int wanted)
        {
            var nearest = Known(wanted);
            return nearest.Count == wanted || _letGo == long.MaxValue ? nearest : null;
        }

        /// <summary>What goes on behind the keys that are known exactly.</summary>
        public End Behind(int wanted) => new(capacity, _letGo, Known(wanted));

        /// <summary>The same before the first entry.</summary>
        public End Again() => new(capacity, from, found);

        private List<long> Known(int wanted)
        {
            var known = found.Take(wanted).ToList();
            foreach (var key in _keys)
            {
                for (var left = _counts[key]; left > 0 && known.Count < wanted; left--) known.Add(key);
                if (known.Count == wanted) break;
            }

            return known;
        }

        private void Drop(long key)
        {
            _keys.Remove(key);
            _counts.Remove(key);
        }
    }
}
