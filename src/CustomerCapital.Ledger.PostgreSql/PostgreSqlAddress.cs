using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Which database and schema a connection string means.</summary>
internal sealed class PostgreSqlAddress
{
    private const string DefaultSchema = "customercapital";

    /// <remarks>No statement is worth compiling: a page of histories takes 30 ms, and to compile its plan, whose cost is overestimated, another 200.</remarks>
    private const string SessionSettings = "-c idle_in_transaction_session_timeout=15s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c jit=off";

    private const string PlannerSettings = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    private PostgreSqlAddress(NpgsqlConnectionStringBuilder connection)
    {
        Schema = connection.SearchPath!;
        ConnectionString = connection.ConnectionString;
        Options = connection.Options!;
        TurnConnectionString = TurnsOf(connection).ConnectionString;
        Name = $"postgres:Host={connection.Host};Port={connection.Port};Database={connection.Database ?? connection.Username}";
        if (Schema != DefaultSchema) Name += $";Search Path={Schema}";
    }

    /// <summary>The schema in which the tables stand.</summary>
    public string Schema { get; }

    /// <summary>The settings of its sessions.</summary>
    public string Options { get; }

    /// <summary>With all that the ledger needs, and the password.</summary>
    public string ConnectionString { get; }

    /// <summary>The same for recalls and appends, whose statements are few and always the same.</summary>
    /// <remarks>
    /// They are prepared, and look rows up by index, one by one, whatever size the tables had when the plan was made: a plan that reads a whole small table
    /// would go on doing so while it grows.
    /// </remarks>
    public string TurnConnectionString { get; }

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
            if (!connection.ShouldSerialize("Timeout")) connection.Timeout = 5;
            if (!connection.ShouldSerialize("Command Timeout")) connection.CommandTimeout = 15;
            // A page of histories has some megabytes: by the driver's own 8 kB it would be waited for a thousand times.
            if (!connection.ShouldSerialize("Read Buffer Size")) connection.ReadBufferSize = 64 << 10;
            // A session whose other end has vanished gives its locks back soon. And whatever the server's default: what was answered is on its disk.
            connection.Options = string.Join(' ', SessionSettings, connection.Options, "-c synchronous_commit=on");
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

    private static NpgsqlConnectionStringBuilder TurnsOf(NpgsqlConnectionStringBuilder connection)
    {
        var turns = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        turns.Options = $"{turns.Options} {PlannerSettings}";
        if (!turns.ShouldSerialize("Max Auto Prepare")) turns.MaxAutoPrepare = 50;
        if (!turns.ShouldSerialize("Auto Prepare Min Usages")) turns.AutoPrepareMinUsages = 2;
        return turns;
    }
}
