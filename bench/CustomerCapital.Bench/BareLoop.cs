using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Bench;

/// <summary>What SQLite can do at most: a loop of prepared inserts, with rows that are ready in memory, in transactions of a given size, synchronous=FULL.</summary>
internal static class BareLoop
{
    /// <summary>Copies a ledger's rows into a new file of the same schema.</summary>
    /// <param name="from">A ledger.</param>
    /// <param name="to">A file that does not exist.</param>
    /// <param name="customersPerGroup">Customers whose rows one transaction holds.</param>
    /// <returns>Time of the writing alone.</returns>
    public static TimeSpan Run(string from, string to, double customersPerGroup)
    {
        using var source = Open(from);
        using var target = Open(to);
        var schema = Read(source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").Select(row => (string)row[0]);
        foreach (var statement in schema) Execute(target, statement);
        var customers = Read(source, "SELECT * FROM actors ORDER BY actor_key");
        var entries = Read(source, "SELECT * FROM entries ORDER BY entry_key").ToLookup(row => (long)row[1]);
        var counters = Read(source, "SELECT * FROM counters");
        var rowsPerGroup = (int)Math.Ceiling(customersPerGroup);

        var watch = Stopwatch.StartNew();
        using var insertCustomer = Insert(target, "actors");
        using var insertEntry = Insert(target, "entries");
        using var replaceCounter = Insert(target, "counters");
        foreach (var group in customers.Chunk(rowsPerGroup))
        {
            Execute(target, "BEGIN IMMEDIATE");
            foreach (var customer in group)
            {
                Write(insertCustomer, customer);
                foreach (var entry in entries[(long)customer[0]]) Write(insertEntry, entry);
            }

            foreach (var counter in counters) Write(replaceCounter, counter);
            Execute(target, "COMMIT");
        }

        return watch.Elapsed;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000");
        return connection;
    }

    /// <summary>Inserts a whole row, of as many columns as the table has by now.</summary>
    private static SqliteCommand Insert(SqliteConnection connection, string table)
    {
        var columns = (int)(long)Read(connection, $"SELECT count(*) FROM pragma_table_info('{table}')")[0][0];
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT OR REPLACE INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(column => $"@p{column}"))})";
        for (var column = 0; column < columns; column++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{column}" });
        command.Prepare();
        return command;
    }

    private static void Write(SqliteCommand insert, object[] row)
    {
        for (var column = 0; column < row.Length; column++) insert.Parameters[column].Value = row[column];
        insert.ExecuteNonQuery();
    }

    private static List<object[]> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
