namespace CustomerCapital.Simulation.Tests.Scheduling;

/// <summary>A process: what is queued on it runs while it lives, on the simulation's one thread, and is forgotten when it dies.</summary>
internal sealed class SimulatedProcess(Schedule schedule, string name) : TaskScheduler
{
    /// <summary>For the trace.</summary>
    public string Name => name;

    /// <summary>False once it has crashed.</summary>
    public bool Lives { get; private set; } = true;

    /// <summary>Starts work on it.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Nothing of it runs any more, at whatever await it stands.</summary>
    public void Crash()
    {
        Lives = false;
        schedule.Forget(this);
    }

    /// <summary>Runs one step of it.</summary>
    public void Execute(Task task) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => schedule.Add(this, task);

    /// <summary>Never inline, so that every await is a place where another comes first or the process dies.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
