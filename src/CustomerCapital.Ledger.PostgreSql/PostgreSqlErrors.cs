using System.Text;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>What an error means, by its SQLSTATE; messages are in the server's language.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Whether the database refuses what an append holds, so that it fails whenever it is tried.</summary>
    /// <remarks>Classes 22 (data: a sum beyond 64 bits, a text with U+0000) and 23 (constraints), and texts too long for an index. A broken surrogate does not even leave the process.</remarks>
    public static bool IsOfContent(Exception error) => error switch
    {
        PostgresException told => told.SqlState.StartsWith("22", StringComparison.Ordinal) || told.SqlState.StartsWith("23", StringComparison.Ordinal)
            || told.SqlState == PostgresErrorCodes.ProgramLimitExceeded,
        OverflowException or EncoderFallbackException => true,
        _ => false,
    };

    public static bool IsUnique(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether the database rolled everything back because of others, so that trying again can succeed.</summary>
    public static bool IsPassing(PostgresException error) => error.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Whether the session is gone, and others of the same pool may be.</summary>
    public static bool EndsSessions(NpgsqlException error) =>
        error is not PostgresException told || told.SqlState.StartsWith("57P", StringComparison.Ordinal) || told.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>The same as an error of the ledger.</summary>
    /// <param name="error">What the driver reports.</param>
    /// <param name="name">The database's name without its password.</param>
    public static Exception ToLedger(Exception error, string name) => (error as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => new LedgerUnavailableException($"{name} does not exist; make it first, with: CREATE DATABASE … ENCODING 'UTF8'", error),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new LedgerUnavailableException($"{name} does not let this user in; check user and password.", error),
        PostgresErrorCodes.InsufficientPrivilege => new LedgerUnavailableException($"{name}: the user lacks a privilege ({error.Message}). Where tables are to be made or completed, let their owner run: migrate", error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new LedgerUnavailableException($"{name} cannot be written to; name the primary server.", error),
        PostgresErrorCodes.DiskFull => new LedgerUnavailableException($"There is no room left for {name}; free some and try again with the same natural id.", error),
        PostgresErrorCodes.TooManyConnections => new LedgerUnavailableException($"{name} takes no more connections; try again later.", error),
        PostgresErrorCodes.UndefinedTable => new LedgerSchemaException($"{name} is not a ledger, or lacks tables; complete it with: migrate"),
        _ => new LedgerUnavailableException($"{name}: {error.Message}", error),
    };
}
