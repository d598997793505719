using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Sql;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>The ledger in a PostgreSQL database, with synchronous_commit on: a commit is on the server's disk before it is answered.</summary>
/// <remarks>
/// Nothing keeps a second process from writing to the same database. What a second engine means: rows stay right, because an append names the version
/// of the row and of two that name the same one wins; the other reloads and decides again. So nothing is lost or doubled, but two engines that serve the same
/// customers take each other's turns, each shows a state that it holds in memory until its next append, deliver messages and do due work both (which natural
/// ids and versions make harmless), and take over a changed policy with their next sweep, or when the fence refuses what they decided by the old one. Give each
/// its own <see cref="CommitterOptions.Writer"/>, or they wait for each other's counters.
/// </remarks>
public sealed partial class PostgreSqlLedger : SqlLedger
{
    private readonly PostgreSqlAddress _address;

    private PostgreSqlLedger(
        PostgreSqlAddress address, PostgreSqlLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null, WriterClaim? claim = null, bool isReplica = false)
        : base(SessionsOf(address, time ?? TimeProvider.System), OptionLimits.Check(options ?? new()), groups ?? new(), time ?? TimeProvider.System, claim, isReplica) => _address = address;

    /// <summary>A connection string as the command line names the database, without user and password.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string NameOf(string connectionString) => PostgreSqlAddress.Of(connectionString).Name;

    /// <summary>The connection string for sessions of others who use the same database and schema.</summary>
    /// <param name="connectionString">As the ledger is opened by.</param>
    /// <param name="poolSize">So many sessions at most.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string ConnectionStringOf(string connectionString, int poolSize) =>
        new NpgsqlConnectionStringBuilder(PostgreSqlAddress.Of(connectionString).ConnectionString) { MaxPoolSize = poolSize }.ConnectionString;

    /// <summary>Opens a database to write and read. It must exist; its tables are made by <see cref="SqlLedger.MigrateAsync"/>, which comes next, in the first schema of the search path.</summary>
    /// <param name="connectionString">As Npgsql takes it. Without a search path, the schema is "customercapital".</param>
    /// <param name="options">How this process uses it.</param>
    /// <param name="groups">Limits of the queues.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static PostgreSqlLedger Open(
        string connectionString, PostgreSqlLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null) =>
        new(PostgreSqlAddress.Of(connectionString), options, groups, time);

    /// <summary>Opens a database as <see cref="Open"/> does, and lets others know that this process writes: under a number of counters that it was given, or under one that no other process has claimed, which is free again when it is closed.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, or no number is free.</exception>
    public static async Task<PostgreSqlLedger> OpenAsWriterAsync(string connectionString, short? number = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var (address, options) = (PostgreSqlAddress.Of(connectionString), new PostgreSqlLedgerOptions());
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        var owned = new PostgreSqlSession(session, new PostgreSqlDialect(address.Name));
        var claim = number is { } given ? await WriterClaim.OfAsync(owned, given, cancellation) : await WriterClaim.MakeAsync(owned, options.Committers, cancellation);
        options.Writer = claim.Number;
        return new(address, options, time: time, claim: claim);
    }

    /// <summary>Opens a database to read it as it is at this moment; others may write to it meanwhile, which is not seen here.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached.</exception>
    /// <exception cref="LedgerSchemaException">It is not a ledger of this version.</exception>
    public static Task<PostgreSqlLedger> OpenToReadAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default) =>
        AsOfNowAsync(Open(connectionString, time: time), cancellation);

    /// <summary>Opens a standby server to read what it has received so far, which may be behind. Nothing is checked before the first read.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static PostgreSqlLedger OpenReplica(string connectionString, TimeProvider? time = null) => new(PostgreSqlAddress.Of(connectionString), time: time, isReplica: true);

    /// <summary>Gives a role of the server all that serving needs, and no right to change tables or history.</summary>
    /// <remarks>The tables must have been made by this connection string's user; a script that adds one makes it necessary to grant again.</remarks>
    /// <exception cref="LedgerUnavailableException">There is no such role, or the user may not grant.</exception>
    public Task GrantAsync(string role, CancellationToken cancellation = default) => GrantToAsync(role, cancellation);

    /// <summary>Turns have sessions of their own, whose statements are prepared.</summary>
    private static SqlLedgerSessions SessionsOf(PostgreSqlAddress address, TimeProvider time)
    {
        var dialect = new PostgreSqlDialect(address.Name);
        var (turns, others) = (new PostgreSqlSessions(address.TurnConnectionString, dialect, time), new PostgreSqlSessions(address.ConnectionString, dialect, time));
        return new(dialect, turns, others, turns, others);
    }
}
