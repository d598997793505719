using CustomerCapital.Ledger.Schema;
using Npgsql;
using static CustomerCapital.Ledger.PostgreSql.PostgreSqlStatement;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Applies the schema scripts that a database lacks, each recorded with its hash.</summary>
internal static class PostgreSqlSchema
{
    /// <summary>The advisory lock under which schemas are completed: "CusC", and 1.</summary>
    private const string Lock = "1131770691, 1";

    public static async Task<IReadOnlyList<string>> MigrateAsync(NpgsqlConnection connection, PostgreSqlAddress address, TimeProvider time, CancellationToken cancellation)
    {
        // Others may be completing it: their time is not limited here, only the caller's patience.
        await using (var wait = new NpgsqlCommand($"SELECT pg_advisory_lock({Lock})", connection) { CommandTimeout = 0 }) await wait.ExecuteNonQueryAsync(cancellation);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var applied = await ApplyAsync(connection, address, time, cancellation);
            await PostgreSqlWriter.ReadFenceAsync(connection, cancellation: cancellation);
            await transaction.CommitAsync(cancellation);
            return applied;
        }
        finally
        {
            // A session that has ended holds no lock.
            if (connection.State == System.Data.ConnectionState.Open) await connection.RunAsync($"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    /// <exception cref="LedgerSchemaException">The schema is another program's.</exception>
    public static async Task<bool> IsMadeAsync(NpgsqlConnection connection, PostgreSqlAddress address, CancellationToken cancellation) =>
        (await OwnerAsync(connection, address, cancellation)).IsLedger;

    /// <summary>Refuses what is not a complete ledger of this version.</summary>
    /// <exception cref="LedgerSchemaException">It is none; the message says what to do.</exception>
    public static async Task CheckCompleteAsync(NpgsqlConnection connection, PostgreSqlAddress address, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(connection, address, cancellation);
        if (!owner.IsLedger) throw new LedgerSchemaException($"{address} is not a ledger; import something into it, or name another database.");
        if ((await MissingAsync(connection, address, cancellation)).Count > 0)
            throw new LedgerSchemaException($"{address} was made by an older version; complete it with: migrate --database {address}");
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlConnection connection, PostgreSqlAddress address, TimeProvider time, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(connection, address, cancellation);
        // Looked at first: CREATE SCHEMA IF NOT EXISTS needs the privilege even where there is nothing to make.
        if (!owner.Exists) await connection.RunAsync($"CREATE SCHEMA \"{address.Schema}\"", cancellation);
        if (!owner.IsLedger) await connection.RunAsync(Of("CreateSchemaScripts"), cancellation);
        var missing = await MissingAsync(connection, address, cancellation);
        foreach (var script in missing)
        {
            await connection.RunAsync(script.Text, cancellation);
            await connection.RunAsync(Of("InsertSchemaScript", Text("name", script.Name), Text("sha256", script.Sha256), Instant("applied_at", time.GetUtcNow())), cancellation);
        }

        return [.. missing.Select(script => script.Name)];
    }

    private static async Task<(bool Exists, bool IsLedger)> OwnerAsync(NpgsqlConnection connection, PostgreSqlAddress address, CancellationToken cancellation)
    {
        var (exists, used, isLedger, encoding) = (await connection.ReadAsync(
            Of("SelectSchemaOwner", Text("schema", address.Schema)),
            row => (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetString(3)), cancellation))[0];
        if (used && !isLedger) throw new LedgerSchemaException($"{address}: schema {address.Schema} holds the tables of another program; name another schema, with Search Path=…");
        if (encoding != "UTF8") throw new LedgerSchemaException($"{address} has the encoding {encoding}, which does not hold every text; make one with ENCODING 'UTF8'.");
        return (exists, isLedger);
    }

    /// <inheritdoc cref="ProviderSql.Missing"/>
    private static async Task<IReadOnlyList<SchemaScript>> MissingAsync(NpgsqlConnection connection, PostgreSqlAddress address, CancellationToken cancellation) =>
        SqlText.MissingScripts(
            await connection.ReadAsync(Of("SelectSchemaScripts"), row => (row.GetString(0), row.GetString(1)), cancellation), address.Name);
}
