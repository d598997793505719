using System.Collections.Concurrent;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>What the client has sent, and every answer it got. Thread-safe.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Intent> _intents = new();
    private readonly ConcurrentQueue<string> _broken = new();
    private long _acknowledged;
    private long _waits;
    private long _longestWaitTicks;
    private int _codesTaken;

    public IReadOnlyCollection<Intent> Intents => _intents;

    /// <summary>Commands acknowledged so far, each counted once.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Attempts that were asked to come again: 429 and 503.</summary>
    public long Waits => Interlocked.Read(ref _waits);

    /// <summary>How long the slowest attempt took, whatever its end.</summary>
    public TimeSpan LongestWait => new(Interlocked.Read(ref _longestWaitTicks));

    /// <summary>Broken promises that answers alone show.</summary>
    public IReadOnlyCollection<string> Broken => _broken;

    /// <summary>Codes that can be used once and were taken to be used.</summary>
    public int CodesTaken => Volatile.Read(ref _codesTaken);

    /// <summary>The number of the next one.</summary>
    public int TakeCode() => Interlocked.Increment(ref _codesTaken) - 1;

    public Intent Add(Intent intent)
    {
        _intents.Enqueue(intent);
        return intent;
    }

    /// <summary>201 or 200 with a receipt.</summary>
    public void Acknowledge(Intent intent, bool accepted, string receipt)
    {
        var (first, wrong) = intent.Answer(accepted, receipt);
        if (first) Interlocked.Increment(ref _acknowledged);
        if (wrong is not null) Break(wrong);
    }

    /// <summary>Asked to come again, with or without a promise that nothing was done.</summary>
    public void Wait(Intent intent, bool unknown, bool saysWhen)
    {
        Interlocked.Increment(ref _waits);
        if (unknown) intent.LeaveUnknown();
        if (!saysWhen) Break($"{intent} was asked to come again without Retry-After");
    }

    public void Took(TimeSpan time)
    {
        long longest;
        while ((longest = Interlocked.Read(ref _longestWaitTicks)) < time.Ticks)
            if (Interlocked.CompareExchange(ref _longestWaitTicks, time.Ticks, longest) == longest) return;
    }

    public void Break(string promise) => _broken.Enqueue(promise);
}
