using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Memory;

/// <summary>A ledger that lives as long as the process: for trials, and the model that the others are tested against.</summary>
/// <remarks>Everything is kept encoded, as a database would, so that what cannot be read back shows here too.</remarks>
public sealed class InMemoryLedger(GroupCommitOptions options, TimeProvider time) : GroupCommitLedger(options, time)
{
    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Customer> _customers = new(CodePointOrder.Instance);
    private readonly Counters _counters = new();
    private readonly SortedDictionary<long, (string CustomerId, string CommandJson)> _messages = [];
    private readonly Dictionary<string, ControlState> _control = [];
    private readonly Dictionary<Guid, long> _revoked = [];
    private long _lastMessageId;
    private long _fence;
    private long _leastVersion;

    /// <summary>With default limits.</summary>
    public InMemoryLedger() : this(new(), TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        lock (_lock) LeastVersion.Check(_leastVersion);
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    /// <inheritdoc/>
    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) => Task.FromResult(true);

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            var gate = new Gate(_fence, group.SelectMany(append => append.Calls).Where(_revoked.ContainsKey).ToHashSet());
            return ValueTask.FromResult<IReadOnlyList<AppendResult>>([.. group.Select(append => gate.Refusal(append) ?? Write(append))]);
        }
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit)
    {
        lock (_lock) return ValueTask.FromResult(Recalled.InTurn(group, sizeLimit, Read));
    }

    /// <inheritdoc/>
    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            _fence = Math.Max(_fence, policyVersion);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            _leastVersion = Math.Max(_leastVersion, version);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(string customerId, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<Entry>>(Page(customerId, EntriesOf(customerId).Skip((int)Math.Min(afterSequence, int.MaxValue)), limit));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Entry>>(Page(
                customerId,
                EntriesOf(customerId).Where(kept => kept.Columns.Sequence > afterSequence && (kept.Columns.NaturalId == naturalId || kept.Columns.ConcernsId == naturalId)),
                limit));
        }
    }

    /// <inheritdoc/>
    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock)
        {
            return Task.FromResult(CustomerPage.Of(
                [.. _customers
                    .Where(row => afterCustomerId is null || CodePointOrder.Instance.Compare(row.Key, afterCustomerId) > 0)
                    .Select(row => StateOf(row.Value))
                    .Where(state => belongs(state))
                    .Take(limit + 1)
                    .Select(CustomerLine.Of)],
                limit));
        }
    }

    /// <inheritdoc/>
    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock) return Task.FromResult(_customers.Values.LongCount(customer => belongs(StateOf(customer))));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DueCustomer>> ReadDueAsync(DateTimeOffset until, int limit, DueCustomer? after = null, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<DueCustomer>>(
                [.. _customers
                    .Where(row => row.Value.DueAt <= until && (after is null || row.Value.DueAt > after.DueAt || (row.Value.DueAt == after.DueAt && CodePointOrder.Instance.Compare(row.Key, after.CustomerId) > 0)))
                    .OrderBy(row => row.Value.DueAt)
                    .Take(limit)
                    .Select(row => new DueCustomer(row.Key, row.Value.DueAt!.Value))]);
        }
    }

    /// <inheritdoc/>
    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(Counters.Of(_counters.Rows.Where(row => kinds.Contains(row.Key.Kind))));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutgoingMessage>>(
                [.. _messages.Where(kept => kept.Key > afterMessageId).Take(limit).Select(kept => OutgoingMessage.Read(kept.Key, kept.Value.CustomerId, kept.Value.CommandJson))]);
        }
    }

    /// <inheritdoc/>
    public override Task RemoveMessagesAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            foreach (var id in messageIds) _messages.Remove(id);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(_control.GetValueOrDefault(name));
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;

    private AppendResult Write(Append append)
    {
        var customer = _customers.GetValueOrDefault(append.CustomerId);
        if ((customer?.Entries.Count ?? 0) != append.ExpectedVersion) return AppendResult.VersionConflict;
        var ids = append.Entries.Select(entry => entry.NaturalId).OfType<string>().ToList();
        if (ids.Exists(id => customer?.NaturalIds.Contains(id) ?? false) || ids.Distinct().Count() != ids.Count) return AppendResult.NaturalIdTaken;
        if (!TryAdd(append.Difference)) return AppendResult.Rejected;
        if (customer is null) _customers[append.CustomerId] = customer = new();
        for (var i = 0; i < append.Entries.Count; i++) customer.Entries.Add(new(append.Entries[i] with { Event = null! }, append.EntriesUtf8[i]));
        customer.NaturalIds.UnionWith(ids);
        (customer.StateUtf8, customer.DueAt) = (append.StateUtf8, append.DueAt);
        foreach (var message in append.Messages) _messages[++_lastMessageId] = (message.CustomerId, LedgerJson.Encode(message.Command));
        return AppendResult.Committed;
    }

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

    private List<KeptEntry> EntriesOf(string customerId) => _customers.TryGetValue(customerId, out var customer) ? customer.Entries : [];

    private static List<Entry> Page(string customerId, IEnumerable<KeptEntry> entries, int limit)
    {
        var (page, size) = (new List<Entry>(), 0L);
        foreach (var kept in entries.Take(limit))
        {
            size += kept.Utf8.Length;
            if (page.Count > 0 && size > EntryPage.SizeLimit) break;
            page.Add(kept.Decode(customerId));
        }

        return page;
    }

    private (Recalled Answer, long Size) Read(Recall recall, long sizeLimit)
    {
        if (!_customers.TryGetValue(recall.CustomerId, out var customer)) return (new(null, []), 0);
        var row = recall.WithRow ? new CustomerRow(LedgerJson.DecodeState(customer.StateUtf8), customer.DueAt) : null;
        if (recall.NaturalIds.Count == 0) return (new(row, []), 0);
        var found = customer.Entries.Where(kept => Wanted(kept.Columns.NaturalId) || Wanted(kept.Columns.ConcernsId)).ToList();
        var size = found.Sum(kept => (long)kept.Utf8.Length);
        return size > sizeLimit && found.Count > 1 ? (new(row, []) { Complete = false }, 0) : (new(row, [.. found.Select(kept => kept.Decode(recall.CustomerId))]), size);

        bool Wanted(string? id) => id is not null && recall.NaturalIds.Contains(id);
    }

    private static ActorState StateOf(Customer customer) => LedgerJson.DecodeState(customer.StateUtf8);

    private sealed class Customer
    {
        public byte[] StateUtf8 { get; set; } = [];

        public DateTimeOffset? DueAt { get; set; }

        public List<KeptEntry> Entries { get; } = [];

        public HashSet<string> NaturalIds { get; } = [];
    }

    private sealed record KeptEntry(Entry Columns, byte[] Utf8)
    {
        public Entry Decode(string customerId)
        {
            var body = LedgerJson.DecodeEntry(Utf8);
            return Columns with { Actor = customerId, Event = body.Event, After = body.After };
        }
    }
}
