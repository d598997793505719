namespace CustomerCapital.Engine.Clock;

/// <summary>The program's time: what the clock of a sandbox shows, where somebody has set it, and else the machine's. Timers and elapsed times are the machine's.</summary>
/// <param name="clock">What the program's clock shows; null where nobody has set it.</param>
/// <param name="machine">The machine's clock.</param>
public sealed class ProgramTime(Func<DateTimeOffset?> clock, TimeProvider machine) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock() ?? machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);
}
