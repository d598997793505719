using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Memory;

/// <summary>A ledger that lives as long as the process: for trials, and the model that the others are tested against.</summary>
/// <remarks>Everything is kept encoded, as a database would, so that what cannot be read back shows here too.</remarks>
public sealed partial class InMemoryLedger(GroupCommitOptions options, TimeProvider time) : GroupCommitLedger(options, time)
{
    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ActorId, MemoryActor> _actors = new(Comparer<ActorId>.Create((left, right) =>
        left.Kind != right.Kind ? left.Kind.CompareTo(right.Kind) : CodePointOrder.Instance.Compare(left.Key, right.Key)));

    private readonly List<(ActorId Actor, MemoryEntry Entry)> _feed = [];
    private readonly Counters _counters = new();
    private readonly SortedDictionary<long, OutgoingMessage> _messages = [];
    private readonly SortedDictionary<long, DeadLetter> _deadLetters = [];
    private readonly Dictionary<string, ControlState> _control = [];
    private readonly Dictionary<Guid, long> _revoked = [];
    private long _lastMessageId;
    private long _lastPlace;
    private long _fence;
    private long _leastVersion;
    private bool _keepsBought;

    /// <summary>With default limits.</summary>
    public InMemoryLedger() : this(new(), TimeProvider.System)
    {
    }

    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        lock (_lock) LeastVersion.Check(_leastVersion);
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) => Task.FromResult(true);

    protected override ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            var gate = new Gate(_fence, group.SelectMany(append => append.Calls).Where(_revoked.ContainsKey).ToHashSet());
            return ValueTask.FromResult<IReadOnlyList<AppendResult>>([.. group.Select(append => gate.Refusal(append) ?? Write(append))]);
        }
    }

    protected override ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            foreach (var call in calls) _revoked.TryAdd(call, _time.GetTimestamp());
            var forgotten = _revoked.Where(revoked => _time.GetElapsedTime(revoked.Value) >= RevokedCalls.KeptFor).Take(RevokedCalls.ForgottenAtOnce).ToList();
            foreach (var (call, _) in forgotten) _revoked.Remove(call);
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit)
    {
        lock (_lock) return ValueTask.FromResult(Recalled.InTurn(group, sizeLimit, Read));
    }

    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            _fence = Math.Max(_fence, policyVersion);
        }

        return Task.CompletedTask;
    }

    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            _leastVersion = Math.Max(_leastVersion, version);
        }

        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<Entry>>(Page(actor, EntriesOf(actor).SkipWhile(kept => kept.Columns.Sequence <= afterSequence), limit));
    }

    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Entry>>(Page(
                actor,
                EntriesOf(actor).Where(kept => kept.Columns.Sequence > afterSequence && (kept.Columns.NaturalId == naturalId || kept.Columns.ConcernsId == naturalId)),
                limit));
        }
    }

    public override Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default)
    {
        var histories = new Histories<T>(actors, begin, take);
        lock (_lock)
        {
            foreach (var actor in actors)
                foreach (var kept in EntriesOf(actor)) histories.Take(actor, () => kept.Decode(actor));
        }

        return Task.FromResult(histories.Read);
    }

    public override Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default)
    {
        var reading = new PurchasesReading(limit);
        lock (_lock)
        {
            foreach (var (actor, kept) in Of(ActorKind.Customer, null).Where(row => row.Value.Place > after).OrderBy(row => row.Value.Place).Take(limit))
            {
                var line = CustomerLine.Of(kept.State);
                reading.Begin(kept.Place, actor.Key, (Rung)line[LadderFields.Rung]!, (string?)line[CustomerFields.AcquisitionChannel]);
                foreach (var entry in kept.Entries) reading.Take(() => LedgerJson.DecodeBuying(entry.Utf8, entry.Columns.OccurredAt, entry.Columns.NaturalId, entry.Columns.ConcernsId));
            }
        }

        return Task.FromResult(reading.Page);
    }

    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock)
        {
            CheckBought(segment);
            return Task.FromResult(CustomerPage.Of(
                [.. Of(ActorKind.Customer, afterCustomerId)
                    .Select(row => (row.Value.State, row.Value.Beside))
                    .Where(customer => belongs(customer.State, customer.Beside))
                    .Take(limit + 1)
                    .Select(customer => CustomerLine.Of(customer.State))],
                limit));
        }
    }

    public override Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock)
        {
            CheckBought(segment);
            return Task.FromResult(CustomerPage.Of(
                [.. Of(ActorKind.Customer, null)
                    .Select(row => (row.Value.State, row.Value.Beside))
                    .Where(customer => belongs(customer.State, customer.Beside))
                    .Select(customer => CustomerLine.Of(customer.State))
                    .Where(line => after is null || sort.Compare(sort.PlaceOf(line), after) > 0)
                    .OrderBy(sort.PlaceOf, Comparer<SortPlace>.Create(sort.Compare))
                    .Take(limit + 1)],
                limit));
        }
    }

    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock)
        {
            CheckBought(segment);
            return Task.FromResult(Of(ActorKind.Customer, null).LongCount(row => belongs(row.Value.State, row.Value.Beside)));
        }
    }

    public override Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default)
    {
        var key = after.In(1)[0];
        lock (_lock)
        {
            if (key > _feed.Count) throw new FeedPlaceException("The place is after the last entry of this ledger.");
            var (page, size) = (new List<Entry>(), 0L);
            foreach (var (actor, kept) in _feed.Skip((int)key).Take(limit))
            {
                size += kept.Utf8.Length;
                if (page.Count > 0 && size > sizeLimit) break;
                page.Add(kept.Decode(actor));
            }

            return Task.FromResult(new FeedPage(page, new([key + page.Count])));
        }
    }

    public override Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var first = _feed.FindIndex(kept => kept.Entry.Decode(kept.Actor).RecordedAt >= since - FeedPlace.CommittedWithin);
            return Task.FromResult(new FeedPlace([first < 0 ? _feed.Count : first]));
        }
    }

    public override Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<string>>([.. Of(kind, after).Take(limit).Select(row => row.Key.Key)]);
    }

    public override Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<DueActor>>(
                [.. _actors
                    .SelectMany(row => row.Value.Due, (row, due) => new DueActor(row.Key, due.Key, due.Value, row.Value.Place))
                    .Where(due => due.LookAt <= until && (after is null || (due.LookAt, due.Place).CompareTo((after.LookAt, after.Place)) > 0))
                    .OrderBy(due => (due.LookAt, due.Place))
                    .Take(limit)]);
        }
    }

    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(Counters.Of(_counters.Rows.Where(row => kinds.Contains(row.Key.Kind))));
    }

    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutgoingMessage>>(
                [.. _messages.Values.Where(message => message.MessageId > afterMessageId).Take(limit)]);
        }
    }

    public override Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            foreach (var message in settlement.PutOff)
                if (_messages.TryGetValue(message.MessageId, out var kept)) _messages[message.MessageId] = kept with { Tries = message.Tries, TryAt = message.TryAt };
            foreach (var letter in settlement.Dead)
                if (_messages.Remove(letter.Message.MessageId, out var kept)) _deadLetters[kept.MessageId] = letter with { Message = kept with { TryAt = null } };
            foreach (var id in settlement.Delivered) _messages.Remove(id);
        }

        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<DeadLetter>>([.. _deadLetters.Values.Where(letter => letter.Message.MessageId > afterMessageId).Take(limit)]);
    }

    public override Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            var letters = _deadLetters.Values.Where(letter => messageIds.Contains(letter.Message.MessageId)).ToList();
            foreach (var letter in letters)
            {
                _deadLetters.Remove(letter.Message.MessageId);
                Send(letter.Message);
            }

            return Task.FromResult(letters.Count);
        }
    }

    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(_control.GetValueOrDefault(name));
    }

    public override Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            if ((_control.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion) throw new VersionConflictException($"Control state '{name}'");
            _control[name] = new(json, expectedVersion + 1);
        }

        return Task.CompletedTask;
    }

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;

    private void CheckBought(Segment segment)
    {
        if (!_keepsBought && segment.AsksForBought) throw new BoughtNotKeptException();
    }

    private AppendResult Write(Append append)
    {
        var members = append.Members.ToList();
        if (Fault(members) is { } fault) return fault;
        var difference = new Counters();
        foreach (var member in members) difference.Add(member.Difference);
        if (!TryAdd(difference)) return AppendResult.Rejected;
        foreach (var member in members) Keep(member);
        return AppendResult.Committed;
    }

    private static bool IsTaken(Append append, MemoryActor? actor)
    {
        var ids = append.Entries.Select(entry => entry.NaturalId).OfType<string>().ToList();
        return ids.Exists(id => actor?.NaturalIds.Contains(id) ?? false) || ids.Distinct().Count() != ids.Count;
    }

    private void Keep(Append append)
    {
        if (!_actors.TryGetValue(append.Actor, out var actor)) _actors[append.Actor] = actor = new(Place: ++_lastPlace);
        for (var i = 0; i < append.Entries.Count; i++)
        {
            var kept = new MemoryEntry(append.Entries[i] with { Event = null! }, append.EntriesUtf8[i]);
            actor.Entries.Add(kept);
            _feed.Add((append.Actor, kept));
        }

        actor.NaturalIds.UnionWith(append.Entries.Select(entry => entry.NaturalId).OfType<string>());
        (actor.StateUtf8, actor.Version) = (append.StateUtf8, append.After.Sequence);
        foreach (var part in append.Parts) actor.Parts[part.Name] = part;
        if (_keepsBought) actor.Pieces.Add(append.Pieces);
        foreach (var (what, lookAt) in append.Due)
        {
            if (lookAt is { } at) actor.Due[what] = at;
            else actor.Due.Remove(what);
        }

        foreach (var message in append.Messages) Send(message);
        if (append.RenamedTo is not null || append.Rewritten.Count > 0) Rewrite(actor, append);
        if (append.MovedTo is { } moved) Move(actor, append.Actor, moved);
    }

    private void Send(OutgoingMessage message)
    {
        var id = ++_lastMessageId;
        _messages[id] = new(message.To, message.Body, id);
    }

    private IEnumerable<KeyValuePair<ActorId, MemoryActor>> Of(ActorKind kind, string? after) =>
        _actors.Where(row => row.Key.Kind == kind && (after is null || CodePointOrder.Instance.Compare(row.Key.Key, after) > 0));

    /// <summary>Adds to all the counters or, where one of them would leave 64 bits, to none.</summary>
    private bool TryAdd(Counters difference)
    {
        try
        {
            foreach (var (key, count) in difference.Rows) _ = _counters[key] + count;
        }
        catch (OverflowException)
        {
            return false;
        }

        _counters.Add(difference);
        return true;
    }

    private List<MemoryEntry> EntriesOf(ActorId id) => _actors.TryGetValue(id, out var actor) ? actor.Entries : [];

    private static List<Entry> Page(ActorId actor, IEnumerable<MemoryEntry> entries, int limit)
    {
        var (page, size) = (new List<Entry>(), 0L);
        foreach (var kept in entries.Take(limit))
        {
            size += kept.Utf8.Length;
            if (page.Count > 0 && size > EntryPage.SizeLimit) break;
            page.Add(kept.Decode(actor));
        }

        return page;
    }

    private (Recalled Answer, long Size) Read(Recall recall, long sizeLimit)
    {
        if (!_actors.TryGetValue(recall.Actor, out var actor)) return (new(null, []), 0);
        var row = recall.WithRow ? new ActorRow(actor.State, actor.Due.ToDictionary())  : null;
        if (recall.NaturalIds.Count == 0) return (new(row, []), 0);
        var found = actor.Entries.Where(kept => Wanted(kept.Columns.NaturalId) || Wanted(kept.Columns.ConcernsId)).ToList();
        var size = found.Sum(kept => (long)kept.Utf8.Length);
        return size > sizeLimit && found.Count > 1 ? (new(row, []) { Complete = false }, 0) : (new(row, [.. found.Select(kept => kept.Decode(recall.Actor))]), size);

        bool Wanted(string? id) => id is not null && recall.NaturalIds.Contains(id);
    }
}
