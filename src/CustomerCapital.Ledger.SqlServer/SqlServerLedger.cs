using System.Data;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.SqlServer.SqlServerStatement;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>The ledger in a SQL Server database (2019 or later, or Azure SQL), in its schema "customercapital": a commit is on the server's disk before it is answered.</summary>
/// <remarks>
/// The database must have READ_COMMITTED_SNAPSHOT and ALLOW_SNAPSHOT_ISOLATION on, and DELAYED_DURABILITY not forced; <see cref="MigrateAsync"/> refuses it otherwise.
/// <para/>
/// Nothing keeps a second process from writing to the same database. What a second engine means: rows stay right, because an append names the version
/// of the row and of two that name the same one wins; the other reloads and decides again. So nothing is lost or doubled, but two engines that serve the same
/// customers take each other's turns, each shows a state that it holds in memory until its next append, deliver messages and do due work both (which natural
/// ids and versions make harmless), and take over a changed policy with their next sweep, or when the fence refuses what they decided by the old one. Give each
/// its own <see cref="SqlServerLedgerOptions.Writer"/>, or they wait for each other's counters.
/// </remarks>
public sealed class SqlServerLedger : GroupCommitLedger
{
    private readonly SqlServerAddress _address;
    private readonly SqlServerSessions _sessions;
    private readonly SqlServerWriter _writer;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _reading = new(1);
    private WriterClaim? _claim;
    private readonly bool _isReplica;
    private SqlConnection? _snapshot;

    private SqlServerLedger(SqlServerAddress address, SqlServerLedgerOptions options, GroupCommitOptions groups, TimeProvider time, bool isReplica = false)
        : base(groups, time, options.Committers)
    {
        (_address, _time, _isReplica, Writer) = (address, time, isReplica, options.Writer);
        _sessions = new(address.ConnectionString, time);
        _writer = new(_sessions, Enumerable.Range(options.Writer, options.Committers).Select(number => (short)number));
    }

    /// <summary>Number of the first rows of counters to which this process adds.</summary>
    public short Writer { get; }

    private bool CanWrite => _snapshot is null && !_isReplica;

    /// <summary>A connection string as the command line names the database, without user and password.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string NameOf(string connectionString) => SqlServerAddress.Of(connectionString).Name;

    /// <summary>Opens a database to write and read. It must exist; its tables are made by <see cref="MigrateAsync"/>, which comes next.</summary>
    /// <param name="connectionString">As Microsoft.Data.SqlClient takes it; it names the server and the database.</param>
    /// <param name="options">How this process uses it.</param>
    /// <param name="groups">Limits of the queues.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static SqlServerLedger Open(
        string connectionString, SqlServerLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null) =>
        new(SqlServerAddress.Of(connectionString), OptionLimits.Check(options ?? new()), groups ?? new(), time ?? TimeProvider.System);

    /// <summary>Opens a database as <see cref="Open"/> does, under numbers of counters that no other process has claimed; they are free again when it is closed.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, or no number is free.</exception>
    public static async Task<SqlServerLedger> OpenAsWriterAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var (address, options) = (SqlServerAddress.Of(connectionString), new SqlServerLedgerOptions());
        try
        {
            var claim = await SqlServerWriterClaim.MakeAsync(address.ConnectionString, (short)options.Committers, cancellation);
            options.Writer = claim.Number;
            return new(address, options, new(), time ?? TimeProvider.System) { _claim = claim };
        }
        catch (SqlException error)
        {
            throw SqlServerErrors.ToLedger(error, address.Name);
        }
    }

    /// <summary>Opens a database to read it as it is at this moment; others may write to it meanwhile, which is not seen here.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached.</exception>
    /// <exception cref="LedgerSchemaException">It is not a ledger of this version, or has no snapshots.</exception>
    public static async Task<SqlServerLedger> OpenToReadAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        // Not pooled: a session remembers the isolation of its last transaction.
        var ledger = new SqlServerLedger(SqlServerAddress.Of(connectionString, pooling: false), new(), new(), time ?? TimeProvider.System);
        try
        {
            await ledger.Guard(async () =>
            {
                var connection = ledger._snapshot = await ledger._sessions.OpenAsync(cancellation);
                await SqlServerSchema.CheckSettingsAsync(connection, ledger._address, cancellation);
                await connection.RunSqlAsync(null, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT", cancellation);
                await connection.RunSqlAsync(null, "BEGIN TRANSACTION", cancellation);
                // The moment is that of the first rows that are read, not of BEGIN: that of this check.
                await SqlServerSchema.CheckCompleteAsync(connection, ledger._address, cancellation);
                return true;
            });
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a readable secondary of an availability group (ApplicationIntent=ReadOnly) to read what it has received so far, which may be behind. Nothing is checked before the first read.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static SqlServerLedger OpenReplica(string connectionString, TimeProvider? time = null) =>
        new(SqlServerAddress.Of(connectionString, ApplicationIntent.ReadOnly), new(), new(), time ?? TimeProvider.System, isReplica: true);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) =>
        WriteAsync(() => _sessions.RunAsync((connection, token) => SqlServerSchema.MigrateAsync(connection, _address, _time, token), cancellation));

    /// <summary>Gives a user or role of the database all that serving needs, and no right to change tables or history.</summary>
    /// <remarks>A script that adds a table makes it necessary to grant again.</remarks>
    /// <exception cref="LedgerUnavailableException">There is no such user or role, or the connection string's user may not grant.</exception>
    public Task GrantAsync(string role, CancellationToken cancellation = default) => WriteAsync(() => _sessions.RunAsync(
        async (connection, token) =>
        {
            var grants = await connection.Command("GrantToRole", new SqlParameter("@role", SqlDbType.NVarChar, 128) { Value = role }).ReadAsync(row => row.GetString(0), token);
            return await connection.RunSqlAsync(null, grants[0], token);
        },
        cancellation));

    /// <inheritdoc/>
    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerSchema.IsMadeAsync(connection, _address, cancellation), cancellation);

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group) => await WriteAsync(() => _writer.WriteAsync(group));

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => RaiseAsync(PolicyFence.Name, policyVersion, cancellation);

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => RaiseAsync(LeastVersion.Name, version, cancellation);

    /// <inheritdoc/>
    protected override async ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls) => await WriteAsync(() => _sessions.RunAsync(async (connection, token) =>
    {
        // Not disposed, for the reason that the writer gives. Begun again where the session ends, at COMMIT too: a second time does no harm.
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
        var revoking = connection.Command(
            transaction, ["LockFence", "InsertRevoked", "DeleteRevoked"],
            SqlServerRowTypes.Calls.Of("@calls", calls, (row, call) => row.Uuid(call)),
            Integer("@most", RevokedCalls.ForgottenAtOnce), Integer("@kept_for_seconds", (int)RevokedCalls.KeptFor.TotalSeconds));
        await revoking.RunAsync(token);
        await transaction.CommitAsync(token);
        return true;
    }));

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit) =>
        await ReadAsync(connection => SqlServerReader.RecallAsync(connection, group, sizeLimit));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(string customerId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.EntriesAsync(connection, customerId, afterSequence, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.ConcerningAsync(connection, customerId, naturalId, afterSequence, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.CustomersAsync(connection, segment, afterCustomerId, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.CountAsync(connection, segment, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DueCustomer>> ReadDueAsync(DateTimeOffset until, int limit, DueCustomer? after = null, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.DueAsync(connection, until, limit, after, mayMove: CanWrite, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.CountersAsync(connection, kinds, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.MessagesAsync(connection, limit, afterMessageId, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task RemoveMessagesAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) => WriteAsync(() => messageIds.Count == 0
        ? Task.FromResult(0)
        : _sessions.RunAsync(
            (connection, token) => connection.Command("DeleteMessages", SqlServerRowTypes.Numbers.Of("@message_ids", messageIds, (row, id) => row.Bigint(id))).RunAsync(token),
            cancellation));

    /// <inheritdoc/>
    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        ReadAsync(connection => SqlServerReader.ControlAsync(connection, name, cancellation), cancellation);

    /// <inheritdoc/>
    public override async Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        Utf8Text.Require(name);
        var written = await WriteAsync(async () =>
        {
            // Not begun again: a second time it would meet the version that the first one wrote.
            await using var connection = await _sessions.OpenAsync(cancellation);
            // Not disposed, for the reason that the writer gives.
            var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
            await SqlServerWriter.ReadFenceAsync(transaction, cancellation: cancellation);
            var command = expectedVersion == 0
                ? connection.Command(transaction, ["InsertControlState"], Text("@name", name), Document("@state", json))
                : connection.Command(transaction, ["UpdateControlState"], Text("@name", name), Document("@state", json), Bigint("@expected_version", expectedVersion));
            try
            {
                var rows = await command.ReadAsync(row => row.GetInt64(0), cancellation);
                await SqlServerWriter.CommitAsync(transaction, cancellation);
                return rows;
            }
            catch (SqlException duplicate) when (SqlServerErrors.IsUnique(duplicate))
            {
                return [];
            }
        });
        if (written.Count == 0) throw new VersionConflictException($"Control state '{name}'");
    }

    /// <inheritdoc/>
    protected override async ValueTask CloseAsync()
    {
        if (_snapshot is not null) await _snapshot.DisposeAsync();
        _sessions.Dispose();
        if (_claim is not null) await _claim.DisposeAsync();
        _reading.Dispose();
    }

    /// <summary>Raises the version of a control state that is nothing but that, while nobody else writes.</summary>
    private Task<bool> RaiseAsync(string name, long version, CancellationToken cancellation) => WriteAsync(() => _sessions.RunAsync(
        async (connection, token) =>
        {
            // Not disposed, for the reason that the writer gives. Begun again where the session ends, at COMMIT too: a second time does no harm.
            var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
            await SqlServerWriter.ReadFenceAsync(transaction, alone: true, token);
            await connection.Command(transaction, ["RaiseFence"], Text("@name", name), Bigint("@version", version)).RunAsync(token);
            await transaction.CommitAsync(token);
            return true;
        },
        cancellation));

    private Task<T> WriteAsync<T>(Func<Task<T>> write) =>
        CanWrite ? Guard(write) : throw new InvalidOperationException("The ledger was opened to read.");

    private Task<T> ReadAsync<T>(Func<SqlConnection, Task<T>> read, CancellationToken cancellation = default) =>
        Guard(() => _snapshot is null ? _sessions.RunAsync((connection, _) => read(connection), cancellation) : ReadSnapshotAsync(read, cancellation));

    private async Task<T> ReadSnapshotAsync<T>(Func<SqlConnection, Task<T>> read, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (_snapshot!.State != ConnectionState.Open) throw new LedgerUnavailableException($"{_address}: the connection was lost, and with it the moment that was read; start again.");
            return await read(_snapshot);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is SqlException or CommitInDoubtException or SessionEndedException or RowMadeByOtherException or SessionsAllBusyException)
        {
            throw SqlServerErrors.ToLedger(error, _address.Name);
        }
    }
}
