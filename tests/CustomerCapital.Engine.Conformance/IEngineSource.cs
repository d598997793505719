using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Encoding;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Conformance;

/// <summary>Where a suite gets the engine that it tests. A host implements it once, and inherits every suite with it.</summary>
/// <remarks>Disposing it disposes the engines that it started, and removes what they kept.</remarks>
public interface IEngineSource : IAsyncDisposable
{
    /// <summary>IANA zone in which ledgers count from now on; null for UTC.</summary>
    string? TimeZone { get; set; }

    /// <summary>A new engine over an empty ledger, which does nothing in the background, and whose clock can be set.</summary>
    Task<ICustomerCapital> StartAsync(TimeProvider time);

    /// <summary>Delivers messages and does due work until neither is left.</summary>
    Task SettleAsync(ICustomerCapital engine);
}

/// <summary>One empty engine for each test, and a clock that stands at <see cref="Sample.Start"/>.</summary>
public abstract class EngineConformance<TSource> : IAsyncLifetime
    where TSource : IEngineSource, new()
{
    protected TSource Source { get; } = new();

    protected FakeTimeProvider Time { get; } = new(Start);

    protected ICustomerCapital Engine { get; private set; } = null!;

    /// <summary>IANA zone in which the ledger counts; null for UTC.</summary>
    protected virtual string? TimeZone => null;

    public async Task InitializeAsync()
    {
        Source.TimeZone = TimeZone;
        Engine = await Source.StartAsync(Time);
    }

    public async Task DisposeAsync() => await Source.DisposeAsync();

    protected Task SettleAsync() => Source.SettleAsync(Engine);

    protected async Task<CommandOutcome> ExecuteAsync(string customerId, ActorCommand command) => Assert.Single(await Engine.ExecuteAsync(customerId, [command]));

    protected async Task GivenAsync(string customerId, params ActorCommand[] commands)
    {
        // On a busy machine a second copy of a call may have been answered, which finds what the first has done.
        foreach (var outcome in await Engine.ExecuteAsync(customerId, commands)) Assert.True(outcome.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate, $"{outcome.Status}: {outcome.Message}");
    }

    /// <summary>A customer as every caller can see it; fails where there is none.</summary>
    protected async Task<ObservedCustomer> CustomerAsync(string customerId)
    {
        var state = await Engine.Customer(customerId).GetAsync();
        Assert.NotNull(state);
        return ObservedCustomer.Of(state);
    }

    protected Task<IReadOnlyList<Entry>> EntriesAsync(string customerId) => Engine.Customer(customerId).EntriesAsync(0, 10_000);

    protected static IEnumerable<string> Whole(IEnumerable<Entry> entries) => entries.Select(LedgerJson.EncodeWhole);
}
