using System.Data;
using CustomerCapital.Ledger.Schema;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.SqlServer.SqlServerStatement;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Applies the schema scripts that a database lacks, each recorded with its hash, and says what settings a database must have.</summary>
internal static class SqlServerSchema
{
    public static async Task<IReadOnlyList<string>> MigrateAsync(SqlConnection connection, SqlServerAddress address, TimeProvider time, CancellationToken cancellation)
    {
        await CheckSettingsAsync(connection, address, cancellation);
        // Not disposed, for the reason that the writer gives.
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await using (var wait = connection.Command(transaction, ["LockSchema"]))
        {
            // Others may be completing it: their time is not limited here, only the caller's patience.
            wait.CommandTimeout = 0;
            await wait.ExecuteNonQueryAsync(cancellation);
        }

        var applied = await ApplyAsync(connection, transaction, address, time, cancellation);
        await SqlServerWriter.ReadFenceAsync(transaction, cancellation: cancellation);
        await transaction.CommitAsync(cancellation);
        return applied;
    }

    /// <exception cref="LedgerSchemaException">The schema is another program's.</exception>
    public static async Task<bool> IsMadeAsync(SqlConnection connection, SqlServerAddress address, CancellationToken cancellation) =>
        (await OwnerAsync(connection, null, address, cancellation)).IsLedger;

    /// <summary>Refuses what is not a complete ledger of this version.</summary>
    /// <exception cref="LedgerSchemaException">It is none; the message says what to do.</exception>
    public static async Task CheckCompleteAsync(SqlConnection connection, SqlServerAddress address, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(connection, null, address, cancellation);
        if (!owner.IsLedger) throw new LedgerSchemaException($"{address} is not a ledger; import something into it, or name another database.");
        if ((await MissingAsync(connection, null, address, cancellation)).Count > 0)
            throw new LedgerSchemaException($"{address} was made by an older version; complete it with: migrate --database {address}");
    }

    /// <summary>Refuses a database in which reads would wait for writes and mix moments, or whose commits are answered before they are on the disk.</summary>
    /// <exception cref="LedgerSchemaException">It is one; the message says what to set.</exception>
    public static async Task CheckSettingsAsync(SqlConnection connection, SqlServerAddress address, CancellationToken cancellation)
    {
        var (versions, snapshots, delayed) = (await connection.Command("SelectSettings")
            .ReadAsync(row => (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2)), cancellation))[0];
        if (!versions)
            throw new LedgerSchemaException($"{address} lets readers wait for writers; set it, while nobody is connected, with: ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON");
        if (!snapshots) throw new LedgerSchemaException($"{address} has no snapshots; set it with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON");
        if (delayed)
            throw new LedgerSchemaException($"{address} answers commits before they are on its disk; set it with: ALTER DATABASE CURRENT SET DELAYED_DURABILITY = DISABLED");
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(
        SqlConnection connection, SqlTransaction transaction, SqlServerAddress address, TimeProvider time, CancellationToken cancellation)
    {
        var owner = await OwnerAsync(connection, transaction, address, cancellation);
        if (!owner.Exists) await connection.Command(transaction, ["CreateSchema"]).RunAsync(cancellation);
        if (!owner.IsLedger) await connection.Command(transaction, ["CreateSchemaScripts"]).RunAsync(cancellation);
        var missing = await MissingAsync(connection, transaction, address, cancellation);
        foreach (var script in missing)
        {
            await connection.RunSqlAsync(transaction, script.Text, cancellation);
            var record = connection.Command(
                transaction, ["InsertSchemaScript"], Document("@name", script.Name), Document("@sha256", script.Sha256), Instant("@applied_at", time.GetUtcNow()));
            await record.RunAsync(cancellation);
        }

        return [.. missing.Select(script => script.Name)];
    }

    private static async Task<(bool Exists, bool IsLedger)> OwnerAsync(
        SqlConnection connection, SqlTransaction? transaction, SqlServerAddress address, CancellationToken cancellation)
    {
        var (exists, used, isLedger) = (await connection.Command(transaction, ["SelectSchemaOwner"])
            .ReadAsync(row => (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2)), cancellation))[0];
        if (used && !isLedger) throw new LedgerSchemaException($"{address}: schema customercapital holds what another program made; name another database.");
        return (exists, isLedger);
    }

    /// <inheritdoc cref="ProviderSql.Missing"/>
    private static async Task<IReadOnlyList<SchemaScript>> MissingAsync(
        SqlConnection connection, SqlTransaction? transaction, SqlServerAddress address, CancellationToken cancellation) => SqlText.MissingScripts(
            await connection.Command(transaction, ["SelectSchemaScripts"]).ReadAsync(row => (row.GetString(0), row.GetString(1)), cancellation), address.Name);
}
