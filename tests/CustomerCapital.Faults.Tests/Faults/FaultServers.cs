using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>What faults share: one PostgreSQL server, started by the first that needs it; each has a ledger of its own in it.</summary>
internal sealed class FaultServers : IAsyncDisposable
{
    private PostgreSqlServer? _postgreSql;

    public async Task<PostgreSqlServer> PostgreSqlAsync() => _postgreSql ??= await PostgreSqlServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_postgreSql is not null) await _postgreSql.DisposeAsync();
    }
}
