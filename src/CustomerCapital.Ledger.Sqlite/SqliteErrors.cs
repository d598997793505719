using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>What an error means, by its number.</summary>
internal static class SqliteErrors
{
    public static bool IsConstraint(SqliteException error) => error.SqliteErrorCode is SQLITE_CONSTRAINT or SQLITE_TOOBIG;

    public static bool IsUnique(SqliteException error) => error.SqliteExtendedErrorCode == SQLITE_CONSTRAINT_UNIQUE;

    /// <summary>The same as an error of the ledger.</summary>
    public static Exception ToLedger(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        SQLITE_NOTADB => new LedgerSchemaException($"{path} is not a SQLite database; name another path, or move that file away."),
        SQLITE_CANTOPEN => new LedgerUnavailableException($"{path} cannot be opened; check that the folder exists and may be written to.", error),
        SQLITE_READONLY => new LedgerUnavailableException($"{path} cannot be written to; check the permissions of the file and its folder.", error),
        SQLITE_FULL => new LedgerUnavailableException($"There is no room left for {path}; free some and try again with the same natural id.", error),
        SQLITE_BUSY => new LedgerUnavailableException($"{path} stayed locked by another program.", error),
        SQLITE_CORRUPT => new LedgerUnavailableException($"{path} is damaged; restore it from a back-up.", error),
        _ => new LedgerUnavailableException($"{path}: {error.Message}", error),
    };
}
