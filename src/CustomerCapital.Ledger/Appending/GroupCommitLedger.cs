using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Appending;

/// <summary>A ledger that commits what waits together, and reads what waits together. Providers derive from it.</summary>
public abstract class GroupCommitLedger : ILedger
{
    private readonly GroupQueue<Append, AppendResult> _appends;
    private readonly GroupQueue<Recall, Recalled?> _recalls;
    private readonly GroupQueue<Guid, bool> _revocations;
    private long _groupsCommitted;
    private long _appendsCommitted;

    /// <summary>Opens the queues.</summary>
    /// <param name="options">Their limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="committers">How many groups of appends, and how many of reads, may be under way at the same time.</param>
    protected GroupCommitLedger(GroupCommitOptions options, TimeProvider time, int committers = 1)
    {
        OptionLimits.Check(options);
        _appends = new(options, committers, append => append.Size, time, CommitAsync, _ => true, _ => false);
        _recalls = new(
            options, committers, recall => recall.Size, time, group => RecallGroupAsync(group, options.GroupSizeLimit), recalled => recalled is not null,
            failure => failure is not LedgerUnavailableException);
        // One lane: each group of them holds up every append for a moment, and many come at once where a process stands still.
        _revocations = new(options, 1, _ => 16, time, RevokeAsync, _ => true, _ => false);
    }

    /// <summary>Groups committed so far.</summary>
    public long GroupsCommitted => Volatile.Read(ref _groupsCommitted);

    /// <summary>Appends committed in them.</summary>
    public long AppendsCommitted => Volatile.Read(ref _appendsCommitted);

    public int AppendsInWork => _appends.Count;

    public async Task AppendAsync(Append append)
    {
        var result = await _appends.RunAsync(append);
        if (result == AppendResult.PlaceOutdated) throw append.PlaceVersion is null ? PartitionSet.DatabaseWasAdded() : new PlaceOutdatedException();
        if (result == AppendResult.VersionConflict) throw new VersionConflictException(append.Actor.ToString());
        if (result == AppendResult.NaturalIdTaken) throw new NaturalIdTakenException(append.Actor);
        if (result == AppendResult.PolicyOutdated) throw new PolicyOutdatedException(append.Actor, append.PolicyVersion);
        if (result == AppendResult.CallRevoked) throw new CallRevokedException(append.Actor);
        if (result == AppendResult.Rejected) throw ContentRejectedException.Of(append.Actor);
    }

    public bool AreTogether(ActorId one, ActorId other) => true;

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) => _revocations.RunAsync(call).WaitAsync(cancellation);

    public async Task<Recalled> RecallAsync(Recall recall)
    {
        try
        {
            return (await _recalls.RunAsync(recall))!;
        }
        catch (Exception failure) when (ActorUnreadableException.IsOfContent(failure))
        {
            throw new ActorUnreadableException(recall.Actor, failure);
        }
    }

    /// <summary>Commits a group in one transaction; an append that cannot be committed is left out, and its result says why.</summary>
    /// <returns>One result per append, in order, after the commit.</returns>
    protected abstract ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group);

    /// <summary>Completes when no append can be committed any more that carries one of some calls. One group of calls at a time; the same call may be there twice.</summary>
    protected abstract ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls);

    /// <summary>Reads for a group. What cannot be decoded may throw: each is then read alone, so that it fails alone.</summary>
    /// <param name="group">What is asked.</param>
    /// <param name="sizeLimit">
    /// How many bytes of stored JSON the entries of all answers may have, about. An answer that alone has more is not <see cref="Recalled.Complete"/>.
    /// </param>
    /// <returns>One answer per request, in order; null for what there was no room for, which is asked again. At least one is answered.</returns>
    protected abstract ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit);

    public abstract Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default);

    public abstract Task<bool> IsMadeAsync(CancellationToken cancellation = default);

    public abstract Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default);

    /// <inheritdoc/>
    /// <remarks>Nothing is missing in a ledger that does not outlive the program.</remarks>
    public virtual Task<bool> CountMissingAsync(ProgramCalendar calendar, CancellationToken cancellation = default) => Task.FromResult(false);

    public abstract Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default);

    public abstract Task FenceAsync(long policyVersion, CancellationToken cancellation = default);

    public abstract Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class;

    public abstract Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default);

    public abstract Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default);

    public abstract Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default);

    public abstract Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default);

    public abstract Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default);

    public abstract Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default);

    public abstract Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default);

    public abstract Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default);

    public abstract Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default);

    public abstract Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default);

    public abstract Task ScrubAsync(CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default);

    public abstract Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default);

    public abstract Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default);

    public abstract Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default);

    public abstract Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default);

    public abstract Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default);

    private async ValueTask<IReadOnlyList<AppendResult>> CommitAsync(IReadOnlyList<Append> group)
    {
        using var span = Spans.Begin("ledger commit", group.Select(append => append.Span));
        var results = await WriteGroupAsync(group);
        Interlocked.Increment(ref _groupsCommitted);
        Interlocked.Add(ref _appendsCommitted, results.Count(result => result == AppendResult.Committed));
        return results;
    }

    private async ValueTask<IReadOnlyList<bool>> RevokeAsync(IReadOnlyList<Guid> calls)
    {
        await RevokeGroupAsync(calls);
        return new bool[calls.Count];
    }

    /// <summary>Lets what waits finish, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _appends.DisposeAsync();
        await _recalls.DisposeAsync();
        await _revocations.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the database; nothing is in progress any more.</summary>
    protected abstract ValueTask CloseAsync();
}
