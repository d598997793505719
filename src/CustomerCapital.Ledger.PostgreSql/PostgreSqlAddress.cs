using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Which database and schema a connection string means.</summary>
internal sealed class PostgreSqlAddress
{
    private const string DefaultSchema = "customercapital";

    private PostgreSqlAddress(NpgsqlConnectionStringBuilder connection)
    {
        Schema = connection.SearchPath!;
        ConnectionString = connection.ConnectionString;
        Name = $"postgres:Host={connection.Host};Port={connection.Port};Database={connection.Database ?? connection.Username}";
        if (Schema != DefaultSchema) Name += $";Search Path={Schema}";
    }

    /// <summary>The schema in which the tables stand.</summary>
    public string Schema { get; }

    /// <summary>With all that the ledger needs, and the password.</summary>
    public string ConnectionString { get; }

    /// <summary>As the command line names it, without user and password.</summary>
    public string Name { get; }

    /// <exception cref="LedgerUnavailableException">It is not a connection string; the message repeats nothing of it, since it may hold a password.</exception>
    public static PostgreSqlAddress Of(string connectionString)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(connectionString);
            connection.SearchPath ??= DefaultSchema;
            connection.ApplicationName ??= "customercapital";
            // Whatever the server's default: what was answered is on its disk.
            connection.Options = $"{connection.Options} -c synchronous_commit=on".Trim();
            if (string.IsNullOrEmpty(connection.Host)) throw new LedgerUnavailableException("The connection string names no host; write it like Host=localhost;Database=loyalty;Username=loyalty");
            if (connection.SearchPath.Any(c => c is ',' or '"' or '$' or ' ' || char.IsUpper(c)))
                throw new LedgerUnavailableException("The search path must be the name of one schema, in small letters.");
            return new(connection);
        }
        // No inner exception: its message may quote a part of the password.
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw new LedgerUnavailableException("That is not a connection string of PostgreSQL; write it like Host=localhost;Database=loyalty;Username=loyalty;Password=…");
        }
    }

    public override string ToString() => Name;
}
