using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Ledger.PostgreSql.Tests;

namespace CustomerCapital.Cluster.Tests.Serving;

public sealed class PostgreSqlServeTests
{
    [Fact]
    public async Task Serve_as_silo_and_as_gateway_answers_over_both_and_ends_when_told()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await RunAsync(database, "migrate"));
        var (siloUrl, gatewayUrl, port) = (Url(), Url(), ClusterProcess.FreePort());
        using var silo = ClusterProcess.Start(database, "serve", "--role", "silo", "--url", siloUrl, "--silo-port", $"{ClusterProcess.FreePort()}", "--gateway-port", $"{port}");
        await silo.LineAsync("Serving as a silo");
        using var gateway = ClusterProcess.Start(database, "serve", "--role", "gateway", "--url", gatewayUrl);
        await gateway.LineAsync("Serving as a gateway");
        using var http = new HttpClient();

        using var answer = await http.PostAsJsonAsync($"{gatewayUrl}v1/customers/ada/purchases", new { purchaseId = "p1", amount = "12.50" });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("12.50", (await http.GetFromJsonAsync<JsonElement>($"{gatewayUrl}v1/metrics")).GetProperty("revenue").GetString());
        Assert.Equal("ready", (await http.GetFromJsonAsync<JsonElement>($"{siloUrl}health/ready")).GetProperty("status").GetString());
        Assert.Equal("ready", (await http.GetFromJsonAsync<JsonElement>($"{gatewayUrl}health/ready")).GetProperty("status").GetString());
        foreach (var process in new[] { gateway, silo })
        {
            await process.TerminateAsync();
            Assert.Equal(0, (await process.EndAsync()).Code);
        }
    }

    [Fact]
    public async Task Serve_as_both_shows_the_dashboard_to_who_knows_its_password()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await RunAsync(database, "migrate"));
        var url = Url();
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
        var (code, errors) = await RunAsync("postgres:" + await PostgreSqlCluster.NewSchemaAsync(), "serve");

        Assert.Equal(2, code);
        Assert.Contains("migrate", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql:Server=db;Password=s3cret")]
    [InlineData("")]
    public async Task Serve_on_a_database_that_is_not_understood_says_how_to_name_one_and_not_what_was_named(string database)
    {
        var (code, errors) = await RunAsync(database, "serve");

        Assert.Equal(2, code);
        Assert.Contains("postgres:CONNECTION-STRING", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_to_the_network_needs_leave()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await RunAsync(database, "migrate"));

        var (code, errors) = await RunAsync(database, "serve", "--url", "http://0.0.0.0:8080");

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

    private static string Url() => $"http://127.0.0.1:{ClusterProcess.FreePort()}/";

    private static async Task<(int Code, string Errors)> RunAsync(string database, params string[] arguments)
    {
        using var process = ClusterProcess.Start(database, arguments);
        return await process.EndAsync();
    }
}
