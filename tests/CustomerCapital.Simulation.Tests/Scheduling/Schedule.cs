namespace CustomerCapital.Simulation.Tests.Scheduling;

/// <summary>Runs all processes on one thread, one step at a time; the seed chooses which of the steps that are ready comes next.</summary>
internal sealed class Schedule
{
    private readonly Random _random;
    private readonly Trace _trace;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(SimulatedProcess Process, Task Task)> _ready = [];
    private volatile string? _escape;

    public Schedule(Random random, Trace trace)
    {
        (_random, _trace) = (random, trace);
        Time = new(this);
        trace.Elapsed = () => Time.Elapsed;
    }

    /// <summary>The clock and timers of every process.</summary>
    public SimulatedTime Time { get; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Queues a step.</summary>
    public void Add(SimulatedProcess process, Task task)
    {
        // The garbage collector finishes, on a thread of its own, timers that a dead process has left.
        if (process.Lives && IsOnThread()) _ready.Add((process, task));
    }

    /// <summary>Drops what a dead process had queued.</summary>
    public void Forget(SimulatedProcess process) => _ready.RemoveAll(step => step.Process == process);

    /// <summary>Runs one step; where none is ready, time moves on to the next timer.</summary>
    /// <returns>False when nothing will ever happen again.</returns>
    public bool Step()
    {
        if (_escape is not null) throw new Violation($"Something ran outside of the simulation: {_escape}");
        if (_ready.Count == 0) return Time.FireNext();
        var at = _random.Next(_ready.Count);
        var (process, task) = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Steps++;
        _trace.Add("step", process.Name, at);
        process.Execute(task);
        return true;
    }

    /// <summary>Whether the caller runs in the simulation; what does not is remembered, and fails the run.</summary>
    public bool IsOnThread()
    {
        if (Environment.CurrentManagedThreadId == _thread) return true;
        _escape ??= Environment.StackTrace;
        return false;
    }
}
