using CustomerCapital.Cluster.Databases;
using CustomerCapital.Ledger.SqlServer.Tests;

namespace CustomerCapital.Cluster.Tests.Serving;

public sealed class ServeOnSqlServer : IAsyncLifetime
{
    private ServerDatabase _server = null!;

    private string Database => "sqlserver:" + _server.ConnectionString;

    public async Task InitializeAsync() => _server = await ServerDatabase.NewAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Serve_as_silo_and_as_gateway_answers_over_both_and_ends_when_told() => await SiloAndGateway.ProveAsync(Database);

    [Fact]
    public async Task Serve_on_a_database_that_is_not_complete_says_what_to_do()
    {
        var (code, errors) = await ClusterProcess.RunAsync(Database, "serve");

        Assert.Equal(2, code);
        Assert.Contains("customercapital-cluster migrate", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_that_claim_numbers_at_once_get_numbers_of_their_own_and_give_them_back()
    {
        var database = ClusterDatabase.Parse(Database);
        var claims = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => database.ClaimWriterAsync(CancellationToken.None)));

        Assert.Equal([0, 3, 6, 9, 12], claims.Select(claim => (int)claim.Number).Order());
        foreach (var claim in claims) await claim.DisposeAsync();
        await using var again = await database.ClaimWriterAsync(CancellationToken.None);
        Assert.Equal(0, again.Number);
    }
}
