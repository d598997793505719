using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Partitioning;
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
    internal static async ValueTask<IReadOnlyList<Recalled?>> RecallAsync(SqlSession session, IReadOnlyList<Recall> group, long sizeLimit, Action<long>? checkPlaces, CancellationToken cancellation)
    {
        var holds = session.Dialect.Holds;
        var askedRows = group.Where(recall => recall.WithRow).Select(recall => recall.Actor).Where(actor => holds(actor.Key)).Distinct().ToList();
        var askedIds = group.SelectMany(recall => recall.NaturalIds, (recall, id) => (recall.Actor, Id: id)).Where(asked => holds(asked.Actor.Key) && holds(asked.Id)).Distinct().ToList();
        var (rows, entries, batch) = (new FoundRows(), new FoundEntries(), new List<SqlStatement>());
        if (askedRows.Count > 0) batch.Add(rows.Of(askedRows));

        if (askedIds.Count > 0)
        {
            batch.Add(new("SelectEntriesByNaturalIds", SqlValue.Bigint("size_limit", sizeLimit))
            {
                Rows = LedgerTables.NaturalIds.Of("wanted", askedIds),
                Each = row => entries.Add(ReadEntry(row, row.Actor(8), row.Utf8(7)), row.Boolean(10), row.Bigint(11)),
            });
        }

        var version = 0L;
        // Last: who has moved away meanwhile is missing before.
        if (checkPlaces is not null || group.Any(recall => recall.AsksForPlace)) batch.Add(new("SelectControlState", SqlValue.Text("name", Split.Name)) { Each = row => version = row.Bigint(1) });
        await session.RunAsync(batch, cancellation);
        checkPlaces?.Invoke(version);
        var answers = entries.Answer(group, rows.Decoded());
        return version == 0 ? answers : [.. answers.Select(answer => answer is null ? null : answer with { PlaceVersion = version })];
    }

    /// <summary>Entries of a page, of an actor's or of those that concern one of them.</summary>
    internal static ValueTask<IReadOnlyList<Entry>> EntriesAsync(SqlSession session, ActorId actor, string? naturalId, long afterSequence, int limit, CancellationToken cancellation) =>
        naturalId is null ? PageAsync(session, "SelectEntries", actor, null, afterSequence, limit, cancellation)
            : PageAsync(session, "SelectConcerning", actor, SqlValue.Text("natural_id", naturalId), afterSequence, limit, cancellation);

    /// <summary>Entries of a page, of those of an actor's that hold a text.</summary>
    internal static ValueTask<IReadOnlyList<Entry>> NamingAsync(SqlSession session, ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation) =>
        PageAsync(session, "SelectEntriesNaming", actor, SqlValue.Text("value", text), afterSequence, limit, cancellation, isPatient: true);

    private static async ValueTask<IReadOnlyList<Entry>> PageAsync(
        SqlSession session, string operation, ActorId actor, SqlValue? wanted, long afterSequence, int limit, CancellationToken cancellation, bool isPatient = false)
    {
        if (!session.Dialect.Holds(actor.Key) || !session.Dialect.Holds((string?)wanted?.Value ?? "")) return [];
        var (page, size) = (new List<Entry>(), 0L);
        List<SqlValue> values =
        [
            SqlValue.Smallint("kind", (short)actor.Kind), SqlValue.Text("actor_id", actor.Key),
            SqlValue.Bigint("after_sequence", afterSequence), SqlValue.Bigint("limit", limit), SqlValue.Bigint("size_limit", EntryPage.SizeLimit),
        ];
        if (wanted is { } one) values.Add(one);
        var select = new SqlStatement(operation, [.. values])
        {
            IsPatient = isPatient,
            // Where the database has not found all of them before it sends the first, no more are read than the page takes.
            Read = row =>
            {
                var body = row.Utf8(7);
                size += body.Length;
                if (page.Count > 0 && size > EntryPage.SizeLimit) return false;
                page.Add(ReadEntry(row, actor, body));
                return true;
            },
        };
        await session.RunAsync(select, cancellation);
        return page;
    }

    /// <summary>The next entries of all actors after a number, however far away their numbers are; none where no other is committed.</summary>
    /// <exception cref="FeedPlaceException">No entry was ever given that number.</exception>
    /// <exception cref="ActorUnreadableException">The first cannot be decoded.</exception>
    internal static async ValueTask<List<NumberedEntry>> FeedAsync(SqlSession session, long after, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var last = await LastNumberAsync(session, cancellation);
        if (last < after) throw new FeedPlaceException("The place is after the last entry of this ledger.");
        return await NextAsync(session, after, last, limit, sizeLimit, cancellation);
    }

    /// <summary>The next entries of all actors after a number and not after another, however far away their numbers are; none where there is none.</summary>
    /// <exception cref="ActorUnreadableException">The first cannot be decoded.</exception>
    internal static async ValueTask<List<NumberedEntry>> NextAsync(SqlSession session, long after, long last, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var page = new List<NumberedEntry>();
        // Numbers of nobody: a server leaves out some with every group that it takes back, and more where it ended.
        for (var (through, width) = (after, (long)limit); page.Count == 0 && through < last; width *= 8)
        {
            through = last - after > width ? after + width : last;
            page = await FeedAsync(session, after, through, limit, sizeLimit, cancellation);
        }

        return page;
    }

    /// <summary>The place before the first entry that was recorded since a moment, as far as numbers grow with time; the end where there is none.</summary>
    internal static async ValueTask<FeedPlace> FeedPlaceAsync(SqlSession session, DateTimeOffset since, CancellationToken cancellation) =>
        new([await NumberAsync(session, since, 0, await LastNumberAsync(session, cancellation), cancellation)]);

    /// <summary>The same among the entries whose numbers are after one, and not after another.</summary>
    internal static async ValueTask<long> NumberAsync(SqlSession session, DateTimeOffset since, long after, long through, CancellationToken cancellation)
    {
        var (earliest, latest) = (after, through);
        while (earliest < latest)
        {
            var middle = earliest + ((latest - earliest) / 2);
            if (await NextAsync(session, middle, through, 1, 1, cancellation) is [var first] && first.Entry.RecordedAt < since) earliest = first.Key;
            else latest = middle;
        }

        return earliest;
    }

    /// <summary>The last number that was drawn for an entry.</summary>
    internal static async ValueTask<long> LastNumberAsync(SqlSession session, CancellationToken cancellation) =>
        (await session.ReadAsync(new("SelectLastNumber"), row => row.Bigint(0), cancellation))[0];

    /// <summary>Entries of all actors whose numbers are after one, and not after another: so many, of so many bytes. One that cannot be decoded ends the page before it.</summary>
    /// <exception cref="ActorUnreadableException">The first cannot be decoded.</exception>
    internal static async ValueTask<List<NumberedEntry>> FeedAsync(SqlSession session, long after, long through, int limit, int sizeLimit, CancellationToken cancellation)
    {
        var (page, size) = (new List<NumberedEntry>(), 0L);
        var select = new SqlStatement(
            "SelectFeed", SqlValue.Bigint("after", after), SqlValue.Bigint("through", through), SqlValue.Bigint("limit", limit), SqlValue.Bigint("size_limit", sizeLimit))
        {
            // Where the database has not found all of them before it sends the first, no more are read than the page takes.
            Read = row =>
            {
                var (body, actor) = (row.Utf8(7), row.Actor(8));
                size += body.Length;
                if (page.Count > 0 && size > sizeLimit) return false;
                try
                {
                    page.Add(new(row.Bigint(10), ReadEntry(row, actor, body)));
                    return true;
                }
                catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
                {
                    return page.Count > 0 ? false : throw new ActorUnreadableException(actor, unreadable);
                }
            },
        };
        await session.RunAsync(select, cancellation);
        return page;
    }

    /// <summary>Folds the histories of some actors.</summary>
    internal static async ValueTask<IReadOnlyDictionary<ActorId, T>> HistoriesAsync<T>(
        SqlSession session, IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation) where T : class
    {
        var histories = new Histories<T>(actors, begin, take);
        var held = actors.Where(actor => session.Dialect.Holds(actor.Key)).ToList();
        if (held.Count == 0) return histories.Read;
        var select = new SqlStatement("SelectHistories")
        {
            Rows = LedgerTables.Ids.Of("actors", held),
            IsPatient = true,
            Each = row =>
            {
                var actor = row.Actor(8);
                histories.Take(actor, () => ReadEntry(row, actor, row.Utf8(7)));
            },
        };
        await session.RunAsync(select, cancellation);
        return histories.Read;
    }

    /// <summary>A page of what customers have bought.</summary>
    internal static async ValueTask<PurchasesPage> PurchasesAsync(SqlSession session, long after, int limit, CancellationToken cancellation)
    {
        var reading = new PurchasesReading(limit);
        var select = new SqlStatement("SelectPurchases", SqlValue.Bigint("after", after), SqlValue.Bigint("limit", limit))
        {
            IsPatient = true,
            Each = row =>
            {
                var place = row.Bigint(0);
                if (!reading.IsAt(place)) reading.Begin(place, row.Text(1), (Rung)row.Smallint(2), row.OptionalText(3));
                if (row.OptionalInstant(4) is not { } occurredAt) return;
                var (naturalId, concernsId, body) = (row.OptionalText(5), row.OptionalText(6), row.Utf8(7));
                reading.Take(() => LedgerJson.DecodeBuying(body, occurredAt, naturalId, concernsId));
            },
        };
        await session.RunAsync(select, cancellation);
        return reading.Page;
    }

    /// <summary>A page of the actors whose entries hold one of some texts.</summary>
    internal static async ValueTask<NamingPage> NamingAsync(SqlSession session, IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation)
    {
        var found = new SortedDictionary<long, ActorId>();
        await session.RunAsync(
            new SqlStatement("SelectNaming", SqlValue.Bigint("after", after), SqlValue.Bigint("limit", limit))
            {
                Rows = LedgerTables.Texts.Of("wanted", texts),
                IsPatient = true,
                Each = row => found[row.Bigint(2)] = row.Actor(0),
            },
            cancellation);
        // Where each text is looked for by itself, the first of all are among the first of each.
        var page = found.Take(limit).ToList();
        return new([.. page.Select(one => one.Value)], found.Count < limit ? null : page[^1].Key);
    }

    /// <summary>A page of the customers of a segment, by id in the order of code points.</summary>
    internal static async ValueTask<CustomerPage> CustomersAsync(SqlSession session, Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation) => CustomerPage.Of(
        await session.ReadAsync(
            SqlStatement.Over(new(segment, session.Dialect), "SelectCustomers", SqlValue.Text("after", afterCustomerId ?? ""), SqlValue.Bigint("limit", limit + 1L)),
            FieldColumns.ReadLine, cancellation),
        limit);

    /// <summary>A page of the customers of a segment in another order than that of ids.</summary>
    internal static async ValueTask<CustomerPage> SortedAsync(SqlSession session, Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation) => CustomerPage.Of(
        await session.ReadAsync(
            SqlStatement.Over(new(segment, session.Dialect, sort, after), "SelectSortedCustomers", SqlValue.Bigint("limit", limit + 1L)), FieldColumns.ReadLine, cancellation),
        limit);

    /// <summary>How many customers a segment has.</summary>
    internal static async ValueTask<long> CountAsync(SqlSession session, Segment segment, CancellationToken cancellation) =>
        (await session.ReadAsync(SqlStatement.Over(new(segment, session.Dialect), "CountCustomers"), row => row.Bigint(0), cancellation))[0];

    /// <summary>The version of <see cref="KeptBought"/>.</summary>
    internal static async ValueTask<long> BoughtAsync(SqlSession session, CancellationToken cancellation) => (await ControlAsync(session, KeptBought.Name, cancellation))?.Version ?? 0;

    /// <summary>A page of the pieces that are with a customer.</summary>
    internal static async ValueTask<IReadOnlyList<KeyValuePair<PieceKey, long>>> PiecesAsync(SqlSession session, ActorId actor, PieceKey? after, int limit, CancellationToken cancellation) =>
        !session.Dialect.Holds(actor.Key) ? [] : await session.ReadAsync(
            new(
                "SelectPieces", SqlValue.Smallint("actor_kind", (short)actor.Kind), SqlValue.Text("actor_id", actor.Key), SqlValue.Smallint("after_kind", (short)(after?.Kind ?? 0)),
                SqlValue.Text("after_name", after?.Name ?? ""), SqlValue.Bigint("limit", limit)),
            row => KeyValuePair.Create(new PieceKey((PieceKind)row.Smallint(0), row.Text(1)), row.Bigint(2)), cancellation);

    /// <summary>A page of the keys of a kind of actors.</summary>
    internal static async ValueTask<IReadOnlyList<string>> KeysAsync(SqlSession session, ActorKind kind, string? after, int limit, CancellationToken cancellation) => await session.ReadAsync(
        new("SelectKeys", SqlValue.Smallint("kind", (short)kind), SqlValue.Text("after", after ?? ""), SqlValue.Bigint("limit", limit)), row => row.Text(0), cancellation);

    /// <summary>A page of those that are to be looked at.</summary>
    internal static async ValueTask<IReadOnlyList<DueActor>> DueAsync(SqlSession session, DateTimeOffset until, int limit, DueActor? after, CancellationToken cancellation) => await session.ReadAsync(
        new(
            "SelectDue", SqlValue.Instant("until", until), SqlValue.Instant("after", after?.LookAt ?? DateTimeOffset.UnixEpoch), SqlValue.Bigint("after_place", after?.Place ?? 0),
            SqlValue.Bigint("limit", limit)),
        row => new DueActor(row.Actor(0), row.Text(2), row.Instant(3), row.Bigint(4)), cancellation);

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
            row => ReadMessage(row), cancellation);

    internal static async ValueTask<IReadOnlyList<DeadLetter>> DeadLettersAsync(SqlSession session, int limit, long afterMessageId, CancellationToken cancellation) =>
        await session.ReadAsync(
            new("SelectDeadLetters", SqlValue.Bigint("after_message_id", afterMessageId), SqlValue.Bigint("limit", limit)),
            row => new DeadLetter(ReadMessage(row), row.Document(6), row.Instant(7)), cancellation);

    internal static async ValueTask<ControlState?> ControlAsync(SqlSession session, string name, CancellationToken cancellation) => (await session.ReadAsync(
        new("SelectControlState", SqlValue.Text("name", name)), row => new ControlState(row.Document(0), row.Bigint(1)), cancellation)).SingleOrDefault();

    /// <summary>An entry: sequence, natural id, id that it concerns, hash, moment, offset, moment of recording, and as the last what of it is no column.</summary>
    /// <param name="row">The columns.</param>
    /// <param name="actor">Whose.</param>
    /// <param name="body">The last of them.</param>
    public static Entry ReadEntry(SqlRow row, ActorId actor, byte[] body)
    {
        var decoded = LedgerJson.DecodeEntry(body);
        var occurredAt = row.Instant(4).ToOffset(TimeSpan.FromMinutes(row.Smallint(5)));
        return new(actor, row.Bigint(0), occurredAt, row.Instant(6), decoded.Event, row.OptionalText(1), row.OptionalText(2), row.OptionalDocument(3), decoded.After) { IsRepeated = decoded.IsRepeated };
    }

    /// <summary>A message: its id, topic, recipient, body, tries and when it is tried again.</summary>
    private static OutgoingMessage ReadMessage(SqlRow row) => new(new(row.Smallint(1), row.Text(2)), row.Document(3), row.Bigint(0), row.Integer(4), row.OptionalInstant(5));
}

/// <summary>Rows of actors as they are found, each with what stands apart of it: an actor comes once for each of those, and once where there is none.</summary>
public sealed class FoundRows
{
    private readonly Dictionary<ActorId, (byte[] State, List<EncodedPart> Parts, Dictionary<string, DateTimeOffset> Due)> _found = [];

    /// <summary>The statement that finds them.</summary>
    public SqlStatement Of(IReadOnlyList<ActorId> actors) => new("SelectRows") { Rows = LedgerTables.Ids.Of("actors", actors), Each = Add };

    /// <summary>The rows, decoded.</summary>
    public IReadOnlyDictionary<ActorId, ActorRow> Decoded() =>
        _found.ToDictionary(row => row.Key, row => new ActorRow(LedgerJson.DecodeState(row.Value.State, row.Value.Parts), row.Value.Due));

    /// <summary>Of all that can be read the state, without what a row can do without.</summary>
    public IEnumerable<ActorState> Readable()
    {
        foreach (var (state, parts, _) in _found.Values)
        {
            ActorState decoded;
            try
            {
                decoded = LedgerJson.DecodeState(state, parts);
            }
            catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
            {
                continue;
            }

            yield return decoded;
        }
    }

    /// <summary>Takes kind, id and state; then the name of a part or of what is due, and the part's value or the moment.</summary>
    private void Add(SqlRow row)
    {
        var actor = row.Actor(0);
        if (!_found.TryGetValue(actor, out var found)) _found.Add(actor, found = (row.Utf8(2), [], []));
        if (row.OptionalText(3) is not { } name) return;
        if (row.OptionalInstant(5) is { } lookAt) found.Due.Add(name, lookAt);
        else found.Parts.Add(new(name, row.Utf8(4)));
    }
}
