using System.Collections.Frozen;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using Npgsql;
using static CustomerCapital.Ledger.PostgreSql.PostgreSqlStatement;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Writes groups of appends, one transaction and a handful of statements each.</summary>
/// <param name="sessions">Where sessions come from.</param>
/// <param name="numbers">Numbers of the counters' rows to add to, one for each group that may be written at the same time.</param>
internal sealed class PostgreSqlWriter(PostgreSqlSessions sessions, IEnumerable<short> numbers)
{
    private readonly GroupWriting _groups = new(
        numbers, PostgreSqlErrors.IsOfContent, error => error is PostgresException passing && PostgreSqlErrors.IsPassing(passing),
        (group, leftOut, number, together) => sessions.RunAsync((connection, _) => CommitAsync(connection, group, leftOut, number, together)));

    /// <inheritdoc cref="GroupWriting.WriteAsync"/>
    /// <exception cref="CommitInDoubtException">Whether the group was committed is not known.</exception>
    public Task<IReadOnlyList<AppendResult>> WriteAsync(IReadOnlyList<Append> group) => _groups.WriteAsync(group);

    /// <param name="connection">Where.</param>
    /// <param name="group">What.</param>
    /// <param name="leftOut">Those of the group that are left out, because a natural id of theirs is taken or they do not pass the gate; more may be found.</param>
    /// <param name="number">Number of the counters' rows.</param>
    /// <param name="together">Whether a refusal may concern them all.</param>
    /// <returns>Null when more were found: nothing was written.</returns>
    private static async Task<IReadOnlyList<AppendResult>?> CommitAsync(
        NpgsqlConnection connection, IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, bool together)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var results = together ? await WriteTogetherAsync(connection, group, leftOut, number) : await WriteEachAsync(connection, transaction, group, number);
        if (results is null) return null;
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException lost) when (PostgreSqlErrors.EndsSessions(lost))
        {
            throw new CommitInDoubtException(lost);
        }

        return results;
    }

    private static async Task<AppendResult[]> WriteEachAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Append> group, short number)
    {
        const string OneAppend = "one_append";
        var results = new AppendResult[group.Count];
        // Before the first savepoint, or going back to that would give the lock up.
        var gate = await ReadGateAsync(connection, CallsOf(group));
        for (var at = 0; at < group.Count; at++)
        {
            if (gate.Refusal(group[at]) is { } refusal)
            {
                results[at] = refusal;
                continue;
            }

            await transaction.SaveAsync(OneAppend);
            try
            {
                results[at] = await WriteTogetherAsync(connection, [group[at]], [], number, gate) is [var result] ? result : AppendResult.NaturalIdTaken;
                if (results[at] == AppendResult.NaturalIdTaken) await transaction.RollbackAsync(OneAppend);
            }
            catch (Exception refused) when (PostgreSqlErrors.IsOfContent(refused))
            {
                await transaction.RollbackAsync(OneAppend);
                results[at] = PostgreSqlErrors.IsUnique(refused) ? AppendResult.NaturalIdTaken : AppendResult.Rejected;
            }

            await transaction.ReleaseAsync(OneAppend);
        }

        return results;
    }

    /// <param name="connection">Where.</param>
    /// <param name="group">What.</param>
    /// <param name="leftOut">Those that are left out; more may be found.</param>
    /// <param name="number">Number of the counters' rows.</param>
    /// <param name="gate">What there is to pass, where this transaction has read it; it is read with the first round where not.</param>
    /// <returns>Null when more were found.</returns>
    private static async Task<AppendResult[]?> WriteTogetherAsync(
        NpgsqlConnection connection, IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, Gate? gate = null)
    {
        var results = new AppendResult[group.Count];
        var committed = new List<KeyedAppend>(group.Count);
        var difference = new Counters();
        for (var at = 0; at < group.Count; at++)
            results[at] = leftOut.GetValueOrDefault(group[at], AppendResult.Committed);
        foreach (var round in AppendRounds.Of(group, results))
        {
            var found = await WriteCustomersAsync(connection, [.. round.Select(at => group[at])], gate is null ? CallsOf(group) : null);
            gate ??= found.Gate!;
            var known = leftOut.Count;
            foreach (var append in group)
                if (gate.Refusal(append) is { } refusal) leftOut[append] = refusal;
            foreach (var append in round.Select(at => group[at]).Where(append => append.IdsUnchecked && found.Taken.Contains(append.CustomerId)))
                leftOut.TryAdd(append, AppendResult.NaturalIdTaken);
            if (leftOut.Count > known) return null;

            foreach (var at in round)
            {
                if (!found.Keys.TryGetValue(group[at].CustomerId, out var key))
                {
                    results[at] = AppendResult.VersionConflict;
                    continue;
                }

                committed.Add(new(key, group[at]));
                difference.Add(group[at].Difference);
            }
        }

        await WriteRestAsync(connection, committed, difference, number);
        return results;
    }

    /// <summary>Looks for the natural ids that nobody has looked for, and writes the rows of different customers.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="appends">What.</param>
    /// <param name="calls">Calls of which to look whether they were revoked; null to leave out the gate, which this transaction has read.</param>
    /// <returns>The keys of those whose row had the version expected; those of whom a natural id is taken; and the gate, where it was wanted.</returns>
    private static async Task<(Dictionary<string, long> Keys, HashSet<string> Taken, Gate? Gate)> WriteCustomersAsync(
        NpgsqlConnection connection, IReadOnlyList<Append> appends, Guid[]? calls)
    {
        // Sessions that write the same customers lock them in the same order, as far as the planner keeps it; a deadlock is tried again.
        var ordered = appends.OrderBy(append => append.CustomerId, StringComparer.Ordinal).ToList();
        var (added, changed) = (ordered.FindAll(append => append.ExpectedVersion == 0), ordered.FindAll(append => append.ExpectedVersion != 0));
        var ids = changed.Where(append => append.IdsUnchecked)
            .SelectMany(append => append.Entries.Where(entry => entry.NaturalId is not null), (append, entry) => (append.CustomerId, entry.NaturalId)).ToList();
        await using var batch = new NpgsqlBatch(connection);
        if (calls is not null) AddGate(batch, calls);
        if (ids.Count > 0) batch.BatchCommands.Add(Of("SelectTaken", Texts("customer_id", ids.Select(id => id.CustomerId)), Texts("natural_id", ids.Select(id => id.NaturalId))));
        if (added.Count > 0) batch.BatchCommands.Add(Of("InsertCustomers", CustomerColumns(added)));
        if (changed.Count > 0)
            batch.BatchCommands.Add(Of("UpdateCustomers", [.. CustomerColumns(changed), Bigints("expected_version", changed.Select(append => append.ExpectedVersion))]));

        var (keys, taken) = (new Dictionary<string, long>(appends.Count), new HashSet<string>());
        await using var rows = await batch.ExecuteReaderAsync();
        var gate = calls is null ? null : await ReadGateAsync(rows, calls);
        if (ids.Count > 0)
        {
            while (await rows.ReadAsync()) taken.Add(rows.GetString(0));
            await rows.NextResultAsync();
        }

        do
        {
            while (await rows.ReadAsync()) keys.Add(rows.GetString(0), rows.GetInt64(1));
        }
        while (await rows.NextResultAsync());
        return (keys, taken, gate);
    }

    /// <summary>Takes the lock of the fence until the transaction ends, and reads it.</summary>
    /// <param name="connection">Where, in a transaction.</param>
    /// <param name="alone">Whether it is to be raised; else it is only to stay where it is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions only.</exception>
    public static async Task<long> ReadFenceAsync(NpgsqlConnection connection, bool alone = false, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddFence(batch, alone);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await ReadFenceAsync(rows, cancellation);
    }

    private static void AddFence(NpgsqlBatch batch, bool alone = false)
    {
        batch.BatchCommands.Add(Of(alone ? "LockFence" : "ShareFence"));
        batch.BatchCommands.Add(Of("SelectFence", Text("fence", PolicyFence.Name), Text("least_version", LeastVersion.Name)));
    }

    /// <summary>Reads what <see cref="AddFence"/> asked for, and goes on to what was asked next.</summary>
    private static async Task<long> ReadFenceAsync(NpgsqlDataReader rows, CancellationToken cancellation = default)
    {
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        LeastVersion.Check(rows.GetInt64(1));
        var fence = rows.GetInt64(0);
        await rows.NextResultAsync(cancellation);
        return fence;
    }

    private static Guid[] CallsOf(IReadOnlyList<Append> group) => [.. group.SelectMany(append => append.Calls)];

    private static async Task<Gate> ReadGateAsync(NpgsqlConnection connection, Guid[] calls)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddGate(batch, calls);
        await using var rows = await batch.ExecuteReaderAsync();
        return await ReadGateAsync(rows, calls);
    }

    /// <summary>Keeps the gate as it is until the transaction ends, and reads it. Where the group carries no calls nothing is asked about them.</summary>
    private static void AddGate(NpgsqlBatch batch, Guid[] calls)
    {
        AddFence(batch);
        if (calls.Length > 0) batch.BatchCommands.Add(Of("SelectRevoked", Uuids("calls", calls)));
    }

    /// <summary>Reads what <see cref="AddGate"/> asked for, and goes on to what was asked next.</summary>
    private static async Task<Gate> ReadGateAsync(NpgsqlDataReader rows, Guid[] calls)
    {
        var fence = await ReadFenceAsync(rows);
        if (calls.Length == 0) return new(fence, FrozenSet<Guid>.Empty);
        var revoked = new HashSet<Guid>();
        while (await rows.ReadAsync()) revoked.Add(rows.GetGuid(0));
        await rows.NextResultAsync();
        return new(fence, revoked);
    }

    private static async Task WriteRestAsync(NpgsqlConnection connection, IReadOnlyList<KeyedAppend> committed, Counters difference, short number)
    {
        await using var batch = new NpgsqlBatch(connection);
        var entries = committed.SelectMany(keyed => keyed.Append.Entries.Zip(keyed.Append.EntriesUtf8, (entry, body) => (keyed.CustomerKey, Entry: entry, Body: body))).ToList();
        if (entries.Count > 0)
        {
            batch.BatchCommands.Add(Of("InsertEntries",
                Bigints("customer_key", entries.Select(row => row.CustomerKey)),
                Bigints("sequence", entries.Select(row => row.Entry.Sequence)),
                Texts("natural_id", entries.Select(row => row.Entry.NaturalId)),
                Texts("concerns_id", entries.Select(row => row.Entry.ConcernsId)),
                Texts("content_hash", entries.Select(row => row.Entry.ContentHash)),
                Instants("occurred_at", entries.Select(row => (DateTimeOffset?)row.Entry.OccurredAt)),
                Smallints("utc_offset", entries.Select(row => (short)row.Entry.OccurredAt.TotalOffsetMinutes)),
                Instants("recorded_at", entries.Select(row => (DateTimeOffset?)row.Entry.RecordedAt)),
                Utf8("body", entries.Select(row => row.Body))));
        }

        var messages = committed.SelectMany(keyed => keyed.Append.Messages).ToList();
        if (messages.Count > 0)
        {
            batch.BatchCommands.Add(Of("InsertMessages",
                Texts("customer_id", messages.Select(message => message.CustomerId)),
                Texts("command", messages.Select(message => LedgerJson.Encode(message.Command)))));
        }

        // Always in the same order, so that two sessions of one writer's number wait for each other and do not block each other.
        var counters = difference.Rows.OrderBy(row => (row.Key.Kind, row.Key.A, row.Key.B)).ThenBy(row => row.Key.Name, StringComparer.Ordinal).ToList();
        if (counters.Count > 0)
        {
            batch.BatchCommands.Add(Of("AddToCounters",
                Smallints("kind", counters.Select(row => (short)row.Key.Kind)),
                Integers("a", counters.Select(row => row.Key.A)),
                Integers("b", counters.Select(row => row.Key.B)),
                Texts("name", counters.Select(row => row.Key.Name)),
                Smallint("writer", number),
                Bigints("customers", counters.Select(row => row.Value.Customers)),
                Bigints("orders", counters.Select(row => row.Value.Orders)),
                Bigints("revenue", counters.Select(row => row.Value.Revenue)),
                Bigints("acquisition_cost", counters.Select(row => row.Value.AcquisitionCost))));
        }

        if (batch.BatchCommands.Count == 0) return;
        // Only the counters answer with a row.
        var isNearLimit = await batch.ExecuteScalarAsync() is true;
        if (!isNearLimit) return;
        await connection.RunAsync(Of("LockCounters"));
        await connection.RunAsync(Of("CheckCounters"));
    }

    private static NpgsqlParameter[] CustomerColumns(IReadOnlyList<Append> appends) =>
    [
        Texts("customer_id", appends.Select(append => append.CustomerId)),
        Bigints("version", appends.Select(append => append.After.Sequence)),
        Utf8("state", appends.Select(append => append.StateUtf8)),
        Smallints("rung", appends.Select(append => (short)append.After.Standing.Rung)),
        Booleans("lapsed", appends.Select(append => append.After.Standing.Lapsed)),
        Texts("channel", appends.Select(append => append.After.AcquisitionChannel)),
        Bigints("orders", appends.Select(append => append.After.Orders)),
        Bigints("revenue", appends.Select(append => append.After.Revenue.Units)),
        Bigints("acquisition_cost", appends.Select(append => append.After.AcquisitionCost.Units)),
        Instants("first_order_at", appends.Select(append => append.After.FirstOrderAt)),
        Instants("last_order_at", appends.Select(append => append.After.LastOrderAt)),
        Booleans("enrolled", appends.Select(append => append.After.Enrolled)),
        Bigints("converted_referrals", appends.Select(append => append.After.ConvertedReferrals)),
        Instants("known_since", appends.Select(append => (DateTimeOffset?)append.After.KnownSince)),
        Instants("due_at", appends.Select(append => append.DueAt)),
    ];

    private readonly record struct KeyedAppend(long CustomerKey, Append Append);
}
