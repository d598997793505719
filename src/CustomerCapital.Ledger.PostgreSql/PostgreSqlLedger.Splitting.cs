using System.Collections.Concurrent;
using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Sql;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Gives actors to a database that was added, and gets them: rows go as they are, keys and numbers included, in the server's binary format.</summary>
public sealed partial class PostgreSqlLedger : ISplittable
{
    /// <summary>The control state whose version numbers the moves into this database.</summary>
    private const string LastMove = "partition-last-move";

    /// <summary>The driver keeps a session alive that does nothing; where the process stands still, the server ends it, and with it the claim.</summary>
    private const string ClaimSettings = "-c idle_session_timeout=15s";

    /// <summary>The tables that hold rows of actors, each with the column that says whose.</summary>
    private static readonly (string Table, string Key)[] Moved =
    [
        ("actors", "actor_key"), ("entries", "actor_key"), ("parts", "actor_key"), ("due", "actor_key"), ("pieces", "actor_key"), ("scores", "actor_key"),
        ("search_keys", "holder_key"), ("open_follow_ups", "holder_key"),
    ];

    private readonly ConcurrentDictionary<string, string> _columns = new();

    /// <inheritdoc/>
    public async Task<int> CountWritersAsync(CancellationToken cancellation = default) =>
        (await ReadAsync((session, token) => session.ReadAsync(new("CountWriters"), row => row.Integer(0), token), cancellation))[0];

    /// <inheritdoc/>
    /// <remarks>Entries have an index by their numbers from then on: those that move here stand in the table in no order of numbers.</remarks>
    public Task BeginNumbersAsync(long after, CancellationToken cancellation = default) => WriteAsync(() => Sessions.Changes.RunAsync(
        async (session, token) =>
        {
            await session.RunSqlAsync("CREATE INDEX IF NOT EXISTS entries_by_number ON entries (entry_key)", token);
            return await session.ReadAsync(new("BeginNumbers", SqlValue.Bigint("after", after)), row => row.Bigint(0), token);
        },
        cancellation));

    /// <inheritdoc/>
    public Task<IAsyncDisposable?> ClaimMoverAsync(CancellationToken cancellation = default) => WriteAsync<IAsyncDisposable?>(async () =>
    {
        var session = new PostgreSqlSession(new(new NpgsqlConnectionStringBuilder(_address.ConnectionString) { Pooling = false, KeepAlive = 5, Options = $"{_address.Options} {ClaimSettings}" }.ConnectionString), Sessions.Dialect);
        try
        {
            await session.OpenAsync(cancellation);
            if (await session.ReadAsync(new("ClaimMover"), row => row.Boolean(0), cancellation) is [true]) return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyValuePair<long, ActorId>>> ReadActorKeysAsync(long after, int limit, CancellationToken cancellation = default) => await ReadAsync(
        (session, token) => session.ReadAsync(
            new("SelectActorKeys", SqlValue.Bigint("after", after), SqlValue.Bigint("limit", limit)), row => KeyValuePair.Create(row.Bigint(0), row.Actor(1)), token),
        cancellation);

    /// <inheritdoc/>
    public Task WriteAloneAsync(string name, string json, long expectedVersion, IReadOnlyList<long> gone, CancellationToken cancellation = default) => WriteControlAloneAsync(
        name, json, expectedVersion,
        (session, token) => DeleteAsync(session, gone, token), cancellation);

    /// <inheritdoc/>
    public async Task ReceiveAsync(long move, IReadOnlyList<long> keys, ISplittable? from, CancellationToken cancellation = default)
    {
        var source = from is null ? null : (PostgreSqlLedger)from;
        var received = await WriteAsync(async () =>
        {
            await using var session = (PostgreSqlSession)await Sessions.Changes.OpenAsync(cancellation);
            await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);
            if (await session.ReadAsync(new("RaiseMove", SqlValue.Text("name", LastMove), SqlValue.Bigint("move", move)), row => row.Bigint(0), cancellation) is []) return false;
            await DeleteAsync(session, keys, cancellation);
            if (source is not null && keys.Count > 0) await source.CopyToAsync(session.Connection, [.. Moved.Select(table => (table.Table, IsAmong(table.Key, keys)))], "", cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        });
        if (!received) throw new VersionConflictException($"Control state '{LastMove}'");
    }

    /// <inheritdoc/>
    public Task ReceiveRevokedAsync(ISplittable from, CancellationToken cancellation = default) => WriteAsync(async () =>
    {
        await using var session = (PostgreSqlSession)await Sessions.Changes.OpenAsync(cancellation);
        await session.RunSqlAsync("CREATE TEMPORARY TABLE IF NOT EXISTS moved_revoked_calls (LIKE revoked_calls)", cancellation);
        await ((PostgreSqlLedger)from).CopyToAsync(session.Connection, [("revoked_calls", "true")], "moved_", cancellation);
        await session.RunSqlAsync("INSERT INTO revoked_calls SELECT * FROM moved_revoked_calls ON CONFLICT (call) DO NOTHING", cancellation);
        return true;
    });

    /// <inheritdoc/>
    public Task TidyAsync(CancellationToken cancellation = default) => WriteAsync(() => Sessions.Changes.RunAsync(
        async (session, token) =>
        {
            foreach (var (table, _) in Moved) await RunPatientlyAsync(session, $"VACUUM (ANALYZE) {table}", token);
            return true;
        },
        cancellation));

    /// <inheritdoc/>
    public Task<ControlState?> ReadControlNowAsync(string name, CancellationToken cancellation = default) => ControlNowAsync(name, cancellation);

    /// <inheritdoc/>
    public Task<long> ReadSettledNumberAsync(CancellationToken cancellation = default) => SettledNumberAsync(cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NumberedEntry>> ReadNumberedAsync(long after, long through, int limit, int sizeLimit, CancellationToken cancellation = default) =>
        await NumberedEntriesAsync(after, through, limit, sizeLimit, cancellation);

    /// <inheritdoc/>
    public Task<long> FindNumberAsync(DateTimeOffset since, long after, long through, CancellationToken cancellation = default) => NumberSinceAsync(since, after, through, cancellation);

    private static ValueTask DeleteAsync(SqlSession session, IReadOnlyList<long> keys, CancellationToken cancellation) =>
        keys.Count == 0 ? default : RunPatientlyAsync(session, string.Join("; ", Moved.Select(table => $"DELETE FROM {table.Table} WHERE {IsAmong(table.Key, keys)}")), cancellation);

    /// <summary>Runs SQL that takes as long as it takes.</summary>
    private static async ValueTask RunPatientlyAsync(SqlSession session, string sql, CancellationToken cancellation)
    {
        await using var command = ((PostgreSqlSession)session).Connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 0);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <remarks>COPY takes no parameters.</remarks>
    private static string IsAmong(string column, IReadOnlyList<long> keys) => $"{column} = ANY ('{{{string.Join(',', keys.Select(key => key.ToString(CultureInfo.InvariantCulture)))}}}'::bigint[])";

    /// <summary>Copies rows of tables into those of another database, in its transaction.</summary>
    private async Task CopyToAsync(NpgsqlConnection target, IReadOnlyList<(string Table, string Condition)> tables, string prefix, CancellationToken cancellation)
    {
        await using var session = (PostgreSqlSession)await Sessions.Changes.OpenAsync(cancellation);
        var connection = session.Connection;
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        foreach (var (table, condition) in tables)
        {
            if (!_columns.TryGetValue(table, out var columns))
                columns = _columns[table] = string.Join(", ", await session.ReadAsync(new("SelectTableColumns", SqlValue.Text("table", table)), row => row.Document(0), cancellation));
            await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT {columns} FROM {table} WHERE {condition}) TO STDOUT (FORMAT BINARY)", cancellation);
            await using var into = await target.BeginRawBinaryCopyAsync($"COPY {prefix}{table} ({columns}) FROM STDIN (FORMAT BINARY)", cancellation);
            await rows.CopyToAsync(into, cancellation);
        }
    }
}
