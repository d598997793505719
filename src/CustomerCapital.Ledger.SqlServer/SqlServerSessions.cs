using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Sessions from the pool that the driver has for a connection string.</summary>
internal sealed class SqlServerSessions(string connectionString, SqlServerDialect dialect, TimeProvider time) : ServerSessions(dialect, time)
{
    public override ValueTask DisposeAsync()
    {
        Clear();
        return default;
    }

    protected override async Task<SqlSession> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return new SqlServerSession(connection, dialect);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            // The driver has no other error for a pool in which nothing became free in time.
            if (failure is InvalidOperationException) throw new SessionsAllBusyException(failure);
            throw;
        }
    }

    protected override void Clear()
    {
        using var any = new SqlConnection(connectionString);
        SqlConnection.ClearPool(any);
    }
}
