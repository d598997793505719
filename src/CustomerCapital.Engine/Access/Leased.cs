namespace CustomerCapital.Engine.Access;

/// <summary>What a process has read of the ledger, for as long as it may go by that.</summary>
/// <remarks>
/// What was read holds for requests that begin within the lease of the begin of that reading. Whoever takes something away writes first, and answers a lease later: by then
/// whatever was read before the writing holds for no request any more. Lengths of time alone are compared, never the clocks of two machines. A machine that stood still is noticed
/// by its clock, which went on. Thread-safe.
/// </remarks>
/// <param name="read">Reads it from the ledger itself, given what was read before.</param>
/// <param name="none">What was read before the first reading.</param>
/// <param name="lease">For so long what was read holds.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class Leased<T>(Func<T, Task<T>> read, T none, TimeSpan lease, TimeProvider time) where T : class
{
    private readonly Lock _reading = new();
    private Held? _held;
    private Reading? _now;

    /// <summary>The value, for a request that begins now.</summary>
    public ValueTask<T> GetAsync()
    {
        var begins = Moment.Of(time);
        if (Volatile.Read(ref _held) is not { } held || !begins.IsWithin(held.Since, time, lease)) return new(WaitAsync(begins));
        // Before it is over somebody sees to the next, so that nobody waits as long as requests come.
        if (!begins.IsWithin(held.Since, time, lease / 2)) _ = Observe(Begin(begins, lease / 2));
        return new(held.Value);
    }

    /// <summary>The value as it is after this call has begun. Of many who ask at once one or two readings serve all.</summary>
    public async ValueTask<T> GetFreshAsync()
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

            if (isFresh) return (await reading).Value;
            await Observe(reading);
        }
    }

    private static async Task Observe(Task reading) => await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<T> WaitAsync(Moment begins) => (await Begin(begins, lease)).Value;

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
        var held = new Held(since, await read(Volatile.Read(ref _held)?.Value ?? none));
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

    private sealed record Held(Moment Since, T Value);

    private sealed record Reading(Moment Since, Task<Held> Done);
}
