using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>The one connection that writes. One thread at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly string[] CustomerColumns =
    [
        "customer_id", "version", "state", "rung", "lapsed", "channel", "orders", "revenue", "acquisition_cost", "first_order_at", "last_order_at",
        "enrolled", "converted_referrals", "known_since", "due_at",
    ];

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly SqliteStatement _selectTaken;
    private readonly SqliteStatement _insertCustomer;
    private readonly SqliteStatement _updateCustomer;
    private readonly SqliteStatement _insertEntry;
    private readonly SqliteStatement _addToCounter;
    private readonly SqliteStatement _insertMessage;
    private readonly SqliteStatement _deleteMessage;
    private readonly SqliteStatement _upsertControlState;
    private readonly SqliteStatement _selectFence;
    private readonly SqliteStatement _raiseFence;
    private readonly SqliteStatement _selectRevoked;
    private readonly SqliteStatement _insertRevoked;
    private readonly SqliteStatement _deleteRevoked;

    public SqliteWriter(SqliteConnection connection, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        _selectTaken = new(connection, "SelectTaken", "customer_id", "natural_id");
        _insertCustomer = new(connection, "InsertCustomer", CustomerColumns);
        _updateCustomer = new(connection, "UpdateCustomer", [.. CustomerColumns, "expected_version"]);
        _insertEntry = new(connection, "InsertEntry",
            "customer_key", "sequence", "natural_id", "concerns_id", "content_hash", "occurred_at", "utc_offset", "recorded_at", "body");
        _addToCounter = new(connection, "AddToCounter", "kind", "a", "b", "name", "customers", "orders", "revenue", "acquisition_cost");
        _insertMessage = new(connection, "InsertMessage", "customer_id", "command");
        _deleteMessage = new(connection, "DeleteMessage", "message_id");
        _upsertControlState = new(connection, "UpsertControlState", "name", "expected_version", "state");
        _selectFence = new(connection, "SelectFence", "fence", "least_version");
        _raiseFence = new(connection, "RaiseFence", "name", "version");
        _selectRevoked = new(connection, "SelectRevoked", "call");
        _insertRevoked = new(connection, "InsertRevoked", "call", "revoked_at");
        _deleteRevoked = new(connection, "DeleteRevoked", "before", "most");
    }

    /// <summary>Commits a group at once; where one append breaks a constraint, or their sum 64 bits, once more with each behind its own savepoint.</summary>
    public AppendResult[] Write(IReadOnlyList<Append> group)
    {
        try
        {
            return _connection.Commit(() => WriteTogether(group));
        }
        catch (Exception broken) when (broken is OverflowException || (broken is SqliteException error && SqliteErrors.IsConstraint(error)))
        {
            return _connection.Commit(() =>
            {
                var gate = GateOf(group);
                return group.Select(append => WriteAlone(append, gate)).ToArray();
            });
        }
    }

    public void DeleteMessages(IReadOnlyCollection<long> messageIds) => _connection.Commit(() =>
    {
        foreach (var id in messageIds) _deleteMessage.With(id).Execute();
        return true;
    });

    public bool WriteControlState(string name, string json, long expectedVersion) => _connection.Commit(() =>
    {
        Fence();
        return _upsertControlState.With(name, expectedVersion, json).Execute() == 1;
    });

    /// <summary>Raises the version of a control state that is nothing but that, such as <see cref="PolicyFence"/>.</summary>
    public bool Raise(string name, long version) => _connection.Commit(() =>
    {
        Fence();
        return _raiseFence.With(name, version).Execute() == 1;
    });

    /// <summary>Refuses a ledger that is no longer this version's to write to.</summary>
    public bool Check() => _connection.Snapshot(() => Fence() >= 0);

    public bool Revoke(IReadOnlyList<Guid> calls) => _connection.Commit(() =>
    {
        Fence();
        var now = _time.GetUtcNow();
        foreach (var call in calls) _insertRevoked.With(call.ToString(), SqliteInstant.Of(now)).Execute();
        _deleteRevoked.With(SqliteInstant.Of(now - RevokedCalls.KeptFor), (long)RevokedCalls.ForgottenAtOnce).Execute();
        return true;
    });

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _selectTaken, _insertCustomer, _updateCustomer, _insertEntry, _addToCounter, _insertMessage, _deleteMessage, _upsertControlState, _selectFence, _raiseFence,
            _selectRevoked, _insertRevoked, _deleteRevoked,
        })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private AppendResult[] WriteTogether(IReadOnlyList<Append> group)
    {
        var results = new AppendResult[group.Count];
        var difference = new Counters();
        var gate = GateOf(group);
        for (var i = 0; i < group.Count; i++)
        {
            results[i] = WriteCustomer(group[i], gate);
            if (results[i] == AppendResult.Committed) difference.Add(group[i].Difference);
        }

        WriteCounters(difference);
        return results;
    }

    /// <summary>As of the transaction that writes: nobody else can raise it before that ends.</summary>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions only.</exception>
    private long Fence()
    {
        using var row = _selectFence.With(PolicyFence.Name, LeastVersion.Name).Read();
        row.Read();
        LeastVersion.Check(row.GetInt64(1));
        return row.GetInt64(0);
    }

    /// <summary>As of the transaction that writes: nobody else can change it before that ends.</summary>
    private Gate GateOf(IReadOnlyList<Append> group) => new(
        Fence(),
        group.SelectMany(append => append.Calls).Where(call => _selectRevoked.With(call.ToString()).ExecuteKey() is not null).ToHashSet());

    private AppendResult WriteAlone(Append append, Gate gate)
    {
        _connection.Run("SAVEPOINT one_append");
        var result = AppendResult.Committed;
        try
        {
            result = WriteCustomer(append, gate);
            if (result == AppendResult.Committed) WriteCounters(append.Difference);
        }
        catch (SqliteException broken) when (SqliteErrors.IsConstraint(broken))
        {
            _connection.Run("ROLLBACK TO one_append");
            result = SqliteErrors.IsUnique(broken) ? AppendResult.NaturalIdTaken : AppendResult.Rejected;
        }

        _connection.Run("RELEASE one_append");
        return result;
    }

    private AppendResult WriteCustomer(Append append, Gate gate)
    {
        if (gate.Refusal(append) is { } refusal) return refusal;
        if (append.IdsUnchecked && append.Entries.Any(entry => entry.NaturalId is not null && _selectTaken.With(append.CustomerId, entry.NaturalId).ExecuteKey() is not null))
            return AppendResult.NaturalIdTaken;
        var state = append.After;
        var isNew = append.ExpectedVersion == 0;
        var key = (isNew ? _insertCustomer : _updateCustomer).With(
            [
                append.CustomerId, state.Sequence, append.StateUtf8, (long)state.Standing.Rung, state.Standing.Lapsed ? 1L : 0L, state.AcquisitionChannel,
                state.Orders, state.Revenue.Units, state.AcquisitionCost.Units,
                SqliteInstant.Of(state.FirstOrderAt), SqliteInstant.Of(state.LastOrderAt),
                state.Enrolled ? 1L : 0L, state.ConvertedReferrals, SqliteInstant.Of(state.KnownSince), SqliteInstant.Of(append.DueAt),
                .. isNew ? Array.Empty<object?>() : [append.ExpectedVersion],
            ]).ExecuteKey();
        if (key is null) return AppendResult.VersionConflict;
        for (var i = 0; i < append.Entries.Count; i++) WriteEntry(key.Value, append.Entries[i], append.EntriesUtf8[i]);
        foreach (var message in append.Messages) _insertMessage.With(message.CustomerId, LedgerJson.Encode(message.Command)).Execute();
        return AppendResult.Committed;
    }

    private void WriteEntry(long customerKey, Entry entry, byte[] body) => _insertEntry.With(
        customerKey, entry.Sequence, entry.NaturalId, entry.ConcernsId, entry.ContentHash,
        SqliteInstant.Of(entry.OccurredAt), (long)entry.OccurredAt.TotalOffsetMinutes, SqliteInstant.Of(entry.RecordedAt), body).Execute();

    private void WriteCounters(Counters difference)
    {
        foreach (var (key, count) in difference.Rows)
            _addToCounter.With((long)key.Kind, (long)key.A, (long)key.B, key.Name, count.Customers, count.Orders, count.Revenue, count.AcquisitionCost).Execute();
    }
}
