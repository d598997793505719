using CustomerCapital.Ledger.Sql;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Sessions from a pool of the driver.</summary>
internal sealed class PostgreSqlSessions(string connectionString, PostgreSqlDialect dialect, TimeProvider time) : ServerSessions(dialect, time)
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override async Task<SqlSession> ConnectAsync(CancellationToken cancellation) => new PostgreSqlSession(await _source.OpenConnectionAsync(cancellation), dialect);

    protected override void Clear() => _source.Clear();
}
