using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Applies the schema scripts that a database lacks, each recorded with its hash, and refuses databases that cannot be the ledger.</summary>
internal static class SqlSchema
{
    public static async ValueTask<IReadOnlyList<string>> MigrateAsync(SqlSession session, TimeProvider time, CancellationToken cancellation)
    {
        await CheckDatabaseAsync(session, cancellation);
        return await session.CommitAsync(
            async () =>
            {
                // Others may be completing it.
                await session.RunAsync(new SqlStatement("LockSchema") { Each = _ => { }, IsPatient = true }, cancellation);
                var applied = await ApplyAsync(session, time, cancellation);
                await GateQuestion.AskAsync(session, new([]), cancellation);
                return applied;
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
        if ((await MissingAsync(session, cancellation)).Count > 0)
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

        return [.. missing.Select(script => script.Name)];
    }

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
