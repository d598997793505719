using System.Threading.Channels;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Tests.Appending;

/// <summary>A ledger that shows each group it is to write, and writes nothing; a group ends when the test says so.</summary>
internal sealed class SteppedLedger(GroupCommitOptions options) : GroupCommitLedger(options, TimeProvider.System)
{
    private readonly Channel<IReadOnlyList<Append>> _groups = Channel.CreateUnbounded<IReadOnlyList<Append>>();
    private readonly Channel<Exception?> _ends = Channel.CreateUnbounded<Exception?>();

    public bool Closed { get; private set; }

    /// <summary>Results of the groups of as many appends; others are committed.</summary>
    public IReadOnlyList<AppendResult> Results { get; set; } = [];

    /// <summary>What a group of recalls that holds the customer "poisonous" fails with.</summary>
    public Exception? Unreadable { get; init; }

    /// <summary>How many recalls of a group there is room for.</summary>
    public int RecallsAtOnce { get; init; } = int.MaxValue;

    /// <summary>How many groups of recalls there were.</summary>
    public int RecallGroups { get; private set; }

    /// <summary>The customers of the group that is being written, once there is one.</summary>
    public async Task<IEnumerable<string>> NextGroupAsync() => (await _groups.Reader.ReadAsync()).Select(append => append.Actor.Key);

    /// <summary>Ends the group that is being written.</summary>
    public void Finish(Exception? failure = null) => Assert.True(_ends.Writer.TryWrite(failure));

    protected override async ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group)
    {
        Assert.True(_groups.Writer.TryWrite(group));
        if (await _ends.Reader.ReadAsync() is { } failure) throw failure;
        return Results.Count == group.Count ? Results : [.. group.Select(_ => AppendResult.Committed)];
    }

    protected override ValueTask CloseAsync()
    {
        Closed = true;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit)
    {
        RecallGroups++;
        if (group.Any(recall => recall.Actor.Key == "poisonous")) throw Unreadable!;
        return new([.. group.Select((_, at) => at < RecallsAtOnce ? new Recalled(null, []) : null)]);
    }

    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) => throw new NotSupportedException();

    protected override ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls) => throw new NotSupportedException();

    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ScrubAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default) => throw new NotSupportedException();
}
