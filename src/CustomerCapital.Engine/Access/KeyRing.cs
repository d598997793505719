namespace CustomerCapital.Engine.Access;

/// <summary>The keys of callers as a process that is asked knows them, never older than a moment.</summary>
/// <remarks>
/// No request reads the ledger for its key, and yet a key that was revoked opens nothing once that is answered. What a process has read holds for requests that begin within
/// <see cref="Lease"/> of the begin of that reading. <see cref="RevokeKey"/> writes first and answers a <see cref="Lease"/> later: by then whatever was read before the writing holds
/// for no request any more. Lengths of time alone are compared, never the clocks of two machines. A machine that stood still is noticed by its clock, which went on.
/// Thread-safe.
/// </remarks>
/// <param name="read">Reads them from the ledger itself.</param>
/// <param name="time">The machine's clock.</param>
public sealed class KeyRing(Func<long, Task<KeysRead>> read, TimeProvider time)
{
    /// <summary>For so long what was read holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    /// <summary>So much longer a revocation waits: far more than the clocks of two machines differ in their speed.</summary>
    public static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(100);

    private readonly Lock _reading = new();
    private Held? _held;
    private Reading? _now;

    /// <summary>The keys by their hashes, for a request that begins now.</summary>
    /// <exception cref="EngineUnavailableException">They cannot be read.</exception>
    public ValueTask<KeysInForce> GetAsync()
    {
        var begins = Moment.Of(time);
        if (Volatile.Read(ref _held) is not { } held || !begins.IsWithin(held.Since, time, Lease)) return new(WaitAsync(begins));
        // Before it is over somebody sees to the next, so that nobody waits as long as requests come.
        if (!begins.IsWithin(held.Since, time, Lease / 2)) _ = Observe(Begin(begins, Lease / 2));
        return new(held.Keys);
    }

    /// <summary>The keys as they are after this call has begun: for a key that was created a moment ago. Of many who ask at once one or two readings serve all.</summary>
    /// <exception cref="EngineUnavailableException">They cannot be read.</exception>
    public async ValueTask<KeysInForce> GetFreshAsync()
    {
        var begins = Moment.Of(time);
        while (true)
        {
            Task<Held> reading;
            bool isFresh;
            lock (_reading)
            {
                // One that is under way and began earlier is waited for, so that those who wait share the next.
                if (_now is not { } now || (now.Done.IsCompleted && now.Since.Ticks < begins.Ticks)) Start();
                (reading, isFresh) = (_now!.Done, _now.Since.Ticks >= begins.Ticks);
            }

            if (isFresh) return (await reading).Keys;
            await Observe(reading);
        }
    }

    private static async Task Observe(Task reading) => await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<KeysInForce> WaitAsync(Moment begins) => (await Begin(begins, Lease)).Keys;

    /// <summary>The reading that is under way, where it began late enough; else a new one.</summary>
    private Task<Held> Begin(Moment begins, TimeSpan within)
    {
        lock (_reading)
        {
            if (_now is { } now && !now.Done.IsFaulted && !now.Done.IsCanceled && begins.IsWithin(now.Since, time, within)) return now.Done;
            return Start();
        }
    }

    /// <summary>Begins a reading; within the lock.</summary>
    private Task<Held> Start()
    {
        var since = Moment.Of(time);
        _now = new(since, ReadAsync(since));
        return _now.Done;
    }

    private async Task<Held> ReadAsync(Moment since)
    {
        var before = Volatile.Read(ref _held)?.Keys ?? KeysInForce.None;
        var answer = await read(before.Version);
        var held = new Held(since, answer.Kept is { } kept ? new(answer.Version, kept.Keys) : before);
        lock (_reading)
        {
            // Of two readings the one that began later says more.
            if (_held is not { } other || other.Since.Ticks < since.Ticks) Volatile.Write(ref _held, held);
        }

        return held;
    }

    private readonly record struct Moment(long Ticks, DateTimeOffset Clock)
    {
        public static Moment Of(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

        public bool IsWithin(Moment since, TimeProvider time, TimeSpan length)
        {
            if (since.Ticks > Ticks) return true;
            var shown = Clock - since.Clock;
            return time.GetElapsedTime(since.Ticks, Ticks) < length && shown >= TimeSpan.Zero && shown < length;
        }
    }

    private sealed record Held(Moment Since, KeysInForce Keys);

    private sealed record Reading(Moment Since, Task<Held> Done);
}

/// <summary>The keys at a moment, by their hashes.</summary>
/// <param name="version">Grows with each change; 0 where there was never a key.</param>
/// <param name="keys">All of them.</param>
public sealed class KeysInForce(long version, IReadOnlyList<AccessKey> keys)
{
    /// <summary>None were ever read.</summary>
    public static readonly KeysInForce None = new(0, []);

    private readonly Dictionary<string, (AccessKey Key, Caller Caller)> _byHash = keys.DistinctBy(key => key.Hash).ToDictionary(key => key.Hash, key => (key, key.Caller()), StringComparer.Ordinal);
    private readonly Dictionary<string, AccessKey> _byId = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);

    /// <summary>Grows with each change; 0 where there was never a key.</summary>
    public long Version => version;

    /// <summary>The key of a hash, with its holder; null where there is none. Whether it still holds is not looked at.</summary>
    /// <param name="hash">The <see cref="AccessKey.HashOf"/> of a key's text; null, which no key has, of a text that is none.</param>
    public (AccessKey Key, Caller Caller)? Find(string? hash) => hash is not null && _byHash.TryGetValue(hash, out var found) ? found : null;

    /// <summary>The key of an id; null where there was never one.</summary>
    public AccessKey? OfId(string keyId) => _byId.GetValueOrDefault(keyId);
}
