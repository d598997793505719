using CustomerCapital.Ledger.SqlServer;
using CustomerCapital.Ledger.SqlServer.Tests;

namespace CustomerCapital.Server.Tests.Serving;

public sealed class ServeOnSqlServer : IAsyncLifetime
{
    private ServerDatabase _server = null!;

    private string Database => "sqlserver:" + _server.ConnectionString;

    public async Task InitializeAsync() => _server = await ServerDatabase.NewAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Serve_as_silo_and_as_gateway_answers_over_both_and_ends_when_told() => await SiloAndGateway.ProveAsync(Database);

    [Fact]
    public async Task Writers_that_claim_numbers_at_once_get_numbers_of_their_own_and_give_them_back()
    {
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SqlServerLedger.OpenAsWriterAsync(_server.ConnectionString)));

        Assert.Equal([0, 3, 6, 9, 12], ledgers.Select(ledger => (int)ledger.Writer).Order());
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
        await using var again = await SqlServerLedger.OpenAsWriterAsync(_server.ConnectionString);
        Assert.Equal(0, again.Writer);
    }
}
