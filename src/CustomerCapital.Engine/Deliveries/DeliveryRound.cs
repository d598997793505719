using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Deliveries;

/// <summary>One step of a <see cref="Delivery"/>: what is tried, and what becomes of it. Attempts come back on any thread.</summary>
internal sealed class DeliveryRound
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<ActorId, List<WaitingDelivery>> _waiting = [];
    private readonly List<RecentAttempt> _recent = [];
    private readonly List<(EntryId Entry, string Reason)> _givenUp = [];
    private readonly IDestination _destination;
    private readonly DeliveryState _before;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly DeliveryOptions _options;
    private IReadOnlyList<long> _place;
    private DateTimeOffset? _recordedThrough;
    private DateTimeOffset? _failingSince;
    private TimeSpan? _retryAfter;
    private int _taken;
    private int _failed;
    private int _failedInARow;
    private int _gone;
    private volatile bool _isOver;

    public DeliveryRound(IDestination destination, DeliveryState before, TimeProvider time, Random jitter, DeliveryOptions options)
    {
        (_destination, _before, _time, _jitter, _options) = (destination, before, time, jitter, options);
        (_place, _recordedThrough, _failingSince, _failedInARow) = (before.Place, before.RecordedThrough, before.FailingSince, before.Pauses > 0 ? 0 : before.FailedInARow);
        foreach (var waiting in before.Waiting) Behind(waiting.Entry.Actor).Add(waiting);
    }

    /// <summary>Attempts that were made, and entries that need none any more.</summary>
    public int Tried => _taken + _failed + _givenUp.Count + _gone;

    /// <summary>Entries that wait.</summary>
    public int Waiting => _waiting.Values.Sum(behind => behind.Count);

    /// <summary>Whether nothing else is to be tried in this step.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether the destination wants nothing any more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Tries what waits and may be tried now.</summary>
    /// <param name="find">Reads an entry again; null where it is not there any more, as of a person who was erased.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task TryAgainAsync(Func<EntryId, Task<Entry?>> find, CancellationToken cancellation)
    {
        var due = _waiting.Values.Where(behind => behind[0].TryAt <= _time.GetUtcNow()).Select(behind => behind.ToList()).ToArray();
        // So that some that always fail do not come first whenever the destination is tried again.
        _jitter.Shuffle(due);
        return SideBySideAsync(due, async (actor, token) =>
        {
            foreach (var waiting in actor)
            {
                if (_isOver) return;
                if (await find(waiting.Entry) is not { } entry)
                {
                    lock (_lock)
                    {
                        Leave(waiting.Entry);
                        _gone++;
                    }
                }
                else if (!await TryAsync(entry, waiting.Tries, token)) return;
            }
        }, cancellation);
    }

    /// <summary>Tries a page of the feed; what is not taken waits.</summary>
    public async Task TakeAsync(FeedPage page, CancellationToken cancellation)
    {
        var wanted = page.Entries.Where(entry => entry.RecordedAt >= _before.Since && _destination.Wants(entry)).GroupBy(entry => entry.Actor).Select(actor => actor.ToList());
        await SideBySideAsync(wanted, async (actor, token) =>
        {
            var isHeld = IsHeld(actor[0].Actor);
            foreach (var entry in actor)
            {
                isHeld = isHeld || _isOver || !await TryAsync(entry, 0, token);
                if (isHeld) Wait(entry);
            }
        }, cancellation);
        _place = page.Next.Keys;
        if (page.Entries is [.., var last]) _recordedThrough = last.RecordedAt;
    }

    /// <summary>Keeps what was given up, and says how far the delivery has come.</summary>
    public async Task<DeliveryState> EndAsync()
    {
        foreach (var (entry, reason) in _givenUp) await _destination.GiveUpAsync(entry, reason);
        var now = _time.GetUtcNow();
        var pauses = _taken > 0 ? 0 : _before.Pauses;
        DateTimeOffset? pausedUntil = null;
        if (_retryAfter is { } asked) pausedUntil = now + (asked < _options.LongestRetryAfter ? asked : _options.LongestRetryAfter);
        else if (_taken == 0 && _isOver && !IsStopped) pausedUntil = After(now, PauseAfter(pauses));
        else if (_taken == 0 && _failed > 0 && pauses > 0) pausedUntil = After(now, PauseAfter(pauses));
        return _before with
        {
            Place = _place, RecordedThrough = _recordedThrough, Waiting = [.. _waiting.Values.SelectMany(behind => behind)],
            Taken = _before.Taken + _taken, Failed = _before.Failed + _failed, GivenUp = _before.GivenUp + _givenUp.Count,
            FailedInARow = _failedInARow, FailingSince = _failingSince, PausedUntil = pausedUntil, Pauses = pausedUntil is null ? pauses : pauses + 1, Recent = Recent(),
        };
    }

    private TimeSpan PauseAfter(int pauses)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(pauses, 20));
        return pause < _options.LongestPause ? pause : _options.LongestPause;
    }

    private Task SideBySideAsync<T>(IEnumerable<T> actors, Func<T, CancellationToken, Task> attempt, CancellationToken cancellation) => Task.Run(
        () => Parallel.ForEachAsync(
            actors, new ParallelOptions { MaxDegreeOfParallelism = _options.AtOnce, CancellationToken = cancellation }, async (actor, token) => await attempt(actor, token)),
        cancellation);

    /// <returns>Whether the next of the actor may be tried.</returns>
    private async Task<bool> TryAsync(Entry entry, int tries, CancellationToken cancellation)
    {
        var (at, began) = (_time.GetUtcNow(), _time.GetTimestamp());
        var result = await AttemptAsync(entry, tries + 1, cancellation);
        var milliseconds = (long)_time.GetElapsedTime(began).TotalMilliseconds;
        var id = EntryId.Of(entry);
        lock (_lock)
        {
            if (result.Status == DeliveryStatus.Stopped)
            {
                IsStopped = _isOver = true;
                return false;
            }

            _recent.Add(new(at, id, Capabilities.NameOf(entry.Event), tries + 1, milliseconds, result.Reason));
            switch (result.Status)
            {
                case DeliveryStatus.Taken:
                    (_taken, _failedInARow, _failingSince) = (_taken + 1, 0, null);
                    Leave(id);
                    return true;
                case DeliveryStatus.Refused:
                    GiveUp(id, result.Reason!);
                    return true;
                case DeliveryStatus.Later:
                    Put(new(id, tries, at + result.RetryAfter!.Value, result.Reason));
                    return false;
                default:
                    return Fail(id, tries, at, result);
            }
        }
    }

    /// <summary>An attempt; what goes wrong in it that the destination does not know of concerns the entry alone, and is told as its failure.</summary>
    private async Task<DeliveryResult> AttemptAsync(Entry entry, int attempt, CancellationToken cancellation)
    {
        try
        {
            return await _destination.DeliverAsync(entry, attempt, cancellation);
        }
        catch (Exception unexpected) when (!cancellation.IsCancellationRequested)
        {
            return DeliveryResult.Failed($"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private bool Fail(EntryId id, int tries, DateTimeOffset at, DeliveryResult result)
    {
        (_failed, _failedInARow, _failingSince) = (_failed + 1, _failedInARow + 1, _failingSince ?? at);
        if (result.RetryAfter is { } wanted && !(_retryAfter > wanted)) _retryAfter = wanted;
        if (result.RetryAfter is not null || _failedInARow >= _options.FailuresBeforePause) _isOver = true;
        var now = _time.GetUtcNow();
        // While nothing at all is taken, it is not the entry's fault.
        if (result.RetryAfter is not null || _before.Pauses > 0)
        {
            Put(new(id, tries, now, result.Reason));
            return false;
        }

        if (tries >= _options.Retries.Count)
        {
            GiveUp(id, result.Reason!);
            return true;
        }

        Put(new(id, tries + 1, After(now, _options.Retries[tries]), result.Reason));
        return false;
    }

    private void GiveUp(EntryId id, string reason)
    {
        _givenUp.Add((id, reason));
        Leave(id);
    }

    private DateTimeOffset After(DateTimeOffset now, TimeSpan wait)
    {
        lock (_lock) return now + wait + (wait * (_jitter.NextDouble() / 5));
    }

    private bool IsHeld(ActorId actor)
    {
        lock (_lock) return _waiting.ContainsKey(actor);
    }

    private List<WaitingDelivery> Behind(ActorId actor) => _waiting.TryGetValue(actor, out var behind) ? behind : _waiting[actor] = [];

    private void Put(WaitingDelivery waiting)
    {
        var behind = Behind(waiting.Entry.Actor);
        var at = behind.FindIndex(other => other.Entry == waiting.Entry);
        if (at < 0) behind.Add(waiting);
        else behind[at] = waiting;
    }

    /// <summary>Keeps an entry behind those that wait, unless it waits already.</summary>
    private void Wait(Entry entry)
    {
        lock (_lock)
        {
            var id = EntryId.Of(entry);
            if (!Behind(entry.Actor).Exists(waiting => waiting.Entry == id)) Behind(entry.Actor).Add(new(id, 0, _time.GetUtcNow(), null));
        }
    }

    private void Leave(EntryId id)
    {
        if (!_waiting.TryGetValue(id.Actor, out var behind)) return;
        behind.RemoveAll(waiting => waiting.Entry == id);
        if (behind.Count == 0) _waiting.Remove(id.Actor);
    }

    /// <summary>The latest attempts: failures are kept longer, since they are rare and looked for.</summary>
    private List<RecentAttempt> Recent()
    {
        var all = _before.Recent.Concat(_recent.OrderBy(attempt => attempt.At)).ToList();
        var failed = all.Where(attempt => attempt.Failure is not null).TakeLast(DeliveryState.RecentFailures);
        return [.. failed.Concat(all.Where(attempt => attempt.Failure is null).TakeLast(DeliveryState.RecentTaken)).OrderBy(attempt => attempt.At)];
    }
}
