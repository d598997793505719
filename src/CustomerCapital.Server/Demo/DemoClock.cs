namespace CustomerCapital.Server.Demo;

/// <summary>The clock of a demo: shows moments of the made-up story while that is lived through, and the machine's time before and after. Timers and elapsed times are the machine's always.</summary>
/// <param name="machine">The machine's clock.</param>
internal sealed class DemoClock(TimeProvider machine) : TimeProvider
{
    /// <summary>Ticks in UTC; 0 for the machine's time.</summary>
    private long _shown;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>Shows a moment, and stands still.</summary>
    public void Show(DateTimeOffset moment) => Volatile.Write(ref _shown, moment.UtcTicks);

    /// <summary>Goes with the machine's time from now on.</summary>
    public void Release() => Volatile.Write(ref _shown, 0);

    public override DateTimeOffset GetUtcNow() => Volatile.Read(ref _shown) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);
}
