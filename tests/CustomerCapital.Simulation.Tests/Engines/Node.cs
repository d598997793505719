using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Simulation.Tests.Faults;
using CustomerCapital.Simulation.Tests.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Simulation.Tests.Engines;

/// <summary>The answer was lost with the engine, or there was no engine to ask.</summary>
internal sealed class NodeDownException() : Exception("The engine is down.");

/// <summary>A machine with the real engine on it. It crashes at any step, and comes back over the same ledger.</summary>
internal sealed class Node(string name, Database database, Mood mood, Trace trace, InProcessHostOptions options)
{
    private readonly List<Action> _openCalls = [];
    private SimulatedProcess _process = null!;
    private Connection _connection = null!;

    /// <summary>The engine; null while it is starting.</summary>
    public InProcessHost? Host { get; private set; }

    /// <summary>How often it has crashed.</summary>
    public int Crashes { get; private set; }

    /// <summary>What escaped the engine's own handling at its start.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Starts the engine.</summary>
    public void Start()
    {
        (_process, _connection) = (new(database.Schedule, name), new(database, mood, trace));
        var (process, connection) = (_process, _connection);
        _ = process.RunAsync(async () =>
        {
            while (process.Lives)
            {
                try
                {
                    Host = await InProcessHost.StartAsync(connection, OptionsOn(process), database.Schedule.Time, NullLogger.Instance);
                    trace.Add("started", name);
                    return;
                }
                catch (Exception again) when (again is LedgerUnavailableException or VersionConflictException)
                {
                    await database.Schedule.Time.DelayAsync(TimeSpan.FromSeconds(1));
                }
                catch (Exception failure)
                {
                    Failure = failure;
                    return;
                }
            }
        });
    }

    /// <summary>The engine is gone, wherever it stood; open calls are never answered.</summary>
    public void Crash()
    {
        trace.Add("crash", name);
        Crashes++;
        _process.Crash();
        _connection.Sever();
        Host = null;
        var open = _openCalls.ToList();
        _openCalls.Clear();
        foreach (var fail in open) fail();
    }

    /// <summary>Asks the engine; fails when it crashes before it has answered.</summary>
    public Task<T> CallAsync<T>(Func<InProcessHost, Task<T>> call)
    {
        if (Host is not { } host) return Task.FromException<T>(new NodeDownException());
        var answer = new TaskCompletionSource<T>();
        Action fail = () => answer.TrySetException(new NodeDownException());
        _openCalls.Add(fail);
        _ = _process.RunAsync(async () =>
        {
            try
            {
                answer.TrySetResult(await call(host));
            }
            catch (Exception failure)
            {
                answer.TrySetException(failure);
            }

            _openCalls.Remove(fail);
        });
        return answer.Task;
    }

    /// <summary>Has the engine's ledger revoke a call; fails when the engine crashes before that is known.</summary>
    public Task RevokeAsync(string customerId, Guid call)
    {
        var connection = _connection;
        return CallAsync(async _ =>
        {
            await connection.RevokeCallAsync(customerId, call);
            return true;
        });
    }

    private InProcessHostOptions OptionsOn(SimulatedProcess process) => new()
    {
        ActorLimit = options.ActorLimit,
        IdleAfter = options.IdleAfter,
        WaitingLimit = options.WaitingLimit,
        SweepInterval = options.SweepInterval,
        BackgroundWork = options.BackgroundWork,
        TimeZone = options.TimeZone,
        Scheduler = process,
    };
}
