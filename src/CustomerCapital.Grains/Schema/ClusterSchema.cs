using System.Data.Common;
using System.Globalization;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Grains.Schema;

/// <summary>The tables and queries of Orleans' ADO.NET providers: applies the schema scripts that a database lacks, each recorded with its hash.</summary>
/// <param name="dialect">What kind of database it is.</param>
/// <param name="database">Opens its connections. The tables stand in the first schema of their search path (PostgreSQL; made where it is missing) or in the login's default schema (SQL Server).
/// In SQLite there is the control state alone.</param>
/// <param name="name">The database as messages name it.</param>
/// <remarks>Thread-safe, and safe when several processes complete one database at once.</remarks>
public sealed class ClusterSchema(ClusterDialect dialect, DbDataSource database, string name)
{
    private readonly ProviderSql _sql = new(typeof(ClusterSchema).Assembly, $"{dialect}/");

    /// <summary>Makes what is missing, in one transaction, while others who do the same wait. Idempotent.</summary>
    /// <returns>The names of the scripts applied, in their order; none where it was complete.</returns>
    /// <exception cref="LedgerSchemaException">The tables were made by a newer version, or by a script that was changed since.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, transaction, cancellation);
        if (!await IsMadeAsync(connection, transaction, cancellation)) await RunAsync(transaction, _sql.Of("CreateSchemaScripts"), cancellation);
        var missing = await MissingAsync(connection, transaction, cancellation);
        foreach (var script in missing)
        {
            await RunAsync(transaction, script.Text, cancellation);
            await RunAsync(transaction, _sql.Of("InsertSchemaScript"), cancellation, ("name", script.Name), ("sha256", script.Sha256));
        }

        await transaction.CommitAsync(cancellation);
        return [.. missing.Select(script => script.Name)];
    }

    /// <summary>Whether every script of this version has been applied. Changes nothing.</summary>
    /// <exception cref="LedgerSchemaException">The tables were made by a newer version, or by a script that was changed since.</exception>
    public async Task<bool> CheckAsync(CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await IsMadeAsync(connection, null, cancellation) && (await MissingAsync(connection, null, cancellation)).Count == 0;
    }

    /// <summary>What no other cluster's tables have. PostgreSQL and SQL Server, once they are complete.</summary>
    public async Task<Guid> ReadIdentityAsync(CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = Command(connection, null, _sql.Of("SelectIdentity"));
        return (Guid)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Gives a user or role of the database all that serving needs, and no right to change tables. PostgreSQL and SQL Server.</summary>
    /// <remarks>A script that adds a table makes it necessary to grant again.</remarks>
    public async Task GrantAsync(string role, CancellationToken cancellation = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = Command(connection, transaction, _sql.Of("GrantToRole"), ("role", role));
        await RunAsync(transaction, (string)(await command.ExecuteScalarAsync(cancellation))!, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, _sql.Of("LockSchema"));
        // Others may be completing it: their time is not limited here, only the caller's patience.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<bool> IsMadeAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, _sql.Of("IsSchemaMade"));
        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<SchemaScript>> MissingAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        var recorded = new List<(string, string)>();
        await using var command = Command(connection, transaction, _sql.Of("SelectSchemaScripts"));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) recorded.Add((reader.GetString(0), reader.GetString(1)));
        return _sql.Missing(recorded, name);
    }

    private static async Task RunAsync(DbTransaction transaction, string sql, CancellationToken cancellation, params (string Name, string Value)[] texts)
    {
        await using var command = Command(transaction.Connection!, transaction, sql, texts);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, params (string Name, string Value)[] texts)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var (parameter, value) in texts)
        {
            var text = command.CreateParameter();
            (text.ParameterName, text.Value) = (parameter, value);
            command.Parameters.Add(text);
        }

        return command;
    }
}
