using System.Data;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using Npgsql;
using static CustomerCapital.Ledger.PostgreSql.PostgreSqlStatement;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>The ledger in a PostgreSQL database, with synchronous_commit on: a commit is on the server's disk before it is answered.</summary>
/// <remarks>
/// Nothing keeps a second process from writing to the same database. What a second engine means: rows stay right, because an append names the version
/// of the row and of two that name the same one wins; the other reloads and decides again. So nothing is lost or doubled, but two engines that serve the same
/// customers take each other's turns, each shows a state that it holds in memory until its next append, deliver messages and do due work both (which natural
/// ids and versions make harmless), and take over a changed policy with their next sweep, or when the fence refuses what they decided by the old one. Give each
/// its own <see cref="PostgreSqlLedgerOptions.Writer"/>, or they wait for each other's counters.
/// </remarks>
public sealed class PostgreSqlLedger : GroupCommitLedger
{
    private readonly PostgreSqlAddress _address;
    private readonly PostgreSqlSessions _turns;
    private readonly PostgreSqlSessions _lists;
    private readonly PostgreSqlWriter _writer;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _reading = new(1);
    private WriterClaim? _claim;
    private NpgsqlConnection? _snapshot;
    private bool _isReplica;

    private PostgreSqlLedger(PostgreSqlAddress address, PostgreSqlLedgerOptions options, GroupCommitOptions groups, TimeProvider time) : base(groups, time, options.Committers)
    {
        (_address, _time, Writer) = (address, time, options.Writer);
        (_turns, _lists) = (new(address.TurnConnectionString, time), new(address.ConnectionString, time));
        _writer = new(_turns, Enumerable.Range(options.Writer, options.Committers).Select(number => (short)number));
    }

    /// <summary>Number of the first rows of counters to which this process adds.</summary>
    public short Writer { get; }

    private bool CanWrite => _snapshot is null && !_isReplica;

    /// <summary>A connection string as the command line names the database, without user and password.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string NameOf(string connectionString) => PostgreSqlAddress.Of(connectionString).Name;

    /// <summary>The connection string for sessions of others who use the same database and schema.</summary>
    /// <param name="connectionString">As the ledger is opened by.</param>
    /// <param name="poolSize">So many sessions at most.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static string ConnectionStringOf(string connectionString, int poolSize) =>
        new NpgsqlConnectionStringBuilder(PostgreSqlAddress.Of(connectionString).ConnectionString) { MaxPoolSize = poolSize }.ConnectionString;

    /// <summary>Opens a database to write and read. It must exist; its tables are made by <see cref="MigrateAsync"/>, which comes next, in the first schema of the search path.</summary>
    /// <param name="connectionString">As Npgsql takes it. Without a search path, the schema is "customercapital".</param>
    /// <param name="options">How this process uses it.</param>
    /// <param name="groups">Limits of the queues.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static PostgreSqlLedger Open(
        string connectionString, PostgreSqlLedgerOptions? options = null, GroupCommitOptions? groups = null, TimeProvider? time = null) =>
        new(PostgreSqlAddress.Of(connectionString), OptionLimits.Check(options ?? new()), groups ?? new(), time ?? TimeProvider.System);

    /// <summary>Opens a database as <see cref="Open"/> does, under numbers of counters that no other process has claimed; they are free again when it is closed.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, or no number is free.</exception>
    public static async Task<PostgreSqlLedger> OpenAsWriterAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var (address, options) = (PostgreSqlAddress.Of(connectionString), new PostgreSqlLedgerOptions());
        try
        {
            var claim = await PostgreSqlWriterClaim.MakeAsync(address.ConnectionString, (short)options.Committers, cancellation);
            options.Writer = claim.Number;
            return new(address, options, new(), time ?? TimeProvider.System) { _claim = claim };
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.ToLedger(error, address.Name);
        }
    }

    /// <summary>Opens a database to read it as it is at this moment; others may write to it meanwhile, which is not seen here.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached.</exception>
    /// <exception cref="LedgerSchemaException">It is not a ledger of this version.</exception>
    public static async Task<PostgreSqlLedger> OpenToReadAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var ledger = Open(connectionString, time: time);
        try
        {
            await ledger.Guard(async () =>
            {
                var connection = ledger._snapshot = await ledger._lists.OpenAsync(cancellation);
                await connection.RunAsync("SET idle_in_transaction_session_timeout = 0", cancellation);
                await connection.RunAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellation);
                // The moment is that of the first statement, not of BEGIN: that of this check.
                await PostgreSqlSchema.CheckCompleteAsync(connection, ledger._address, cancellation);
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

    /// <summary>Opens a standby server to read what it has received so far, which may be behind. Nothing is checked before the first read.</summary>
    /// <exception cref="LedgerUnavailableException">It is not a connection string.</exception>
    public static PostgreSqlLedger OpenReplica(string connectionString, TimeProvider? time = null)
    {
        var ledger = Open(connectionString, time: time);
        ledger._isReplica = true;
        return ledger;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default) =>
        WriteAsync(() => _lists.RunAsync((connection, token) => PostgreSqlSchema.MigrateAsync(connection, _address, _time, token), cancellation));

    /// <summary>Gives a role of the server all that serving needs, and no right to change tables or history.</summary>
    /// <remarks>The tables must have been made by this connection string's user; a script that adds one makes it necessary to grant again.</remarks>
    /// <exception cref="LedgerUnavailableException">There is no such role, or the user may not grant.</exception>
    public Task GrantAsync(string role, CancellationToken cancellation = default) => WriteAsync(() => _lists.RunAsync(
        async (connection, token) =>
        {
            var grants = await connection.ReadAsync(Of("GrantToRole", Text("schema", _address.Schema), Text("role", role)), row => row.GetString(0), token);
            await connection.RunAsync(grants[0], token);
            return true;
        },
        cancellation));

    /// <inheritdoc/>
    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlSchema.IsMadeAsync(connection, _address, cancellation), cancellation);

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group) => await WriteAsync(() => _writer.WriteAsync(group));

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => RaiseAsync(PolicyFence.Name, policyVersion, cancellation);

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => RaiseAsync(LeastVersion.Name, version, cancellation);

    /// <inheritdoc/>
    protected override async ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls) => await WriteAsync(() => _lists.RunAsync(async (connection, token) =>
    {
        // All in the one transaction that a batch is.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Of("LockFence"),
                Of("InsertRevoked", Uuids("calls", calls)),
                Of("DeleteRevoked", Interval("kept_for", RevokedCalls.KeptFor), Bigint("most", RevokedCalls.ForgottenAtOnce)),
            },
        };
        return await batch.ExecuteNonQueryAsync(token);
    }));

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit) => _snapshot is not null
        ? await ReadAsync(connection => PostgreSqlReader.RecallAsync(connection, group, sizeLimit))
        : await Guard(() => _turns.RunAsync((connection, _) => PostgreSqlReader.RecallAsync(connection, group, sizeLimit)));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(string customerId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.EntriesAsync(connection, customerId, afterSequence, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(string customerId, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.ConcerningAsync(connection, customerId, naturalId, afterSequence, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.CustomersAsync(connection, segment, afterCustomerId, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.CountAsync(connection, segment, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DueCustomer>> ReadDueAsync(DateTimeOffset until, int limit, DueCustomer? after = null, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.DueAsync(connection, until, limit, after, mayMove: CanWrite, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.CountersAsync(connection, kinds, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.MessagesAsync(connection, limit, afterMessageId, cancellation), cancellation);

    /// <inheritdoc/>
    public override Task RemoveMessagesAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) =>
        WriteAsync(() => _lists.RunAsync((connection, token) => connection.RunAsync(Of("DeleteMessages", Bigints("message_id", messageIds)), token), cancellation));

    /// <inheritdoc/>
    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        ReadAsync(connection => PostgreSqlReader.ControlAsync(connection, name, cancellation), cancellation);

    /// <inheritdoc/>
    public override async Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        var written = await WriteAsync(async () =>
        {
            // Not begun again: a second time it would meet the version that the first one wrote.
            await using var connection = await _lists.OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await PostgreSqlWriter.ReadFenceAsync(connection, cancellation: cancellation);
            var rows = await connection.RunAsync(Of("UpsertControlState", Text("name", name), Bigint("expected_version", expectedVersion), Text("state", json)), cancellation);
            await transaction.CommitAsync(cancellation);
            return rows;
        });
        if (written != 1) throw new VersionConflictException($"Control state '{name}'");
    }

    /// <inheritdoc/>
    protected override async ValueTask CloseAsync()
    {
        if (_snapshot is not null) await _snapshot.DisposeAsync();
        await _turns.DisposeAsync();
        await _lists.DisposeAsync();
        if (_claim is not null) await _claim.DisposeAsync();
        _reading.Dispose();
    }

    /// <summary>Raises the version of a control state that is nothing but that, while nobody else writes.</summary>
    private Task<bool> RaiseAsync(string name, long version, CancellationToken cancellation) => WriteAsync(() => _lists.RunAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await PostgreSqlWriter.ReadFenceAsync(connection, alone: true, token);
            await connection.RunAsync(Of("RaiseFence", Text("name", name), Bigint("version", version)), token);
            await transaction.CommitAsync(token);
            return true;
        },
        cancellation));

    private Task<T> WriteAsync<T>(Func<Task<T>> write) =>
        CanWrite ? Guard(write) : throw new InvalidOperationException("The ledger was opened to read.");

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation = default) =>
        Guard(() => _snapshot is null ? _lists.RunAsync((connection, _) => read(connection), cancellation) : ReadSnapshotAsync(read, cancellation));

    private async Task<T> ReadSnapshotAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation)
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
        catch (Exception error) when (error is NpgsqlException or CommitInDoubtException)
        {
            throw PostgreSqlErrors.ToLedger(error, _address.Name);
        }
    }
}
