using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Simulation.Tests.Faults;
using CustomerCapital.Simulation.Tests.Scheduling;

namespace CustomerCapital.Simulation.Tests.Engines;

/// <summary>The answer was lost with the engine, or there was no engine to ask.</summary>
internal sealed class NodeDownException() : Exception("The engine is down.");

/// <summary>A machine with the real engine on it, whose background work is done here as a silo's grains do it. It crashes at any step, and comes back over the same ledger.</summary>
internal sealed class Node(string name, Database database, Mood mood, Trace trace, EngineOptions options, TimeSpan sweepEvery)
{
    private static readonly TimeSpan DeliverEvery = TimeSpan.FromSeconds(10);

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
                    Host = await InProcessHost.StartAsync(connection, options, database.Schedule.Time);
                    trace.Add("started", name);
                    _ = process.RunAsync(() => EveryAsync(process, sweepEvery, SweepAsync));
                    _ = process.RunAsync(() => EveryAsync(process, DeliverEvery, host => host.Courier.DeliverAsync()));
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

    private static async Task SweepAsync(InProcessHost host)
    {
        await host.Policy.ConfirmAsync();
        await host.Sweeper.SweepAsync();
    }

    private async Task EveryAsync(SimulatedProcess process, TimeSpan interval, Func<InProcessHost, Task> work)
    {
        while (process.Lives && Host is { } host)
        {
            // What fails is tried again with the next round.
            await work(host).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await database.Schedule.Time.DelayAsync(interval);
        }
    }
}
