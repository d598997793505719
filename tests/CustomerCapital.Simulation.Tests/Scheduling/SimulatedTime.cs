namespace CustomerCapital.Simulation.Tests.Scheduling;

/// <summary>Time that moves only when nothing else can happen. Timers follow what has elapsed; the clock on the wall can jump besides.</summary>
internal sealed class SimulatedTime(Schedule schedule) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(Timer Timer, long Setting), (TimeSpan DueAt, long Order)> _timers = new();
    private long _order;
    private TimeSpan _jumped;

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The latest that the wall has ever shown.</summary>
    public DateTimeOffset Latest { get; private set; } = Start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        schedule.IsOnThread();
        var now = Start + Elapsed + _jumped;
        if (now > Latest) Latest = now;
        return now;
    }

    /// <summary>Puts the clock on the wall forward or back.</summary>
    public void Jump(TimeSpan by)
    {
        GetUtcNow();
        _jumped += by;
        GetUtcNow();
    }

    /// <summary>Completes after a time.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, this);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        schedule.IsOnThread();
        var process = (SimulatedProcess)TaskScheduler.Current;
        var timer = new Timer(this, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on to the next timer, and queues what it calls on its process.</summary>
    /// <returns>False when there is none.</returns>
    public bool FireNext()
    {
        while (_timers.TryDequeue(out var next, out var at))
        {
            if (!next.Timer.IsSetTo(next.Setting)) continue;
            Elapsed = at.DueAt;
            next.Timer.Fire();
            return true;
        }

        return false;
    }

    private sealed class Timer(SimulatedTime time, SimulatedProcess process, Action call) : ITimer
    {
        private long _setting;
        private TimeSpan _period;

        public bool IsSetTo(long setting) => _setting == setting && process.Lives;

        public void Fire()
        {
            if (_period > TimeSpan.Zero) Change(_period, _period);
            else _setting++;
            new Task(call).Start(process);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _setting++;
            _period = period;
            if (dueTime >= TimeSpan.Zero) time._timers.Enqueue((this, _setting), (time.Elapsed + dueTime, time._order++));
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
