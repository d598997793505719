using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static CustomerCapital.Ledger.PostgreSql.PostgreSqlStatement;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>What is read, over whichever connection.</summary>
internal static class PostgreSqlReader
{
    /// <summary>Answers a group in one round trip.</summary>
    /// <remarks>
    /// Rows first: entries are then of the same moment or of a later one. Where another writer came between the two, a turn finds an id that its state does not know
    /// of, which is answered rightly, or appends to a version that is past, which is refused.
    /// </remarks>
    public static async Task<IReadOnlyList<Recalled?>> RecallAsync(NpgsqlConnection connection, IReadOnlyList<Recall> group, long sizeLimit)
    {
        var askedRows = group.Where(recall => recall.WithRow).Select(recall => recall.CustomerId).Where(CanBeKept).Distinct().ToArray();
        var askedIds = group.SelectMany(recall => recall.NaturalIds, (recall, id) => (recall.CustomerId, Id: id))
            .Where(asked => CanBeKept(asked.CustomerId) && CanBeKept(asked.Id)).Distinct().ToArray();
        var rows = new Dictionary<string, CustomerRow>(askedRows.Length);
        var entries = new FoundEntries();
        await using var batch = new NpgsqlBatch(connection);
        if (askedRows.Length > 0) batch.BatchCommands.Add(Of("SelectRows", Texts("customer_id", askedRows)));
        if (askedIds.Length > 0)
        {
            batch.BatchCommands.Add(Of(
                "SelectEntriesByNaturalIds",
                Texts("customer_id", askedIds.Select(asked => asked.CustomerId)), Texts("natural_id", askedIds.Select(asked => asked.Id)), Bigint("size_limit", sizeLimit)));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await using var found = await batch.ExecuteReaderAsync();
            if (askedRows.Length > 0)
            {
                while (await found.ReadAsync()) rows.Add(found.GetString(0), new(LedgerJson.DecodeState(found.GetFieldValue<byte[]>(1)), OptionalInstant(found, 2)));
                await found.NextResultAsync();
            }

            while (await found.ReadAsync()) entries.Add(ReadEntry(found, found.GetString(8)), found.GetBoolean(9), found.GetInt64(10));
        }

        return entries.Answer(group, rows);
    }

    public static async Task<IReadOnlyList<Entry>> EntriesAsync(NpgsqlConnection connection, string customerId, long afterSequence, int limit, CancellationToken cancellation) =>
        await connection.ReadAsync(
            Of("SelectEntries", Text("customer_id", customerId), Bigint("after_sequence", afterSequence), Bigint("limit", limit), Bigint("size_limit", EntryPage.SizeLimit)),
            row => ReadEntry(row, customerId), cancellation);

    public static async Task<IReadOnlyList<Entry>> ConcerningAsync(
        NpgsqlConnection connection, string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation) =>
        !CanBeKept(naturalId) ? [] : await connection.ReadAsync(
            Of(
                "SelectConcerning", Text("customer_id", customerId), Text("natural_id", naturalId), Bigint("after_sequence", afterSequence), Bigint("limit", limit),
                Bigint("size_limit", EntryPage.SizeLimit)),
            row => ReadEntry(row, customerId), cancellation);

    public static async Task<CustomerPage> CustomersAsync(NpgsqlConnection connection, Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation)
    {
        await using var customers = new PostgreSqlCustomers(connection);
        var rows = await customers.PageOf(segment, afterCustomerId, limit + 1).ToListAsync(cancellation);
        return new([.. rows.Take(limit).Select(row => row.ToLine())], More: rows.Count > limit);
    }

    public static async Task<long> CountAsync(NpgsqlConnection connection, Segment segment, CancellationToken cancellation)
    {
        await using var customers = new PostgreSqlCustomers(connection);
        return await customers.AllOf(segment).LongCountAsync(cancellation);
    }

    /// <summary>Customers found by the time at which to look at them, once none of them is found too early.</summary>
    /// <remarks>
    /// A page that holds nobody found too early holds all who are due until its last, so that the next one may begin after that. Where times cannot be moved, all who
    /// are due are sorted for each page.
    /// </remarks>
    /// <param name="connection">Where.</param>
    /// <param name="until">What is due by then.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The last of the page before.</param>
    /// <param name="mayMove">Whether the times of those found too early may be moved on; where not, they are only left out.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<DueCustomer>> DueAsync(NpgsqlConnection connection, DateTimeOffset until, int limit, DueCustomer? after, bool mayMove, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await connection.ReadAsync(
                Of(
                    mayMove ? "SelectDue" : "SelectDueUnmoved",
                    Instant("until", until), Instant("after", after?.DueAt ?? DateTimeOffset.UnixEpoch), Text("after_customer_id", after?.CustomerId ?? ""), Bigint("limit", limit)),
                row => (Key: row.GetInt64(0), Id: row.GetString(1), DueAt: OptionalInstant(row, 2), Moved: row.GetBoolean(3)),
                cancellation);
            var moved = mayMove ? found.FindAll(customer => customer.Moved) : [];
            if (moved.Count == 0) return found.ConvertAll(customer => new DueCustomer(customer.Id, customer.DueAt!.Value));
            await connection.RunAsync(Of("MoveLooks", Bigints("customer_key", moved.Select(customer => customer.Key))), cancellation);
        }
    }

    /// <summary>Counters of all these kinds, added up over the writers, as of one moment: that of the one statement.</summary>
    public static async Task<Counters> CountersAsync(NpgsqlConnection connection, IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation) =>
        Counters.Of(await connection.ReadAsync(
            Of("SelectCounters", Smallints("kind", kinds.Select(kind => (short)kind))),
            row => KeyValuePair.Create(
                new CounterKey((CounterKind)row.GetInt16(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3)),
                new Count(row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7))),
            cancellation));

    public static async Task<IReadOnlyList<OutgoingMessage>> MessagesAsync(NpgsqlConnection connection, int limit, long afterMessageId, CancellationToken cancellation) =>
        await connection.ReadAsync(
            Of("SelectMessages", Bigint("after_message_id", afterMessageId), Bigint("limit", limit)),
            row => OutgoingMessage.Read(row.GetInt64(0), row.GetString(1), row.GetString(2)),
            cancellation);

    public static async Task<ControlState?> ControlAsync(NpgsqlConnection connection, string name, CancellationToken cancellation) =>
        (await connection.ReadAsync(Of("SelectControlState", Text("name", name)), row => new ControlState(row.GetString(0), row.GetInt64(1)), cancellation)).SingleOrDefault();

    /// <summary>Whether the database could hold a text: no U+0000, no broken surrogate. What it cannot is not in it; asked for all the same, it would fail the group.</summary>
    private static bool CanBeKept(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0' || char.IsLowSurrogate(text[at])) return false;
            if (char.IsHighSurrogate(text[at]) && (++at == text.Length || !char.IsLowSurrogate(text[at]))) return false;
        }

        return true;
    }

    private static Entry ReadEntry(NpgsqlDataReader row, string customerId)
    {
        var body = LedgerJson.DecodeEntry(row.GetFieldValue<byte[]>(7));
        var occurredAt = row.GetFieldValue<DateTimeOffset>(4).ToOffset(TimeSpan.FromMinutes(row.GetInt16(5)));
        return new(
            customerId, row.GetInt64(0), occurredAt, row.GetFieldValue<DateTimeOffset>(6), body.Event,
            OptionalText(row, 1), OptionalText(row, 2), OptionalText(row, 3), body.After);
    }

    private static string? OptionalText(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? OptionalInstant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
