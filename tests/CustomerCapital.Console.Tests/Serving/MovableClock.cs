namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>Stands still until it is moved; how long something takes is told by the machine's own clock, so that patience ends.</summary>
internal sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves on.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
