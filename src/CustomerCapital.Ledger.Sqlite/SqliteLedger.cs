using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>The ledger in one SQLite file, in WAL mode with synchronous=FULL: a commit is on the disk before it is answered.</summary>
/// <remarks>
/// One process writes at a time: it holds the lock file beside the database, which the operating system releases even when the process is killed.
/// Others may read meanwhile.
/// </remarks>
public sealed class SqliteLedger : SqlLedger
{
    private readonly SqliteDialect _dialect;
    private readonly FileStream? _lock;

    private SqliteLedger(SqliteDialect dialect, FileStream? lockFile, GroupCommitOptions groups, TimeProvider time)
        : base(SessionsOf(dialect), new() { Committers = 1 }, groups, time) => (_dialect, _lock) = (dialect, lockFile);

    /// <summary>Opens a file to write and read; it is created where it is missing. <see cref="SqlLedger.MigrateAsync"/> comes next.</summary>
    /// <exception cref="LedgerUnavailableException">Another process writes to it, or it cannot be opened.</exception>
    public static SqliteLedger Open(string path, GroupCommitOptions? options = null, TimeProvider? time = null)
    {
        var lockFile = LockFile(path);
        return new(new(path), lockFile, options ?? new(), time ?? TimeProvider.System);
    }

    /// <summary>Opens a file to read it as it is at this moment; other processes may write to it meanwhile, which is not seen here.</summary>
    /// <exception cref="LedgerUnavailableException">There is no such file.</exception>
    /// <exception cref="LedgerSchemaException">The file is not a ledger of this version.</exception>
    public static SqliteLedger OpenToRead(string path, TimeProvider? time = null)
    {
        if (!File.Exists(path)) throw new LedgerUnavailableException($"There is no ledger at {path}; import something into it, or name another path.");
        // It is done when its task is given, as all that is run over a file.
        return AsOfNowAsync(new SqliteLedger(new(path), null, new(), time ?? TimeProvider.System)).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) =>
        File.Exists(_dialect.Name) ? base.IsMadeAsync(cancellation) : Task.FromResult(false);

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<Recalled?>> RecallAsync(SqlSession session, IReadOnlyList<Recall> group, long sizeLimit, CancellationToken cancellation) =>
        new(((SqliteSession)session).AsOfOneMoment(() => Recalled.InTurn(group, sizeLimit, ((SqliteSession)session).Recall)));

    /// <inheritdoc/>
    protected override async ValueTask CloseAsync()
    {
        await base.CloseAsync();
        if (_lock is not null) await _lock.DisposeAsync();
    }

    private static SqlLedgerSessions SessionsOf(SqliteDialect dialect)
    {
        var (writing, reading) = (new SqliteSessions(() => new(Connect(dialect.Name, toWrite: true), dialect), limit: 1), new SqliteSessions(() => new(Connect(dialect.Name, toWrite: false), dialect)));
        return new(dialect, writing, writing, reading, reading);
    }

    /// <summary>Opens a connection. One to read leaves everything in the file as it is, its journal mode included.</summary>
    internal static SqliteConnection Connect(string path, bool toWrite)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = toWrite ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            // A comparison of a parameter with a column by which an index is partial would have the statement compiled anew whenever a value is bound, on account of that index.
            SqliteException.ThrowExceptionForRC(sqlite3_db_config(connection.Handle!, SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _), connection.Handle!);
            using var command = connection.CreateCommand();
            // Whose file it is, before anything is set in it.
            command.CommandText = SqliteDialect.Text.Of("SelectSchemaOwner");
            using (var owner = command.ExecuteReader())
                if (owner.Read() && owner.GetBoolean(1) && !owner.GetBoolean(2)) throw new LedgerSchemaException($"{path} is the database of another program; name another path.");
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY; "
                + (toWrite ? "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL" : "PRAGMA query_only = ON");
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static FileStream LockFile(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new LedgerUnavailableException($"The folder of {path} does not exist; create it first.", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new LedgerUnavailableException($"{path} cannot be written to; check the permissions of its folder.", denied);
        }
        catch (IOException taken)
        {
            throw new LedgerUnavailableException($"Another process is writing to {path}; stop it first, or send the commands to it.", taken);
        }
    }
}
