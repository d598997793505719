using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Hosting;

/// <summary>A ledger that is unavailable where it does not answer in time, so that nobody waits for it without end.</summary>
/// <remarks>For whoever reads once, or can take an unknown outcome. Disposing it disposes nothing.</remarks>
internal sealed class PunctualLedger(ILedger inner, TimeSpan within, TimeProvider time) : ILedger
{
    public Task<bool> IsMadeAsync(CancellationToken cancellation = default) => InTimeAsync(inner.IsMadeAsync(cancellation));

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) => inner.KeepBoughtAsync(keep, cancellation);

    public Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) => InTimeAsync(inner.KeepsBoughtAsync(cancellation));

    public Task AppendAsync(Append append) => InTimeAsync(AnsweredAsync(inner.AppendAsync(append)));

    public int AppendsInWork => inner.AppendsInWork;

    public bool AreTogether(ActorId one, ActorId other) => inner.AreTogether(one, other);

    public Task<bool> AreStillTogetherAsync(ActorId one, ActorId other, CancellationToken cancellation = default) => InTimeAsync(inner.AreStillTogetherAsync(one, other, cancellation));

    public Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => InTimeAsync(AnsweredAsync(inner.FenceAsync(policyVersion, cancellation)));

    public Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => InTimeAsync(AnsweredAsync(inner.RaiseLeastVersionAsync(version, cancellation)));

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) =>
        InTimeAsync(AnsweredAsync(inner.RevokeCallAsync(actor, call, cancellation)));

    public Task<Recalled> RecallAsync(Recall recall) => InTimeAsync(inner.RecallAsync(recall));

    public Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadEntriesAsync(actor, afterSequence, limit, cancellation));

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation));

    public Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class =>
        InTimeAsync(inner.ReadHistoriesAsync(actors, begin, take, cancellation));

    public Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) => InTimeAsync(inner.ReadPurchasesAsync(after, limit, cancellation));

    public Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default) =>
        InTimeAsync(AnsweredAsync(inner.WriteScoresAsync(scores, cancellation)));

    // Reads all entries, however long that takes.
    public Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) => inner.FindNamingAsync(texts, after, limit, cancellation);

    // Reads all entries of the actor, however long that takes.
    public Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        inner.ReadNamingAsync(actor, text, afterSequence, limit, cancellation);

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) =>
        InTimeAsync(AnsweredAsync(inner.ReaddressAsync(messages, letters, cancellation)));

    public Task ScrubAsync(CancellationToken cancellation = default) => inner.ScrubAsync(cancellation);

    public Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) => InTimeAsync(inner.ReadFeedAsync(after, limit, sizeLimit, cancellation));

    public Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) => InTimeAsync(inner.FindFeedPlaceAsync(since, cancellation));

    public Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.SearchCustomersAsync(segment, prefix, after, limit, cancellation));

    public Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadFollowUpsAsync(through, after, limit, cancellation));

    public Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadIndexedAsync(customerIds, cancellation));

    public Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadSortedAsync(segment, sort, after, limit, cancellation));

    public Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadCustomersAsync(segment, afterCustomerId, limit, cancellation));

    public Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadSearchKeysAsync(after, limit, cancellation));

    public Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) => InTimeAsync(inner.CountCustomersAsync(segment, cancellation));

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadPiecesAsync(actor, after, limit, cancellation));

    public Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadKeysAsync(kind, after, limit, cancellation));

    public Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadDueAsync(until, limit, after, cancellation));

    public Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadCountersAsync(kinds, cancellation));

    public Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadMessagesAsync(limit, afterMessageId, cancellation));

    public Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) =>
        InTimeAsync(AnsweredAsync(inner.SettleMessagesAsync(settlement, cancellation)));

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        InTimeAsync(inner.ReadDeadLettersAsync(limit, afterMessageId, cancellation));

    public Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => InTimeAsync(inner.ReplayAsync(messageIds, cancellation));

    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) => InTimeAsync(inner.ReadControlAsync(name, cancellation));

    public Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default) =>
        InTimeAsync(AnsweredAsync(inner.WriteControlAsync(name, json, expectedVersion, cancellation)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> InTimeAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(within, time);
        }
        catch (TimeoutException)
        {
            throw new LedgerUnavailableException($"The ledger has not answered within {within.TotalSeconds} seconds.");
        }
    }

    private static async Task<bool> AnsweredAsync(Task work)
    {
        await work;
        return true;
    }
}
