using System.Collections.Frozen;
using System.Data;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.SqlServer.SqlServerStatement;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Writes groups of appends, one transaction and a handful of statements each.</summary>
/// <param name="sessions">Where sessions come from.</param>
/// <param name="numbers">Numbers of the counters' rows to add to, one for each group that may be written at the same time.</param>
internal sealed class SqlServerWriter(SqlServerSessions sessions, IEnumerable<short> numbers)
{
    private readonly GroupWriting _groups = new(
        numbers, SqlServerErrors.IsOfContent, SqlServerErrors.IsPassing,
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
        SqlConnection connection, IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, bool together)
    {
        // Not disposed: the end of the session undoes what was not committed, and disposing of it where the session is gone would fail, and hide why.
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var results = together ? await WriteTogetherAsync(transaction, group, leftOut, number) : await WriteEachAsync(transaction, group, number);
        if (results is null) return null;
        await CommitAsync(transaction);
        return results;
    }

    /// <exception cref="CommitInDoubtException">Whether it was committed is not known.</exception>
    public static async Task CommitAsync(SqlTransaction transaction, CancellationToken cancellation = default)
    {
        try
        {
            await transaction.CommitAsync(cancellation);
        }
        // The driver says of a transaction whose session is gone that it is no longer usable.
        catch (Exception lost) when (lost is InvalidOperationException || SqlServerErrors.EndsSessions(lost) || SqlServerErrors.IsTimeout(lost))
        {
            throw new CommitInDoubtException(lost);
        }
    }

    private static async Task<AppendResult[]> WriteEachAsync(SqlTransaction transaction, IReadOnlyList<Append> group, short number)
    {
        const string OneAppend = "one_append";
        var results = new AppendResult[group.Count];
        // Whatever the server's default: a refused statement is undone, and not the whole transaction with it.
        await transaction.Connection.RunSqlAsync(transaction, "SET XACT_ABORT OFF");
        // Before the first savepoint, or going back to that would give the lock up.
        var gate = await ReadGateAsync(transaction, CallsOf(group));
        for (var at = 0; at < group.Count; at++)
        {
            if (gate.Refusal(group[at]) is { } refusal)
            {
                results[at] = refusal;
                continue;
            }

            transaction.Save(OneAppend);
            try
            {
                results[at] = await WriteTogetherAsync(transaction, [group[at]], [], number, gate) is [var result] ? result : AppendResult.NaturalIdTaken;
                if (results[at] == AppendResult.NaturalIdTaken) transaction.Rollback(OneAppend);
            }
            catch (Exception refused) when (SqlServerErrors.IsOfContent(refused))
            {
                transaction.Rollback(OneAppend);
                results[at] = SqlServerErrors.IsUnique(refused) ? AppendResult.NaturalIdTaken : AppendResult.Rejected;
            }
        }

        return results;
    }

    /// <param name="transaction">Where.</param>
    /// <param name="group">What.</param>
    /// <param name="leftOut">Those that are left out; more may be found.</param>
    /// <param name="number">Number of the counters' rows.</param>
    /// <param name="gate">What there is to pass, where this transaction has read it; it is read with the first round where not.</param>
    /// <returns>Null when more were found.</returns>
    private static async Task<AppendResult[]?> WriteTogetherAsync(
        SqlTransaction transaction, IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, Gate? gate = null)
    {
        var results = new AppendResult[group.Count];
        var committed = new List<KeyedAppend>(group.Count);
        var difference = new Counters();
        for (var at = 0; at < group.Count; at++)
            results[at] = leftOut.GetValueOrDefault(group[at], AppendResult.Committed);
        foreach (var round in AppendRounds.Of(group, results))
        {
            var found = await WriteCustomersAsync(transaction, [.. round.Select(at => group[at])], gate is null ? CallsOf(group) : null);
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

        await WriteRestAsync(transaction, committed, difference, number);
        return results;
    }

    /// <summary>Looks for the natural ids that nobody has looked for, and writes the rows of different customers.</summary>
    /// <param name="transaction">Where.</param>
    /// <param name="appends">What.</param>
    /// <param name="calls">Calls of which to look whether they were revoked; null to leave out the gate, which this transaction has read.</param>
    /// <returns>The keys of those whose row had the version expected; those of whom a natural id is taken; and the gate, where it was wanted.</returns>
    private static async Task<(Dictionary<string, long> Keys, HashSet<string> Taken, Gate? Gate)> WriteCustomersAsync(
        SqlTransaction transaction, IReadOnlyList<Append> appends, Guid[]? calls)
    {
        foreach (var append in appends) RequireTexts(append);
        // Sessions that write the same customers lock them in the same order, as far as the planner keeps it; a deadlock is tried again.
        var ordered = appends.OrderBy(append => append.CustomerId, StringComparer.Ordinal).ToList();
        var (added, changed) = (ordered.FindAll(append => append.ExpectedVersion == 0), ordered.FindAll(append => append.ExpectedVersion != 0));
        var ids = changed.Where(append => append.IdsUnchecked)
            .SelectMany(append => append.Entries.Where(entry => entry.NaturalId is not null), (append, entry) => (append.CustomerId, entry.NaturalId)).ToList();
        var batch = new Batch(transaction);
        if (calls is not null) AddGate(batch, calls);
        if (ids.Count > 0) batch.Add("SelectTaken", SqlServerRowTypes.NaturalIds.Of("@unchecked", ids, (row, id) => row.Text(id.CustomerId).Text(id.NaturalId)));
        if (added.Count > 0) batch.Add("InsertCustomers", SqlServerRowTypes.Customers.Of("@added", added, FillCustomer));
        if (changed.Count > 0) batch.Add("UpdateCustomers", SqlServerRowTypes.Customers.Of("@changed", changed, FillCustomer));

        var (keys, taken, gate) = (new Dictionary<string, long>(appends.Count), new HashSet<string>(), default(Gate));
        try
        {
            await using var command = batch.ToCommand();
            await using var rows = await command.ExecuteReaderAsync();
            if (calls is not null) gate = await ReadGateAsync(rows, calls);
            if (ids.Count > 0)
            {
                while (await rows.ReadAsync()) taken.Add(rows.ReadText(0));
                await rows.NextResultAsync();
            }

            do
            {
                while (await rows.ReadAsync()) keys.Add(rows.ReadText(0), rows.GetInt64(1));
            }
            while (await rows.NextResultAsync());
        }
        // Nothing else is unique here than the customers' ids.
        catch (SqlException duplicate) when (SqlServerErrors.IsUnique(duplicate))
        {
            throw new RowMadeByOtherException(duplicate);
        }

        return (keys, taken, gate);
    }

    /// <summary>Takes the lock of the fence until the transaction ends, and reads it.</summary>
    /// <param name="transaction">Where.</param>
    /// <param name="alone">Whether it is to be raised; else it is only to stay where it is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions only.</exception>
    public static async Task<long> ReadFenceAsync(SqlTransaction transaction, bool alone = false, CancellationToken cancellation = default)
    {
        var batch = new Batch(transaction);
        AddFence(batch, alone);
        return (await batch.ToCommand().ReadAsync(FenceOf, cancellation))[0];
    }

    /// <summary>Its row is the first of the batch.</summary>
    private static void AddFence(Batch batch, bool alone = false)
    {
        batch.Add(alone ? "LockFence" : "ShareFence");
        batch.Add("SelectFence", Text("@fence", PolicyFence.Name), Text("@least_version", LeastVersion.Name));
    }

    private static long FenceOf(SqlDataReader row)
    {
        LeastVersion.Check(row.GetInt64(1));
        return row.GetInt64(0);
    }

    private static Guid[] CallsOf(IReadOnlyList<Append> group) => [.. group.SelectMany(append => append.Calls)];

    private static async Task<Gate> ReadGateAsync(SqlTransaction transaction, Guid[] calls)
    {
        var batch = new Batch(transaction);
        AddGate(batch, calls);
        await using var command = batch.ToCommand();
        await using var rows = await command.ExecuteReaderAsync();
        return await ReadGateAsync(rows, calls);
    }

    /// <summary>Keeps the gate as it is until the transaction ends, and reads it: the first rows of the batch. Where the group carries no calls nothing is asked about them.</summary>
    private static void AddGate(Batch batch, Guid[] calls)
    {
        AddFence(batch);
        if (calls.Length > 0) batch.Add("SelectRevoked", SqlServerRowTypes.Calls.Of("@calls", calls, (row, call) => row.Uuid(call)));
    }

    /// <summary>Reads what <see cref="AddGate"/> asked for, and goes on to what was asked next.</summary>
    private static async Task<Gate> ReadGateAsync(SqlDataReader rows, Guid[] calls)
    {
        await rows.ReadAsync();
        var fence = FenceOf(rows);
        await rows.NextResultAsync();
        if (calls.Length == 0) return new(fence, FrozenSet<Guid>.Empty);
        var revoked = new HashSet<Guid>();
        while (await rows.ReadAsync()) revoked.Add(rows.GetGuid(0));
        await rows.NextResultAsync();
        return new(fence, revoked);
    }

    private static async Task WriteRestAsync(SqlTransaction transaction, IReadOnlyList<KeyedAppend> committed, Counters difference, short number)
    {
        var batch = new Batch(transaction);
        var entries = committed.SelectMany(keyed => keyed.Append.Entries.Zip(keyed.Append.EntriesUtf8, (entry, body) => (keyed.CustomerKey, Entry: entry, Body: body))).ToList();
        if (entries.Count > 0)
        {
            batch.Add("InsertEntries", SqlServerRowTypes.Entries.Of("@entries", entries, (row, entry) => row
                .Bigint(entry.CustomerKey).Bigint(entry.Entry.Sequence).Text(entry.Entry.NaturalId).Text(entry.Entry.ConcernsId).OptionalDocument(entry.Entry.ContentHash)
                .Instant(entry.Entry.OccurredAt).Smallint((short)entry.Entry.OccurredAt.TotalOffsetMinutes).Instant(entry.Entry.RecordedAt).Document(entry.Body)));
        }

        var messages = committed.SelectMany(keyed => keyed.Append.Messages).Select((message, place) => (Place: place, message.CustomerId, Command: LedgerJson.Encode(message.Command))).ToList();
        if (messages.Count > 0)
            batch.Add("InsertMessages", SqlServerRowTypes.Messages.Of("@messages", messages, (row, message) => row.Integer(message.Place).Text(message.CustomerId).Document(message.Command)));

        // Always in the same order, so that they are found one after the other in the table.
        var counters = difference.Rows.OrderBy(row => (row.Key.Kind, row.Key.A, row.Key.B)).ThenBy(row => row.Key.Name, StringComparer.Ordinal).ToList();
        if (counters.Count > 0)
        {
            batch.Add(
                "AddToCounters",
                SqlServerRowTypes.Counters.Of("@counters", counters, (row, counter) => row
                    .Smallint((short)counter.Key.Kind).Integer(counter.Key.A).Integer(counter.Key.B).Text(counter.Key.Name)
                    .Bigint(counter.Value.Customers).Bigint(counter.Value.Orders).Bigint(counter.Value.Revenue).Bigint(counter.Value.AcquisitionCost)),
                Smallint("@writer", number));
        }

        if (batch.IsEmpty) return;
        // Only the counters answer with a row.
        if (await batch.ToCommand().ReadAsync(row => row.GetBoolean(0)) is not [true]) return;
        await transaction.Connection.Command(transaction, ["LockCounters"]).RunAsync();
        await transaction.Connection.Command(transaction, ["CheckCounters"]).ReadAsync(_ => true);
    }

    /// <summary>Looked at before anything is sent: a row that cannot be encoded while it is sent would end the session.</summary>
    private static void RequireTexts(Append append)
    {
        Utf8Text.Require(append.CustomerId, append.After.AcquisitionChannel);
        foreach (var entry in append.Entries) Utf8Text.Require(entry.NaturalId, entry.ConcernsId);
        foreach (var message in append.Messages) Utf8Text.Require(message.CustomerId);
        foreach (var (key, _) in append.Difference.Rows) Utf8Text.Require(key.Name);
    }

    /// <summary>One row of a customer.</summary>
    internal static void FillCustomer(RowWriter row, Append append) => row
        .Text(append.CustomerId).Bigint(append.After.Sequence).Document(append.StateUtf8).Smallint((short)append.After.Standing.Rung).Bit(append.After.Standing.Lapsed)
        .Text(append.After.AcquisitionChannel).Bigint(append.After.Orders).Bigint(append.After.Revenue.Units).Bigint(append.After.AcquisitionCost.Units)
        .Instant(append.After.FirstOrderAt).Instant(append.After.LastOrderAt).Bit(append.After.Enrolled).Bigint(append.After.ConvertedReferrals)
        .Instant(append.After.KnownSince).Instant(append.DueAt).Bigint(append.ExpectedVersion);

    private readonly record struct KeyedAppend(long CustomerKey, Append Append);

    /// <summary>Operations that go to the server in one round trip.</summary>
    private sealed class Batch(SqlTransaction transaction)
    {
        private readonly List<string> _operations = [];
        private readonly List<SqlParameter> _parameters = [];

        public bool IsEmpty => _operations.Count == 0;

        public void Add(string operation, params ReadOnlySpan<SqlParameter> parameters)
        {
            _operations.Add(operation);
            _parameters.AddRange(parameters);
        }

        public SqlCommand ToCommand() => transaction.Connection.Command(transaction, _operations, [.. _parameters]);
    }
}
