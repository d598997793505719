using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.DueWork;

/// <summary>Which customers have their turn in a sweep.</summary>
public sealed class DueWorkSweeperTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task SweepAsync_reviews_once_who_is_still_due_afterwards_because_another_clock_is_behind()
    {
        await using (var host = await InProcessHost.StartAsync(_ledger, new(), _time))
            foreach (var id in new[] { "ada", "bob", "eve" }) await host.ExecuteAsync(id, [Purchase("p")]);
        _time.Advance(TimeSpan.FromDays(200));
        using var policy = await PolicyActor.LoadAsync(_ledger);
        var reviewed = new List<string>();
        var sweeper = new DueWorkSweeper(_ledger, policy, id => new BehindCustomer(() => { lock (reviewed) reviewed.Add(id.Key); }), _time);

        Assert.Equal(3, await sweeper.SweepAsync());
        Assert.Equal(["ada", "bob", "eve"], reviewed.Order(StringComparer.Ordinal));
        Assert.Equal(3, await sweeper.SweepAsync());
        Assert.Equal(6, reviewed.Count);
    }

    /// <summary>A customer on a machine whose clock is behind: for it nothing is due yet.</summary>
    private sealed class BehindCustomer(Action reviewed) : ICustomer
    {
        public Task ReviewAsync(long policyVersion = 0)
        {
            reviewed();
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) => throw new NotSupportedException();

        public Task<ActorState?> GetAsync() => throw new NotSupportedException();

        public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => throw new NotSupportedException();

        public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => throw new NotSupportedException();
    }
}
