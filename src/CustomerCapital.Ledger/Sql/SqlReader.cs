using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>What is read, over whichever session.</summary>
public static class SqlReader
{
    /// <summary>Answers a group in one round trip.</summary>
    /// <remarks>
    /// Rows first: entries are then of the same moment or of a later one. Where another writer came between the two, a turn finds an id that its state does not know
    /// of, which is answered rightly, or appends to a version that is past, which is refused.
    /// </remarks>
    internal static async ValueTask<IReadOnlyList<Recalled?>> RecallAsync(SqlSession session, IReadOnlyList<Recall> group, long sizeLimit, CancellationToken cancellation)
    {
        var holds = session.Dialect.Holds;
        var askedRows = group.Where(recall => recall.WithRow).Select(recall => recall.CustomerId).Where(holds).Distinct().ToList();
        var askedIds = group.SelectMany(recall => recall.NaturalIds, (recall, id) => (recall.CustomerId, Id: id)).Where(asked => holds(asked.CustomerId) && holds(asked.Id)).Distinct().ToList();
        var (rows, entries, batch) = (new Dictionary<string, CustomerRow>(askedRows.Count), new FoundEntries(), new List<SqlStatement>());
        if (askedRows.Count > 0)
            batch.Add(new("SelectRows") { Rows = LedgerTables.Texts.Of("customers", askedRows), Each = row => rows.Add(row.Text(0), ReadCustomer(row)) });

        if (askedIds.Count > 0)
        {
            batch.Add(new("SelectEntriesByNaturalIds", SqlValue.Bigint("size_limit", sizeLimit))
            {
                Rows = LedgerTables.NaturalIds.Of("wanted", askedIds),
                Each = row => entries.Add(ReadEntry(row, row.Text(8), row.Utf8(7)), row.Boolean(9), row.Bigint(10)),
            });
        }

        await session.RunAsync(batch, cancellation);
        return entries.Answer(group, rows);
    }

    /// <summary>Entries of a page, of a customer's or of those that concern one of them.</summary>
    internal static async ValueTask<IReadOnlyList<Entry>> EntriesAsync(SqlSession session, string customerId, string? naturalId, long afterSequence, int limit, CancellationToken cancellation)
    {
        if (!session.Dialect.Holds(customerId) || !session.Dialect.Holds(naturalId ?? "")) return [];
        var (page, size) = (new List<Entry>(), 0L);
        List<SqlValue> values =
        [
            SqlValue.Text("customer_id", customerId), SqlValue.Bigint("after_sequence", afterSequence), SqlValue.Bigint("limit", limit), SqlValue.Bigint("size_limit", EntryPage.SizeLimit),
        ];
        if (naturalId is not null) values.Add(SqlValue.Text("natural_id", naturalId));
        var select = new SqlStatement(naturalId is null ? "SelectEntries" : "SelectConcerning", [.. values])
        {
            // Where the database has not found all of them before it sends the first, no more are read than the page takes.
            Read = row =>
            {
                var body = row.Utf8(7);
                size += body.Length;
                if (page.Count > 0 && size > EntryPage.SizeLimit) return false;
                page.Add(ReadEntry(row, customerId, body));
                return true;
            },
        };
        await session.RunAsync(select, cancellation);
        return page;
    }

    /// <summary>A page of the customers of a segment, by id in the order of code points.</summary>
    internal static async ValueTask<CustomerPage> CustomersAsync(SqlSession session, Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation) => CustomerPage.Of(
        await session.ReadAsync(
            SqlStatement.Over(new(segment, session.Dialect), "SelectCustomers", SqlValue.Text("after", afterCustomerId ?? ""), SqlValue.Bigint("limit", limit + 1L)),
            FieldColumns.ReadLine, cancellation),
        limit);

    /// <summary>How many customers a segment has.</summary>
    internal static async ValueTask<long> CountAsync(SqlSession session, Segment segment, CancellationToken cancellation) =>
        (await session.ReadAsync(SqlStatement.Over(new(segment, session.Dialect), "CountCustomers"), row => row.Bigint(0), cancellation))[0];

    /// <summary>Customers found by the time at which to look at them, once none of them is found too early.</summary>
    /// <remarks>
    /// A page that holds nobody found too early holds all who are due until its last, so that the next one may begin after that. Where times cannot be moved, all who
    /// are due are sorted for each page.
    /// </remarks>
    /// <param name="session">Where.</param>
    /// <param name="until">What is due by then.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The last of the page before.</param>
    /// <param name="mayMove">Whether the times of those found too early may be moved on; where not, they are only left out.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async ValueTask<IReadOnlyList<DueCustomer>> DueAsync(
        SqlSession session, DateTimeOffset until, int limit, DueCustomer? after, bool mayMove, CancellationToken cancellation)
    {
        var select = new SqlStatement(
            mayMove || !session.Dialect.Needs("SelectDueUnmoved") ? "SelectDue" : "SelectDueUnmoved",
            SqlValue.Instant("until", until), SqlValue.Instant("after", after?.DueAt ?? DateTimeOffset.UnixEpoch), SqlValue.Text("after_customer_id", after?.CustomerId ?? ""),
            SqlValue.Bigint("limit", limit));
        while (true)
        {
            var found = await session.ReadAsync(select, row => (Key: row.Bigint(0), Id: row.Text(1), DueAt: row.OptionalInstant(2), Moved: row.Boolean(3)), cancellation);
            var moved = mayMove ? found.FindAll(customer => customer.Moved) : [];
            if (moved.Count == 0) return found.ConvertAll(customer => new DueCustomer(customer.Id, customer.DueAt!.Value));
            await session.RunAsync(new SqlStatement("MoveLooks") { Rows = LedgerTables.Numbers.Of("moved", moved.ConvertAll(customer => customer.Key)) }, cancellation);
        }
    }

    /// <summary>Counters of all these kinds, added up over the writers, as of one moment.</summary>
    internal static async ValueTask<Counters> CountersAsync(SqlSession session, IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation) =>
        kinds.Count == 0 ? new() : Counters.Of(await session.ReadAsync(
            new("SelectCounters") { Rows = LedgerTables.Numbers.Of("kinds", [.. kinds.Select(kind => (long)kind.Number)]) },
            row => KeyValuePair.Create(
                new CounterKey(Capabilities.Counters[row.Smallint(0)], row.Integer(1), row.Integer(2), row.Text(3)), new Count(row.Bigint(4), row.Bigint(5), row.Bigint(6), row.Bigint(7))),
            cancellation));

    internal static async ValueTask<IReadOnlyList<OutgoingMessage>> MessagesAsync(SqlSession session, int limit, long afterMessageId, CancellationToken cancellation) =>
        await session.ReadAsync(
            new("SelectMessages", SqlValue.Bigint("after_message_id", afterMessageId), SqlValue.Bigint("limit", limit)),
            row => OutgoingMessage.Read(row.Bigint(0), row.Text(1), row.Document(2)), cancellation);

    internal static async ValueTask<ControlState?> ControlAsync(SqlSession session, string name, CancellationToken cancellation) => (await session.ReadAsync(
        new("SelectControlState", SqlValue.Text("name", name)), row => new ControlState(row.Document(0), row.Bigint(1)), cancellation)).SingleOrDefault();

    /// <summary>A customer's row: the id, the state, the due time.</summary>
    public static CustomerRow ReadCustomer(SqlRow row) => new(LedgerJson.DecodeState(row.Utf8(1)), row.OptionalInstant(2));

    /// <summary>An entry: sequence, natural id, id that it concerns, hash, moment, offset, moment of recording, and as the last what of it is no column.</summary>
    /// <param name="row">The columns.</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="body">The last of them.</param>
    public static Entry ReadEntry(SqlRow row, string customerId, byte[] body)
    {
        var decoded = LedgerJson.DecodeEntry(body);
        var occurredAt = row.Instant(4).ToOffset(TimeSpan.FromMinutes(row.Smallint(5)));
        return new(customerId, row.Bigint(0), occurredAt, row.Instant(6), decoded.Event, row.OptionalText(1), row.OptionalText(2), row.OptionalDocument(3), decoded.After);
    }
}
