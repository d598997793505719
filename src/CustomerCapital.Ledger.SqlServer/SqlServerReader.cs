using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.SqlServer.SqlServerStatement;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>What is read, over whichever connection.</summary>
internal static class SqlServerReader
{
    /// <summary>Answers a group in one round trip.</summary>
    /// <remarks>
    /// Rows first: entries are then of the same moment or of a later one. Where another writer came between the two, a turn finds an id that its state does not know
    /// of, which is answered rightly, or appends to a version that is past, which is refused.
    /// </remarks>
    public static async Task<IReadOnlyList<Recalled?>> RecallAsync(SqlConnection connection, IReadOnlyList<Recall> group, long sizeLimit)
    {
        var askedRows = group.Where(recall => recall.WithRow).Select(recall => recall.CustomerId).Where(Utf8Text.CanBeKept).Distinct().ToArray();
        var askedIds = group.SelectMany(recall => recall.NaturalIds, (recall, id) => (recall.CustomerId, Id: id))
            .Where(asked => Utf8Text.CanBeKept(asked.CustomerId) && Utf8Text.CanBeKept(asked.Id)).Distinct().ToArray();
        var rows = new Dictionary<string, CustomerRow>(askedRows.Length);
        var entries = new FoundEntries();
        var (operations, parameters) = (new List<string>(), new List<SqlParameter>());
        if (askedRows.Length > 0)
        {
            operations.Add("SelectRows");
            parameters.Add(SqlServerRowTypes.Texts.Of("@customers", askedRows, (row, id) => row.Text(id)));
        }

        if (askedIds.Length > 0)
        {
            operations.Add("SelectEntriesByNaturalIds");
            parameters.Add(SqlServerRowTypes.NaturalIds.Of("@wanted", askedIds, (row, asked) => row.Text(asked.CustomerId).Text(asked.Id)));
            parameters.Add(Bigint("@size_limit", sizeLimit));
        }

        if (operations.Count > 0)
        {
            await using var command = connection.Command(null, operations, [.. parameters]);
            await using var found = await command.ExecuteReaderAsync();
            if (askedRows.Length > 0)
            {
                while (await found.ReadAsync()) rows.Add(found.ReadText(0), new(LedgerJson.DecodeState(ReadDocument(found, 1)), found.ReadOptionalInstant(2)));
                await found.NextResultAsync();
            }

            do
            {
                while (await found.ReadAsync()) entries.Add(ReadEntry(found, found.ReadText(8)), found.GetBoolean(9), found.GetInt64(10));
            }
            while (await found.NextResultAsync());
        }

        return entries.Answer(group, rows);
    }

    public static async Task<IReadOnlyList<Entry>> EntriesAsync(SqlConnection connection, string customerId, long afterSequence, int limit, CancellationToken cancellation) =>
        await connection.Command(
                "SelectEntries", Text("@customer_id", customerId), Bigint("@after_sequence", afterSequence), Bigint("@limit", limit), Bigint("@size_limit", EntryPage.SizeLimit))
            .ReadAsync(row => ReadEntry(row, customerId), cancellation);

    public static async Task<IReadOnlyList<Entry>> ConcerningAsync(
        SqlConnection connection, string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation) =>
        !Utf8Text.CanBeKept(naturalId) ? [] : await connection.Command(
                "SelectConcerning", Text("@customer_id", customerId), Text("@natural_id", naturalId), Bigint("@after_sequence", afterSequence), Bigint("@limit", limit),
                Bigint("@size_limit", EntryPage.SizeLimit))
            .ReadAsync(row => ReadEntry(row, customerId), cancellation);

    public static async Task<CustomerPage> CustomersAsync(SqlConnection connection, Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation)
    {
        var lines = await SegmentSql.Of(segment).Command(connection, "SelectCustomers", Text("@after", afterCustomerId ?? ""), Bigint("@limit", limit + 1L))
            .ReadAsync(ReadLine, cancellation);
        return new([.. lines.Take(limit)], More: lines.Count > limit);
    }

    public static async Task<long> CountAsync(SqlConnection connection, Segment segment, CancellationToken cancellation) =>
        (await SegmentSql.Of(segment).Command(connection, "CountCustomers").ReadAsync(row => row.GetInt64(0), cancellation))[0];

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
    public static async Task<IReadOnlyList<DueCustomer>> DueAsync(SqlConnection connection, DateTimeOffset until, int limit, DueCustomer? after, bool mayMove, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await connection.Command(
                    mayMove ? "SelectDue" : "SelectDueUnmoved",
                    Instant("@until", until), Instant("@after", after?.DueAt ?? DateTimeOffset.UnixEpoch), Text("@after_customer_id", after?.CustomerId ?? ""), Bigint("@limit", limit))
                .ReadAsync(row => (Key: row.GetInt64(0), Id: row.ReadText(1), DueAt: row.ReadOptionalInstant(2), Moved: row.GetBoolean(3)), cancellation);
            var moved = mayMove ? found.FindAll(customer => customer.Moved) : [];
            if (moved.Count == 0) return found.ConvertAll(customer => new DueCustomer(customer.Id, customer.DueAt!.Value));
            await connection.Command("MoveLooks", SqlServerRowTypes.Numbers.Of("@moved", moved, (row, customer) => row.Bigint(customer.Key))).RunAsync(cancellation);
        }
    }

    /// <summary>Counters of all these kinds, added up over the writers, as of one moment: that of the one statement.</summary>
    public static async Task<Counters> CountersAsync(SqlConnection connection, IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation)
    {
        if (kinds.Count == 0) return new();
        return Counters.Of(await connection.Command("SelectCounters", SqlServerRowTypes.Numbers.Of("@kinds", kinds, (row, kind) => row.Bigint((long)kind))).ReadAsync(
            row => KeyValuePair.Create(
                new CounterKey((CounterKind)row.GetInt16(0), row.GetInt32(1), row.GetInt32(2), row.ReadText(3)),
                new Count(row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7))),
            cancellation));
    }

    public static async Task<IReadOnlyList<OutgoingMessage>> MessagesAsync(SqlConnection connection, int limit, long afterMessageId, CancellationToken cancellation) =>
        await connection.Command("SelectMessages", Bigint("@after_message_id", afterMessageId), Bigint("@limit", limit))
            .ReadAsync(row => OutgoingMessage.Read(row.GetInt64(0), row.ReadText(1), row.GetString(2)), cancellation);

    public static async Task<ControlState?> ControlAsync(SqlConnection connection, string name, CancellationToken cancellation) =>
        (await connection.Command("SelectControlState", Text("@name", name)).ReadAsync(row => new ControlState(row.GetString(0), row.GetInt64(1)), cancellation)).SingleOrDefault();

    private static Entry ReadEntry(SqlDataReader row, string customerId)
    {
        var body = LedgerJson.DecodeEntry(ReadDocument(row, 7));
        var occurredAt = row.ReadInstant(4).ToOffset(TimeSpan.FromMinutes(row.GetInt16(5)));
        return new(
            customerId, row.GetInt64(0), occurredAt, row.ReadInstant(6), body.Event,
            row.ReadOptionalText(1), row.ReadOptionalText(2), row.IsDBNull(3) ? null : row.GetString(3), body.After);
    }

    private static CustomerLine ReadLine(SqlDataReader row) => new(
        row.ReadText(0), (Rung)row.GetInt16(1), row.GetBoolean(2), row.ReadOptionalText(3), row.GetInt64(4), new(row.GetInt64(5)), new(row.GetInt64(6)),
        row.ReadOptionalInstant(7), row.ReadOptionalInstant(8), row.GetBoolean(9), row.GetInt64(10), row.ReadInstant(11));

    private static byte[] ReadDocument(SqlDataReader row, int column) => System.Text.Encoding.UTF8.GetBytes(row.GetString(column));
}
