using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Applies the schema scripts that a database lacks, each recorded with its hash, adds the columns that fields have, and refuses databases that cannot be the ledger.</summary>
internal static class SqlSchema
{
    private const int RowsAtOnce = 1_000;

    public static async ValueTask<IReadOnlyList<string>> MigrateAsync(SqlSession session, TimeProvider time, CancellationToken cancellation)
    {
        await CheckDatabaseAsync(session, cancellation);
        // In two transactions: a session that uses a type of rows before it is committed waits for itself.
        var applied = await AloneAsync(() => ApplyAsync(session, time, cancellation));
        var rowsToo = session.Dialect.Sql.Scripts.Any(script => !script.LeavesRows && applied.Contains(script.Name));
        return [.. applied, .. await AloneAsync(() => AddColumnsAsync(session, rowsToo, cancellation))];

        ValueTask<IReadOnlyList<string>> AloneAsync(Func<ValueTask<IReadOnlyList<string>>> complete) => session.CommitAsync(
            async () =>
            {
                // Others may be completing it.
                await session.RunAsync(new SqlStatement("LockSchema") { Each = _ => { }, IsPatient = true }, cancellation);
                var completed = await complete();
                await GateQuestion.AskAsync(session, new([]), cancellation);
                return completed;
            },
            mayRepeat: true, cancellation);
    }

    /// <exception cref="LedgerSchemaException">The database, or its schema, is another program's.</exception>
    public static async ValueTask<bool> IsMadeAsync(SqlSession session, CancellationToken cancellation) => (await OwnerAsync(session, cancellation)).IsLedger;

    /// <summary>Refuses what is not a complete ledger of this version.</summary>
    /// <exception cref="LedgerSchemaException">It is none; the message says what to do.</exception>
    public static async ValueTask CheckCompleteAsync(SqlSession session, CancellationToken cancellation)
    {
        var dialect = session.Dialect;
        if (!await IsMadeAsync(session, cancellation)) throw new LedgerSchemaException($"{dialect.Name} is not a ledger; import something into it, or name {dialect.Another}.");
        if ((await MissingAsync(session, cancellation)).Count > 0 || (await MissingColumnsAsync(session, cancellation)).Count > 0)
            throw new LedgerSchemaException($"{dialect.Name} was made by an older version; complete it with: migrate --database {dialect.Argument}");
    }

    /// <summary>Refuses a database whose settings do not give what a ledger guarantees.</summary>
    /// <exception cref="LedgerSchemaException">It is one; the message says what to set.</exception>
    public static async ValueTask CheckDatabaseAsync(SqlSession session, CancellationToken cancellation)
    {
        if (await session.ReadAsync(new("SelectFault"), row => row.OptionalDocument(0), cancellation) is [{ } fault]) throw new LedgerSchemaException($"{session.Dialect.Name} {fault}");
    }

    private static async ValueTask<IReadOnlyList<string>> ApplyAsync(SqlSession session, TimeProvider time, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(session, cancellation);
        // Looked at first: to make a schema needs the privilege even where there is nothing to make.
        if (!owner.Exists) await session.RunAsync(new SqlStatement("CreateSchema"), cancellation);
        if (!owner.IsLedger) await session.RunAsync(new SqlStatement("CreateSchemaScripts"), cancellation);
        var missing = await MissingAsync(session, cancellation);
        foreach (var script in missing)
        {
            await session.RunSqlAsync(script.Text, cancellation);
            var record = new SqlStatement(
                "InsertSchemaScript",
                SqlValue.Document("name", script.Name), SqlValue.Document("sha256", script.Sha256), SqlValue.Instant("applied_at", time.GetUtcNow()));
            await session.RunAsync(record, cancellation);
        }

        // A new ledger has counted everything from its beginning.
        if (!owner.IsLedger) await CounterRefill.MarkAsync(session, cancellation);
        foreach (var table in LedgerTables.All)
            if (session.Dialect.MakeRowsOf(table) is { } rows) await session.RunSqlAsync(rows, cancellation);
        return [.. missing.Select(script => script.Name)];
    }

    private static async ValueTask<IReadOnlyList<string>> AddColumnsAsync(SqlSession session, bool rowsToo, CancellationToken cancellation)
    {
        var missing = await MissingColumnsAsync(session, cancellation);
        foreach (var field in missing)
        {
            var (type, otherwise) = session.Dialect.DefinitionOf(FieldColumns.TypeOf(field));
            var definition = field.IsOptional ? $"{field.Column} {type}" : $"{field.Column} {type} NOT NULL DEFAULT {otherwise}";
            await session.RunSqlAsync(session.Dialect.Sql.Of("AddColumn").Replace("{column}", definition, StringComparison.Ordinal), cancellation);
        }

        if (rowsToo || missing.Count > 0)
        {
            var refills = missing.Select(field => field.Refill).OfType<Func<ActorState, ActorState, ActorState>>().ToList();
            var replay = refills.Count == 0 ? null : new HistoryReplay(refills);
            foreach (var kind in Capabilities.All.Select(capability => capability.Kind).Distinct())
                await WriteRowsAnewAsync(session, kind, kind == ActorKind.Customer ? replay : null, cancellation);
        }

        return [.. missing.Select(field => $"actors.{field.Column}")];
    }

    /// <summary>
    /// Writes every row anew from its state, for the columns that it did not have and the parts that it held itself; and where the state lacks what the entries tell,
    /// from these. One whose state cannot be read stays as it is: whoever needs the actor is told.
    /// </summary>
    private static async ValueTask WriteRowsAnewAsync(SqlSession session, ActorKind kind, HistoryReplay? replay, CancellationToken cancellation)
    {
        IReadOnlyList<string> page;
        for (string? after = null; (page = await SqlReader.KeysAsync(session, kind, after, RowsAtOnce, cancellation)).Count > 0; after = page[^1])
        {
            var rows = new FoundRows();
            await session.RunAsync(rows.Of([.. page.Select(key => new ActorId(kind, key))]), cancellation);
            var states = rows.Readable().ToList();
            if (replay is not null) states = await replay.RefillAsync(session, states, cancellation);
            var changed = states.Select(state => new Append(ActorState.New(state.Id) with { Sequence = state.Sequence }, [], state, new(), [], [])).ToList();
            if (changed.Count > 0) await WriteAnewAsync(session, changed, cancellation);
        }
    }

    /// <summary>Writes rows that are there, without entries.</summary>
    internal static async ValueTask WriteAnewAsync(SqlSession session, List<Append> changed, CancellationToken cancellation)
    {
        var keys = new Dictionary<ActorId, long>();
        await session.RunAsync(new SqlStatement("UpdateActors") { Rows = LedgerTables.Actors.Of("changed", changed), Each = row => keys.Add(row.Actor(0), row.Bigint(2)) }, cancellation);
        var batch = new List<SqlStatement>();
        foreach (var table in IGroupTable.All) table.AddTo(batch, changed.ConvertAll(append => new KeyedAppend(keys[append.Actor], append)));
        await session.RunAsync(batch, cancellation);
    }

    /// <summary>The fields of which the customers' rows have no column.</summary>
    private static async ValueTask<IReadOnlyList<Field>> MissingColumnsAsync(SqlSession session, CancellationToken cancellation) =>
        [.. CustomerLine.Fields.ExceptBy(await session.ReadAsync(new("SelectColumns"), row => row.Document(0), cancellation), field => field.Column)];

    private static async ValueTask<(bool Exists, bool IsLedger)> OwnerAsync(SqlSession session, CancellationToken cancellation)
    {
        var (exists, used, isLedger) = (await session.ReadAsync(new("SelectSchemaOwner"), row => (row.Boolean(0), row.Boolean(1), row.Boolean(2)), cancellation))[0];
        if (used && !isLedger) throw new LedgerSchemaException($"{session.Dialect.Name} holds the tables of another program; name {session.Dialect.Another}.");
        return (exists, isLedger);
    }

    /// <inheritdoc cref="ProviderSql.Missing"/>
    private static async ValueTask<IReadOnlyList<SchemaScript>> MissingAsync(SqlSession session, CancellationToken cancellation) => session.Dialect.Sql.Missing(
        await session.ReadAsync(new("SelectSchemaScripts"), row => (row.Document(0), row.Document(1)), cancellation), session.Dialect.Name);
}
