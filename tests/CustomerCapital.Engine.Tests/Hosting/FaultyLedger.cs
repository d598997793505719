using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>How an append goes wrong.</summary>
internal enum AppendFault
{
    None,
    LostBeforeCommit,
    LostAfterCommit,
    VersionConflict,
    Overloaded,
    Rejected,
}

/// <summary>A ledger that fails as it is told. It outlives the host: disposing it closes nothing, so that the next host finds what a crash left.</summary>
internal sealed class FaultyLedger(ILedger inner) : ILedger
{
    /// <summary>Decides the fate of each append.</summary>
    public Func<Append, AppendFault> Fate { get; set; } = _ => AppendFault.None;

    /// <summary>What it keeps things in, without faults.</summary>
    public ILedger Inner => inner;

    /// <summary>Called when an append arrives.</summary>
    public Action<Append> BeforeAppend { get; set; } = _ => { };

    /// <summary>What every append waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What every read waits for.</summary>
    public Task ReadGate { get; set; } = Task.CompletedTask;

    /// <summary>What a read of an actor's entries waits for before it begins.</summary>
    public Func<ActorId, Task> BeforeReadEntries { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a read of an actor's entries waits for once it is done.</summary>
    public Func<ActorId, Task> AfterReadEntries { get; set; } = _ => Task.CompletedTask;

    /// <summary>Completes when a recall arrives.</summary>
    public TaskCompletionSource RecallBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Thrown by every recall where it is set.</summary>
    public Exception? RecallFailure { get; set; }

    /// <summary>Customers whose rows cannot be decoded.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>Messages that cannot be decoded, by number.</summary>
    public HashSet<long> UnreadableMessages { get; } = [];

    /// <summary>Entries that have vanished, by sequence.</summary>
    public HashSet<long> Vanished { get; } = [];

    /// <summary>Called before search keys are read.</summary>
    public Action BeforeReadSearchKeys { get; set; } = () => { };

    /// <summary>Called before control state is written.</summary>
    public Action<string> BeforeWriteControl { get; set; } = _ => { };

    /// <summary>Called after control state was written.</summary>
    public Action<string> AfterWriteControl { get; set; } = _ => { };

    /// <summary>What somebody else does just before a control state of this name is written the next time.</summary>
    public (string Name, Func<Task> Act)? Intrusion { get; set; }

    /// <summary>How often a fence was asked for.</summary>
    public int Fences { get; private set; }

    /// <summary>Completes when messages were removed.</summary>
    public TaskCompletionSource MessagesRemoved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether actors count as being in one database.</summary>
    public bool Together { get; set; } = true;

    public int AppendsInWork { get; set; }

    public bool AreTogether(ActorId one, ActorId other) => Together && inner.AreTogether(one, other);

    public async Task AppendAsync(Append append)
    {
        BeforeAppend(append);
        await Gate;
        switch (Fate(append))
        {
            case AppendFault.LostBeforeCommit: throw new LedgerUnavailableException("The connection was lost before the commit.");
            case AppendFault.VersionConflict: throw new VersionConflictException("The row");
            case AppendFault.Overloaded: throw new LedgerOverloadedException();
            case AppendFault.Rejected: throw ContentRejectedException.Of(append.Actor);
            case AppendFault.LostAfterCommit:
                await inner.AppendAsync(append);
                throw new LedgerUnavailableException("The connection was lost after the commit.");
            case AppendFault.None:
            default:
                await inner.AppendAsync(append);
                break;
        }
    }

    public Task FenceAsync(long policyVersion, CancellationToken cancellation = default)
    {
        Fences++;
        return inner.FenceAsync(policyVersion, cancellation);
    }

    public Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => inner.RaiseLeastVersionAsync(version, cancellation);

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) => inner.RevokeCallAsync(actor, call, cancellation);

    public async Task<Recalled> RecallAsync(Recall recall)
    {
        RecallBegun.TrySetResult();
        await ReadGate;
        if (RecallFailure is not null) throw RecallFailure;
        return Unreadable.Contains(recall.Actor.Key) ? throw new ActorUnreadableException(recall.Actor, new JsonException("broken")) : await inner.RecallAsync(recall);
    }

    public async Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        BeforeWriteControl(name);
        if (Intrusion is { } other && other.Name == name)
        {
            Intrusion = null;
            await other.Act();
        }

        await inner.WriteControlAsync(name, json, expectedVersion, cancellation);
        AfterWriteControl(name);
    }

    public async Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default)
    {
        await inner.SettleMessagesAsync(settlement, cancellation);
        if (settlement.Delivered.Count > 0) MessagesRemoved.TrySetResult();
    }

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        inner.ReadDeadLettersAsync(limit, afterMessageId, cancellation);

    public Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => inner.ReplayAsync(messageIds, cancellation);

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) => inner.KeepBoughtAsync(keep, cancellation);

    public Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) => inner.KeepsBoughtAsync(cancellation);

    public Task<bool> IsMadeAsync(CancellationToken cancellation = default) => inner.IsMadeAsync(cancellation);

    public async Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        await BeforeReadEntries(actor);
        var read = await inner.ReadEntriesAsync(actor, afterSequence, limit, cancellation);
        await AfterReadEntries(actor);
        return [.. read.Where(entry => !Vanished.Contains(entry.Sequence))];
    }

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        inner.ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation);

    public async Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        await BeforeReadEntries(actor);
        var read = await inner.ReadNamingAsync(actor, text, afterSequence, limit, cancellation);
        await AfterReadEntries(actor);
        return read;
    }

    public Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        inner.SearchCustomersAsync(segment, prefix, after, limit, cancellation);

    public Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        BeforeReadSearchKeys();
        return inner.ReadSearchKeysAsync(after, limit, cancellation);
    }

    public Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        inner.ReadFollowUpsAsync(through, after, limit, cancellation);

    public Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        inner.ReadIndexedAsync(customerIds, cancellation);

    public Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) =>
        inner.ReadSortedAsync(segment, sort, after, limit, cancellation);

    public Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        inner.ReadCustomersAsync(segment, afterCustomerId, limit, cancellation);

    public Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) => inner.CountCustomersAsync(segment, cancellation);

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        inner.ReadPiecesAsync(actor, after, limit, cancellation);

    public Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) =>
        inner.FindNamingAsync(texts, after, limit, cancellation);

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) =>
        inner.ReaddressAsync(messages, letters, cancellation);

    public Task ScrubAsync(CancellationToken cancellation = default) => inner.ScrubAsync(cancellation);

    public Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default) => inner.ReadFeedAsync(after, limit, sizeLimit, cancellation);

    public Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) => inner.FindFeedPlaceAsync(since, cancellation);

    public Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class =>
        inner.ReadHistoriesAsync(actors, begin, (history, entry) => { if (!Vanished.Contains(entry.Sequence)) take(history, entry); }, cancellation);

    public Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) => inner.ReadPurchasesAsync(after, limit, cancellation);

    public Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default) =>
        inner.WriteScoresAsync(scores, cancellation);

    public Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) =>
        inner.ReadKeysAsync(kind, after, limit, cancellation);

    public Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) =>
        inner.ReadDueAsync(until, limit, after, cancellation);

    public async Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default)
    {
        await ReadGate;
        return await inner.ReadCountersAsync(kinds, cancellation);
    }

    public async Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        [.. (await inner.ReadMessagesAsync(limit, afterMessageId, cancellation)).Select(message => UnreadableMessages.Contains(message.MessageId)
            ? message with { Body = "broken" }
            : message)];

    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) => inner.ReadControlAsync(name, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Closes it for good.</summary>
    public ValueTask CloseAsync() => inner.DisposeAsync();
}
