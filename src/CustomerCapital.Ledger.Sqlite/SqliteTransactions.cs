using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>Transactions around prepared statements, which need not be told of them.</summary>
internal static class SqliteTransactions
{
    /// <summary>Commits what is written, or nothing of it.</summary>
    public static T Commit<T>(this SqliteConnection connection, Func<T> write) => connection.Within("BEGIN IMMEDIATE", write);

    /// <summary>Reads everything as of one moment; within a transaction, as of its.</summary>
    public static T Snapshot<T>(this SqliteConnection connection, Func<T> read) =>
        connection.InTransaction() ? read() : connection.Within("BEGIN DEFERRED", read);

    /// <summary>Runs a statement that has neither parameters nor rows.</summary>
    public static void Run(this SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(sqlite3_exec(connection.Handle!, sql), connection.Handle!);

    private static T Within<T>(this SqliteConnection connection, string begin, Func<T> work)
    {
        connection.Run(begin);
        try
        {
            var result = work();
            connection.Run("COMMIT");
            return result;
        }
        catch
        {
            // A failed COMMIT, or a full disk, may have ended the transaction already.
            if (connection.InTransaction()) connection.Run("ROLLBACK");
            throw;
        }
    }

    private static bool InTransaction(this SqliteConnection connection) => sqlite3_get_autocommit(connection.Handle!) == 0;
}
