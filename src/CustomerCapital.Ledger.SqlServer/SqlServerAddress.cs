using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Which database a connection string means.</summary>
internal sealed class SqlServerAddress
{
    private const string Form = "write it like Server=localhost;Database=loyalty;User ID=loyalty;Password=…";

    private SqlServerAddress(SqlConnectionStringBuilder connection)
    {
        ConnectionString = connection.ConnectionString;
        Name = $"sqlserver:Server={connection.DataSource};Database={connection.InitialCatalog}";
    }

    /// <summary>With all that the ledger needs, and the password.</summary>
    public string ConnectionString { get; }

    /// <summary>As the command line names it, without user and password.</summary>
    public string Name { get; }

    /// <exception cref="LedgerUnavailableException">It is not a connection string; the message repeats nothing of it, since it may hold a password.</exception>
    /// <param name="connectionString">As the driver takes it.</param>
    /// <param name="intent">Which kind of replica is wanted; null where the connection string says it.</param>
    /// <param name="pooling">Whether sessions are kept for the next; not those whose settings the next must not meet.</param>
    public static SqlServerAddress Of(string connectionString, ApplicationIntent? intent = null, bool pooling = true)
    {
        try
        {
            var connection = new SqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrWhiteSpace(connection.DataSource)) throw new LedgerUnavailableException($"The connection string names no server; {Form}");
            if (string.IsNullOrWhiteSpace(connection.InitialCatalog)) throw new LedgerUnavailableException($"The connection string names no database; {Form}");
            if (!connection.ShouldSerialize("Application Name")) connection.ApplicationName = "customercapital";
            if (!connection.ShouldSerialize("Connect Timeout")) connection.ConnectTimeout = 5;
            if (!connection.ShouldSerialize("Command Timeout")) connection.CommandTimeout = 15;
            // What is begun again, and when, the ledger says: the driver neither goes on by itself on another session nor keeps refusing while the server is back.
            connection.ConnectRetryCount = 0;
            connection.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
            connection.MultipleActiveResultSets = false;
            connection.Enlist = false;
            if (!pooling) connection.Pooling = false;
            if (intent is { } wanted) connection.ApplicationIntent = wanted;
            return new(connection);
        }
        // No inner exception: its message may quote a part of the password.
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException or NotSupportedException)
        {
            throw new LedgerUnavailableException($"That is not a connection string of SQL Server; {Form}");
        }
    }

    public override string ToString() => Name;
}
