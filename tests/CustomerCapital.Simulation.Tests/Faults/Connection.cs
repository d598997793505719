using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Simulation.Tests.Faults;

/// <summary>One engine's way to the ledger, on which the seed lets things go wrong. When the engine crashes it is severed, and what it carried may or may not arrive.</summary>
internal sealed class Connection(Database database, Mood mood, Trace trace) : ILedger
{
    private bool _severed;

    /// <summary>The engine has crashed.</summary>
    public void Sever() => _severed = true;

    public int AppendsInWork => database.Ledger.AppendsInWork;

    public bool AreTogether(ActorId one, ActorId other) => mood.Together && database.Ledger.AreTogether(one, other);

    public Task AppendAsync(Append append) => database.CallAsync(async () =>
    {
        await DelayAsync();
        var fault = append.Members.Any(member => member.Actor.Key == database.Poisoned) ? AppendFault.LostBefore
            : _severed ? mood.One(AppendFault.LostBefore, AppendFault.LostAfter)
            : mood.Happens(mood.AppendFault) ? mood.One(AppendFault.LostBefore, AppendFault.LostAfter, AppendFault.Late, AppendFault.Conflict, AppendFault.Overload)
            : AppendFault.None;
        trace.Add($"append:{fault}", append.Actor.Key, append.ExpectedVersion);
        trace.Explain(() => string.Join("; ", append.Members.SelectMany(member => member.Entries).Select(entry => $"{entry.Actor.Key} {entry.Sequence}:{entry.NaturalId ?? entry.Event.ToString()}")));
        mood.AcceptedLate |= (fault == AppendFault.Late || _severed) && append.Entries.Any(entry => entry.Event is ReferralAccepted);
        switch (fault)
        {
            case AppendFault.Conflict: throw new VersionConflictException("The row");
            case AppendFault.Overload: throw new LedgerOverloadedException();
            case AppendFault.LostBefore: throw Lost();
            case AppendFault.Late:
                database.Later(mood.Time(), () => database.Ledger.AppendAsync(append));
                throw Lost();
            case AppendFault.LostAfter:
                await database.Ledger.AppendAsync(append);
                throw Lost();
            case AppendFault.None:
            default:
                await database.Ledger.AppendAsync(append);
                break;
        }

        await DelayAsync();
        return true;
    });

    public Task FenceAsync(long policyVersion, CancellationToken cancellation = default) =>
        WriteAsync("fence", "", () => database.Ledger.FenceAsync(policyVersion, cancellation));

    public Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) =>
        WriteAsync("least version", "", () => database.Ledger.RaiseLeastVersionAsync(version, cancellation));

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) =>
        WriteAsync("revoke", actor.Key, () => database.Ledger.RevokeCallAsync(actor, call, cancellation));

    public Task<Recalled> RecallAsync(Recall recall) => ReadAsync("recall", recall.Actor.Key, () => database.Ledger.RecallAsync(recall), canOverload: true);

    public Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync("entries", actor.Key, () => database.Ledger.ReadEntriesAsync(actor, afterSequence, limit, cancellation));

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync("concerning", actor.Key, () => database.Ledger.ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation));

    public Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync("namingOf", actor.Key, () => database.Ledger.ReadNamingAsync(actor, text, afterSequence, Math.Min(limit, 3), cancellation));

    public Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        ReadAsync("customers", "", () => database.Ledger.ReadCustomersAsync(segment, afterCustomerId, Math.Min(limit, 3), cancellation));

    public Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        ReadAsync("count", "", () => database.Ledger.CountCustomersAsync(segment, cancellation));

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("pieces", actor.ToString(), () => database.Ledger.ReadPiecesAsync(actor, after, Math.Min(limit, 3), cancellation));

    public Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("search", prefix, () => database.Ledger.SearchCustomersAsync(segment, prefix, after, Math.Min(limit, 3), cancellation));

    public Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("search keys", "", () => database.Ledger.ReadSearchKeysAsync(after, Math.Min(limit, 3), cancellation));

    public Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("follow-ups", "", () => database.Ledger.ReadFollowUpsAsync(through, after, limit, cancellation));

    public Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        ReadAsync("indexed", "", () => database.Ledger.ReadIndexedAsync(customerIds, cancellation));

    public Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("sorted", "", () => database.Ledger.ReadSortedAsync(segment, sort, after, limit, cancellation));

    public Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("naming", "", () => database.Ledger.FindNamingAsync(texts, after, limit, cancellation));

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) =>
        WriteAsync("readdress", "", () => database.Ledger.ReaddressAsync(messages, letters, cancellation));

    public Task ScrubAsync(CancellationToken cancellation = default) => WriteAsync("scrub", "", () => database.Ledger.ScrubAsync(cancellation));

    public Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) =>
        ReadAsync("feed", "", () => database.Ledger.ReadFeedAsync(after, limit, sizeLimit, cancellation));

    public Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) =>
        ReadAsync("feed place", "", () => database.Ledger.FindFeedPlaceAsync(since, cancellation));

    public Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class =>
        ReadAsync("histories", "", () => database.Ledger.ReadHistoriesAsync(actors, begin, take, cancellation));

    public Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("purchases", "", () => database.Ledger.ReadPurchasesAsync(after, limit, cancellation));

    public Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default) =>
        WriteAsync("scores", "", () => database.Ledger.WriteScoresAsync(scores, cancellation));

    public Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync("keys", "", () => database.Ledger.ReadKeysAsync(kind, after, Math.Min(limit, 3), cancellation));

    public Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) =>
        ReadAsync("due", "", () => database.Ledger.ReadDueAsync(until, limit, after, cancellation));

    public Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        ReadAsync("counters", "", () => database.Ledger.ReadCountersAsync(kinds, cancellation));

    public Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync("messages", "", () => database.Ledger.ReadMessagesAsync(limit, afterMessageId, cancellation));

    public Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) =>
        WriteAsync("settle", "", () => database.Ledger.SettleMessagesAsync(settlement, cancellation));

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync("dead letters", "", () => database.Ledger.ReadDeadLettersAsync(limit, afterMessageId, cancellation));

    public async Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default)
    {
        var replayed = 0;
        await WriteAsync("replay", "", async () => replayed = await database.Ledger.ReplayAsync(messageIds, cancellation));
        return replayed;
    }

    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        ReadAsync("control", name, () => database.Ledger.ReadControlAsync(name, cancellation));

    public Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default) =>
        WriteAsync("write", name, () => database.Ledger.WriteControlAsync(name, json, expectedVersion, cancellation));

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => database.Ledger.MigrateAsync(cancellation);

    public Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) => database.Ledger.KeepBoughtAsync(keep, cancellation);

    public Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) => database.Ledger.KeepsBoughtAsync(cancellation);

    public Task<bool> IsMadeAsync(CancellationToken cancellation = default) => database.Ledger.IsMadeAsync(cancellation);

    /// <summary>The ledger outlives its engines.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> ReadAsync<T>(string what, string who, Func<Task<T>> read, bool canOverload = false) => database.CallAsync(async () =>
    {
        await DelayAsync();
        trace.Add(what, who);
        if (mood.Happens(mood.ReadFault))
        {
            trace.Add("read fails", what);
            throw canOverload && mood.Happens(500) ? new LedgerOverloadedException() : Lost();
        }

        var answer = await read();
        await DelayAsync();
        return answer;
    });

    private Task<bool> WriteAsync(string what, string who, Func<Task> write) => database.CallAsync(async () =>
    {
        await DelayAsync();
        var fault = _severed ? mood.One(AppendFault.LostBefore, AppendFault.LostAfter)
            : mood.Happens(mood.ControlFault) ? mood.One(AppendFault.LostBefore, AppendFault.LostAfter, AppendFault.Late)
            : AppendFault.None;
        trace.Add($"{what}:{fault}", who);
        if (fault == AppendFault.LostBefore) throw Lost();
        if (fault == AppendFault.Late) database.Later(mood.Time(), write);
        else await write();
        if (fault != AppendFault.None) throw Lost();
        await DelayAsync();
        return true;
    });

    private Task DelayAsync() => mood.Happens(mood.Delay) ? database.Schedule.Time.DelayAsync(mood.Time()) : Task.CompletedTask;

    private static LedgerUnavailableException Lost() => new("The connection was lost.");
}

/// <summary>How an append goes wrong.</summary>
internal enum AppendFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Nothing is written, and nobody knows.</summary>
    LostBefore,

    /// <summary>It is written, and nobody knows.</summary>
    LostAfter,

    /// <summary>Nobody knows, and it is written later, if the row lets it be.</summary>
    Late,

    /// <summary>Nothing is written, as if another writer had come first.</summary>
    Conflict,

    /// <summary>Nothing is written, and the caller knows.</summary>
    Overload,
}
