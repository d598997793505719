using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Conformance;

/// <summary>Where a suite gets the ledger that it tests. A provider implements it once, and inherits every suite with it.</summary>
/// <remarks>Disposing it disposes the ledgers that it opened, and removes what they kept.</remarks>
public interface ILedgerSource : IAsyncDisposable
{
    /// <summary>A new, empty, migrated ledger.</summary>
    Task<ILedger> OpenAsync(GroupCommitOptions? options = null);

    /// <summary>An id that begins like this one, of an actor that is in one database with all others so named.</summary>
    ActorId Together(ActorId actor) => actor;
}

/// <summary>One empty ledger for each test.</summary>
public abstract class LedgerConformance<TSource> : IAsyncLifetime
    where TSource : ILedgerSource, new()
{
    protected TSource Source { get; } = new();

    protected ILedger Ledger { get; private set; } = null!;

    protected string Together(string customerId) => Together((ActorId)customerId).Key;

    protected ActorId Together(ActorId actor) => ((ILedgerSource)Source).Together(actor);

    public virtual async Task InitializeAsync() => Ledger = await Source.OpenAsync();

    public async Task DisposeAsync() => await Source.DisposeAsync();

    protected async Task<Scribe> GivenAsync(Scribe scribe, params ActorCommand[] commands)
    {
        await Ledger.AppendAsync(scribe.Write(commands));
        return scribe;
    }

    /// <summary>The natural ids of a customer's whole history, in order, over as many pages as its bytes need.</summary>
    protected async Task<List<string>> NaturalIdsAsync(string customerId)
    {
        var ids = new List<string>();
        while (await Ledger.ReadEntriesAsync(customerId, ids.Count, 1_000) is { Count: > 0 } page) ids.AddRange(page.Select(entry => entry.NaturalId ?? ""));
        return ids;
    }
}
