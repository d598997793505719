using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Tests.Partitioning;

/// <summary>A database that can be out of reach. It outlives the ledger that it is a partition of: disposing it closes nothing.</summary>
internal sealed class FailingLedger(ILedger inner) : ILedger
{
    /// <summary>Whether nothing reaches it.</summary>
    public bool Down { get; set; }

    /// <summary>Whether its tables are there; migrating makes them.</summary>
    public bool Made { get; set; } = true;

    /// <summary>Called before control state is written.</summary>
    public Action BeforeWriteControl { get; set; } = () => { };

    /// <summary>How often it was disposed.</summary>
    public int Disposed { get; private set; }

    /// <summary>What is kept there.</summary>
    public ILedger Inner => inner;

    public Task<bool> IsMadeAsync(CancellationToken cancellation = default) => WhenUp(() => Task.FromResult(Made));

    public Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) => WhenUp(() => inner.KeepBoughtAsync(keep, cancellation));

    public Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) => WhenUp(() => inner.KeepsBoughtAsync(cancellation));

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => WhenUp(() =>
    {
        IReadOnlyList<string> applied = Made ? [] : ["001-ledger"];
        Made = true;
        return Task.FromResult(applied);
    });

    public int AppendsInWork => inner.AppendsInWork;

    public bool AreTogether(ActorId one, ActorId other) => inner.AreTogether(one, other);

    public Task AppendAsync(Append append) => WhenUp(async () =>
    {
        await inner.AppendAsync(append);
        return true;
    });

    public Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.FenceAsync(policyVersion, cancellation);
        return true;
    });

    public Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.RaiseLeastVersionAsync(version, cancellation);
        return true;
    });

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.RevokeCallAsync(actor, call, cancellation);
        return true;
    });

    public Task<Recalled> RecallAsync(Recall recall) => WhenUp(() => inner.RecallAsync(recall));

    public Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadEntriesAsync(actor, afterSequence, limit, cancellation));

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation));

    public Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadNamingAsync(actor, text, afterSequence, limit, cancellation));

    public Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.SearchCustomersAsync(segment, prefix, after, limit, cancellation));

    public Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadSearchKeysAsync(after, limit, cancellation));

    public Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadFollowUpsAsync(through, after, limit, cancellation));

    public Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadIndexedAsync(customerIds, cancellation));

    public Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadSortedAsync(segment, sort, after, limit, cancellation));

    public Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadCustomersAsync(segment, afterCustomerId, limit, cancellation));

    public Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) => WhenUp(() => inner.CountCustomersAsync(segment, cancellation));

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadPiecesAsync(actor, after, limit, cancellation));

    public Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.FindNamingAsync(texts, after, limit, cancellation));

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.ReaddressAsync(messages, letters, cancellation);
        return true;
    });

    public Task ScrubAsync(CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.ScrubAsync(cancellation);
        return true;
    });

    public Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) => WhenUp(() => inner.ReadFeedAsync(after, limit, sizeLimit, cancellation));

    public Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) => WhenUp(() => inner.FindFeedPlaceAsync(since, cancellation));

    public Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class =>
        WhenUp(() => inner.ReadHistoriesAsync(actors, begin, take, cancellation));

    public Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) => WhenUp(() => inner.ReadPurchasesAsync(after, limit, cancellation));

    public Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default) =>
        WhenUp(async () =>
        {
            await inner.WriteScoresAsync(scores, cancellation);
            return true;
        });

    public Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadKeysAsync(kind, after, limit, cancellation));

    public Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadDueAsync(until, limit, after, cancellation));

    public Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadCountersAsync(kinds, cancellation));

    public Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadMessagesAsync(limit, afterMessageId, cancellation));

    public Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        await inner.SettleMessagesAsync(settlement, cancellation);
        return true;
    });

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        WhenUp(() => inner.ReadDeadLettersAsync(limit, afterMessageId, cancellation));

    public Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => WhenUp(() => inner.ReplayAsync(messageIds, cancellation));

    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) => WhenUp(() => inner.ReadControlAsync(name, cancellation));

    public Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default) => WhenUp(async () =>
    {
        BeforeWriteControl();
        await inner.WriteControlAsync(name, json, expectedVersion, cancellation);
        return true;
    });

    public ValueTask DisposeAsync()
    {
        Disposed++;
        return ValueTask.CompletedTask;
    }

    private async Task<T> WhenUp<T>(Func<Task<T>> work) => Down ? throw new LedgerUnavailableException("The connection was refused.") : await work();
}
