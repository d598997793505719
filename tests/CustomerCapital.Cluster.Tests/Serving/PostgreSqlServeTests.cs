using System.Net;
using System.Net.Sockets;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Ledger.PostgreSql.Tests;

namespace CustomerCapital.Cluster.Tests.Serving;

public sealed class PostgreSqlServeTests
{
    [Fact]
    public async Task Serve_as_silo_and_as_gateway_answers_over_both_and_ends_when_told()
    {
        await SiloAndGateway.ProveAsync("postgres:" + await PostgreSqlCluster.NewSchemaAsync());
    }

    [Fact]
    public async Task Serve_as_both_shows_the_dashboard_to_who_knows_its_password()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ClusterProcess.RunAsync(database, "migrate"));
        var url = ClusterProcess.FreeUrl();
        using var both = ClusterProcess.Start(
            database, "serve", "--url", url, "--silo-port", $"{ClusterProcess.FreePort()}", "--gateway-port", $"{ClusterProcess.FreePort()}", "--dashboard-token", "correct-horse");
        await both.LineAsync("Serving as a silo and a gateway");
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync($"{url}dashboard/")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("dashboard:wrong-horse"u8));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync($"{url}dashboard/")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("dashboard:correct-horse"u8));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{url}dashboard/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{url}v1/metrics")).StatusCode);
    }

    [Fact]
    public async Task Serve_on_a_database_that_is_not_complete_says_what_to_do()
    {
        var (code, errors) = await ClusterProcess.RunAsync("postgres:" + await PostgreSqlCluster.NewSchemaAsync(), "serve");

        Assert.Equal(2, code);
        Assert.Contains("migrate", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql:Server=db;Password=s3cret")]
    [InlineData("")]
    public async Task Serve_on_a_database_that_is_not_understood_says_how_to_name_one_and_not_what_was_named(string database)
    {
        var (code, errors) = await ClusterProcess.RunAsync(database, "serve");

        Assert.Equal(2, code);
        Assert.Contains("postgres:CONNECTION-STRING or sqlserver:CONNECTION-STRING", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_on_a_connection_string_that_is_not_one_says_so_in_a_line()
    {
        var (code, errors) = await ClusterProcess.RunAsync("postgres:Hst=db;Pasword=s3cret", "serve");

        Assert.Equal((2, 1), (code, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_on_a_port_for_silos_that_is_taken_says_which_to_change()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ClusterProcess.RunAsync(database, "migrate"));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        var (code, errors) = await ClusterProcess.RunAsync(database, "serve", "--url", ClusterProcess.FreeUrl(), "--silo-port", port, "--gateway-port", $"{ClusterProcess.FreePort()}");

        Assert.Equal(2, code);
        Assert.Contains($"Port {port}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_to_the_network_needs_leave()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ClusterProcess.RunAsync(database, "migrate"));

        var (code, errors) = await ClusterProcess.RunAsync(database, "serve", "--url", "http://0.0.0.0:8080");

        Assert.Equal(2, code);
        Assert.Contains("AllowNetwork", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_that_claim_numbers_at_once_get_numbers_of_their_own_and_give_them_back()
    {
        var database = ClusterDatabase.Parse("postgres:" + await PostgreSqlCluster.NewSchemaAsync());
        var claims = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => database.ClaimWriterAsync(CancellationToken.None)));

        Assert.Equal([0, 3, 6, 9, 12], claims.Select(claim => (int)claim.Number).Order());
        foreach (var claim in claims) await claim.DisposeAsync();
    }
}
