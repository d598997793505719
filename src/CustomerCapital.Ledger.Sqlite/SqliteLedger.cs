using System.Collections.Concurrent;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>The ledger in one SQLite file, in WAL mode with synchronous=FULL: a commit is on the disk before it is answered.</summary>
/// <remarks>
/// One process writes at a time: it holds the lock file beside the database, which the operating system releases even when the process is killed.
/// Others may read meanwhile.
/// </remarks>
public sealed class SqliteLedger : GroupCommitLedger
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly FileStream? _lock;
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private readonly SemaphoreSlim _writing = new(1);
    private SqliteWriter? _writer;
    private SqliteReader? _snapshot;

    private SqliteLedger(string path, FileStream? lockFile, GroupCommitOptions options, TimeProvider time) : base(options, time) =>
        (_path, _lock, _time) = (path, lockFile, time);

    /// <summary>Opens a file to write and read; it is created where it is missing. <see cref="MigrateAsync"/> comes next.</summary>
    /// <exception cref="LedgerUnavailableException">Another process writes to it, or it cannot be opened.</exception>
    public static SqliteLedger Open(string path, GroupCommitOptions? options = null, TimeProvider? time = null)
    {
        var lockFile = LockFile(path);
        return new(path, lockFile, options ?? new(), time ?? TimeProvider.System);
    }

    /// <summary>Opens a file to read it as it is at this moment; other processes may write to it meanwhile, which is not seen here.</summary>
    /// <exception cref="LedgerUnavailableException">There is no such file.</exception>
    /// <exception cref="LedgerSchemaException">The file is not a ledger of this version.</exception>
    public static SqliteLedger OpenToRead(string path, TimeProvider? time = null)
    {
        if (!File.Exists(path)) throw new LedgerUnavailableException($"There is no ledger at {path}; import something into it, or name another path.");
        var ledger = new SqliteLedger(path, null, new(), time ?? TimeProvider.System);
        ledger.Guard(() =>
        {
            using var connection = ledger.Connect(SqliteOpenMode.ReadWrite);
            if (!SqliteSchema.IsMade(connection)) throw new LedgerSchemaException($"{path} is not a ledger; name another path.");
            if (SqliteSchema.Missing(connection, path).Count > 0)
                throw new LedgerSchemaException($"{path} was made by an older version; complete it with: migrate --database sqlite:{path}");
            var snapshot = ledger.Connect(SqliteOpenMode.ReadWrite, toRead: true);
            // The moment is that of the first read, not of BEGIN.
            snapshot.Run("BEGIN DEFERRED; SELECT 1 FROM sqlite_schema LIMIT 1");
            return ledger._snapshot = new(snapshot);
        });
        return ledger;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) => Guard(() =>
    {
        if (_writer is not null) return CheckAsync();
        var connection = Connect(SqliteOpenMode.ReadWriteCreate);
        try
        {
            var applied = SqliteSchema.Migrate(connection, _path, _time);
            var writer = new SqliteWriter(connection, _time);
            writer.Check();
            _writer = writer;
            return Task.FromResult(applied);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        async Task<IReadOnlyList<string>> CheckAsync()
        {
            await WriteAsync(writer => writer.Check());
            return [];
        }
    });

    /// <inheritdoc/>
    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) => Task.FromResult(Guard(() =>
    {
        if (!File.Exists(_path)) return false;
        using var connection = Connect(SqliteOpenMode.ReadWrite, bare: true);
        return SqliteSchema.IsMade(connection);
    }));

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group) => await WriteAsync(writer => writer.Write(group));

    /// <inheritdoc/>
    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => WriteAsync(writer => writer.Raise(PolicyFence.Name, policyVersion));

    /// <inheritdoc/>
    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => WriteAsync(writer => writer.Raise(LeastVersion.Name, version));

    /// <inheritdoc/>
    protected override async ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls) => await WriteAsync(writer => writer.Revoke(calls));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit) =>
        ValueTask.FromResult(Read(reader => reader.Recall(group, sizeLimit)));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(string customerId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Entries(customerId, afterSequence, limit)));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Concerning(customerId, naturalId, afterSequence, limit)));

    /// <inheritdoc/>
    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Customers(segment, afterCustomerId, limit)));

    /// <inheritdoc/>
    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) => Task.FromResult(Read(reader => reader.Count(segment)));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DueCustomer>> ReadDueAsync(DateTimeOffset until, int limit, DueCustomer? after = null, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Due(until, limit, after)));

    /// <inheritdoc/>
    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Counters(kinds)));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        Task.FromResult(Read(reader => reader.Messages(limit, afterMessageId)));

    /// <inheritdoc/>
    public override Task RemoveMessagesAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => WriteAsync(writer =>
    {
        writer.DeleteMessages(messageIds);
        return true;
    });

    /// <inheritdoc/>
    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) => Task.FromResult(Read(reader => reader.Control(name)));

    /// <inheritdoc/>
    public override async Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        if (!await WriteAsync(writer => writer.WriteControlState(name, json, expectedVersion))) throw new VersionConflictException($"Control state '{name}'");
    }

    /// <inheritdoc/>
    protected override ValueTask CloseAsync()
    {
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _snapshot?.Dispose();
        _writer?.Dispose();
        _writing.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> WriteAsync<T>(Func<SqliteWriter, T> write)
    {
        await _writing.WaitAsync();
        try
        {
            return Guard(() => write(_writer ?? throw new InvalidOperationException("The ledger was opened to read, or MigrateAsync was not called.")));
        }
        finally
        {
            _writing.Release();
        }
    }

    private T Read<T>(Func<SqliteReader, T> read) => Guard(() =>
    {
        if (_snapshot is not null) lock (_snapshot) return read(_snapshot);
        if (!_readers.TryTake(out var reader)) reader = new(Connect(SqliteOpenMode.ReadWrite, toRead: true));
        try
        {
            return read(reader);
        }
        finally
        {
            _readers.Add(reader);
        }
    });

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.ToLedger(error, _path);
        }
    }

    /// <param name="mode">Whether a missing file is made.</param>
    /// <param name="toRead">Whether the connection is only to read.</param>
    /// <param name="bare">Whether to leave everything in the file as it is, its journal mode included.</param>
    internal SqliteConnection Connect(SqliteOpenMode mode, bool toRead = false, bool bare = false)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            SqliteSchema.CheckOwner(connection, _path);
            if (bare) return connection;
            using var settings = connection.CreateCommand();
            settings.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;"
                + (toRead ? " PRAGMA query_only = ON;" : "");
            settings.ExecuteNonQuery();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
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
