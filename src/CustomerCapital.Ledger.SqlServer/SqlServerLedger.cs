using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>The ledger in a SQL Server database (2019 or later, or Azure SQL), in its schema "customercapital": a commit is on the server's disk before it is answered.</summary>
/// <remarks>
/// The database must have READ_COMMITTED_SNAPSHOT and ALLOW_SNAPSHOT_ISOLATION on, and DELAYED_DURABILITY not forced; <see cref="SqlLedger.MigrateAsync"/> refuses it otherwise.
/// <para/>
/// Nothing keeps a second process from writing to the same database. What a second engine means: rows stay right, because an append names the version
/// of the row and of two that name the same one wins; the other reloads and decides again. So nothing is lost or doubled, but two engines that serve the same
/// customers take each other's turns, each shows a state that it holds in memory until its next append, deliver messages and do due work both (which natural
/// ids and versions make harmless), and take over a changed policy with their next sweep, or when the fence refuses what they decided by the old one. Give each
/// its own <see cref="CommitterOptions.Writer"/>, or they wait for each other's counters.
/// </remarks>
public sealed class SqlServerLedger : SqlLedger
{
    private SqlServerLedger(
        SqlServerAddress address, SqlServerLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null, WriterClaim? claim = null, bool isReplica = false)
        : base(SessionsOf(address, time ?? TimeProvider.System), OptionLimits.Check(options ?? new()), groups ?? new(), time ?? TimeProvider.System, claim, isReplica)
    {
    }

    /// <summary>A connection string as the command line names the database, without user and password.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string NameOf(string connectionString) => SqlServerAddress.Of(connectionString).Name;

    /// <summary>Opens a database to write and read. It must exist; its tables are made by <see cref="SqlLedger.MigrateAsync"/>, which comes next.</summary>
    /// <param name="connectionString">As Microsoft.Data.SqlClient takes it; it names the server and the database.</param>
    /// <param name="options">How this process uses it.</param>
    /// <param name="groups">Limits of the queues.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static SqlServerLedger Open(
        string connectionString, SqlServerLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null) =>
        new(SqlServerAddress.Of(connectionString), options, groups, time);

    /// <summary>Opens a database as <see cref="Open"/> does, under numbers of counters that no other process has claimed; they are free again when it is closed.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, or no number is free.</exception>
    public static async Task<SqlServerLedger> OpenAsWriterAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var (address, options) = (SqlServerAddress.Of(connectionString), new SqlServerLedgerOptions());
        // The driver sees by itself whether the other end is there, every 30 seconds, and opens no other session in the place of one that was lost.
        var session = new SqlConnection(SqlServerAddress.Of(connectionString, pooling: false).ConnectionString);
        var claim = await WriterClaim.MakeAsync(new SqlServerSession(session, new SqlServerDialect(address.Name)), options.Committers, cancellation);
        options.Writer = claim.Number;
        return new(address, options, time: time, claim: claim);
    }

    /// <summary>Opens a database to read it as it is at this moment; others may write to it meanwhile, which is not seen here.</summary>
    /// <remarks>Its session is not pooled: a session remembers the isolation of its last transaction.</remarks>
    /// <exception cref="LedgerUnavailableException">It cannot be reached.</exception>
    /// <exception cref="LedgerSchemaException">It is not a ledger of this version, or has no snapshots.</exception>
    public static Task<SqlServerLedger> OpenToReadAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default) =>
        AsOfNowAsync(new SqlServerLedger(SqlServerAddress.Of(connectionString, pooling: false), time: time), cancellation);

    /// <summary>Opens a readable secondary of an availability group (ApplicationIntent=ReadOnly) to read what it has received so far, which may be behind. Nothing is checked before the first read.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static SqlServerLedger OpenReplica(string connectionString, TimeProvider? time = null) =>
        new(SqlServerAddress.Of(connectionString, ApplicationIntent.ReadOnly), time: time, isReplica: true);

    /// <summary>Gives a user or role of the database all that serving needs, and no right to change tables or history.</summary>
    /// <remarks>A script that adds a table makes it necessary to grant again.</remarks>
    /// <exception cref="LedgerUnavailableException">There is no such user or role, or the connection string's user may not grant.</exception>
    public Task GrantAsync(string role, CancellationToken cancellation = default) => GrantToAsync(role, cancellation);

    private static SqlLedgerSessions SessionsOf(SqlServerAddress address, TimeProvider time)
    {
        var dialect = new SqlServerDialect(address.Name);
        var sessions = new SqlServerSessions(address.ConnectionString, dialect, time);
        return new(dialect, sessions, sessions, sessions, sessions);
    }
}
