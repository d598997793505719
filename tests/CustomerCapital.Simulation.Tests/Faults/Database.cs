using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Simulation.Tests.Scheduling;

namespace CustomerCapital.Simulation.Tests.Faults;

/// <summary>The ledger, a process of its own that outlives the engines.</summary>
internal sealed class Database
{
    public Database(Schedule schedule, Random random)
    {
        Schedule = schedule;
        Process = new(schedule, "ledger");
        var queue = random.Next(3) == 0 ? 1 + random.Next(4) : 1_000;
        Ledger = new(new() { QueueLimit = queue, GroupLimit = random.Next(3) == 0 ? 1 : 64, Scheduler = Process }, schedule.Time);
    }

    public Schedule Schedule { get; }

    /// <summary>Where it runs.</summary>
    public SimulatedProcess Process { get; }

    /// <summary>The real ledger in memory.</summary>
    public InMemoryLedger Ledger { get; }

    /// <summary>The customer of whom nothing can be written; null for none.</summary>
    public string? Poisoned { get; set; }

    /// <summary>Carries out a request there; the caller's process may be dead when it is done.</summary>
    public Task<T> CallAsync<T>(Func<Task<T>> work)
    {
        var answer = new TaskCompletionSource<T>();
        _ = Process.RunAsync(async () =>
        {
            try
            {
                answer.TrySetResult(await work());
            }
            catch (Exception failure)
            {
                answer.TrySetException(failure);
            }
        });
        return answer.Task;
    }

    /// <summary>Does something later that nobody waits for.</summary>
    public void Later(TimeSpan after, Func<Task> work) => _ = Process.RunAsync(async () =>
    {
        await Schedule.Time.DelayAsync(after);
        try
        {
            await work();
        }
        catch (Exception lost) when (lost is VersionConflictException or NaturalIdTakenException or PolicyOutdatedException or CallRevokedException)
        {
            // As a database refuses what comes too late.
        }
    });
}
