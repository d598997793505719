using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CustomerCapital.Engine.Access;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;

namespace CustomerCapital.Server.Tests.Serving;

public sealed class PostgreSqlServeTests
{
    [Fact]
    public async Task Serve_as_silo_and_as_gateway_answers_over_both_and_ends_when_told()
    {
        await SiloAndGateway.ProveAsync("postgres:" + await PostgreSqlCluster.NewSchemaAsync());
    }

    [Fact]
    public async Task Silos_and_gateways_of_a_cluster_with_an_authority_talk_by_tls_and_to_nobody_else()
    {
        using var folder = new CommandLine.ProgramRun();
        using var authority = new CertificateFiles(folder.Folder, "cluster");
        using var stranger = new CertificateFiles(folder.Folder, "stranger");
        var (certificate, key) = authority.Issue("node");
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        string[] tls = ["--cluster-certificate", certificate, "--cluster-key", key, "--cluster-authority", authority.Authority];
        await SiloAndGateway.ProveAsync(database, tls);

        var (siloPort, gatewayPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        using var silo = ServerProcess.Start(database, ["serve", "--role", "silo", "--url", ServerProcess.FreeUrl(), "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}", .. tls]);
        await silo.LineAsync("Serving");
        var (strange, strangeKey) = stranger.Issue("node");
        foreach (var port in (int[])[siloPort, gatewayPort])
        {
            Assert.True(await HangsUpAsync(port, null));
            Assert.True(await HangsUpAsync(port, X509Certificate2.CreateFromPemFile(strange, strangeKey)));
            Assert.False(await HangsUpAsync(port, X509Certificate2.CreateFromPemFile(certificate, key)));
        }

        // Whoever would be taken by nobody does not start.
        var (code, errors) = await ServerProcess.RunAsync(database, "serve", "--cluster-certificate", strange, "--cluster-key", strangeKey, "--cluster-authority", authority.Authority);
        Assert.Equal(2, code);
        Assert.Contains("has not issued it", errors, StringComparison.Ordinal);
        silo.Kill();

        static async Task<bool> HangsUpAsync(int port, X509Certificate2? certificate)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await using var stream = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown?.Subject == "CN=node", (_, _, _, _, _) => certificate!);
            try
            {
                await stream.AuthenticateAsClientAsync("node");
                // Whoever is taken hears nothing until it has said who it is.
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                return await stream.ReadAsync(new byte[1], patience.Token) == 0;
            }
            catch (Exception refused) when (refused is IOException or AuthenticationException)
            {
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Serve_as_both_shows_dashboard_and_metrics_to_keys_that_may_look_at_how_the_cluster_does()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ServerProcess.RunAsync(database, "migrate"));
        var url = ServerProcess.FreeUrl();
        using var both = ServerProcess.Start(
            database, "serve", "--open", "false", "--url", url, "--silo-port", $"{ServerProcess.FreePort()}", "--gateway-port", $"{ServerProcess.FreePort()}", "--dashboard", "--metrics");
        var key = (await both.LineAsync("  The first key"))[^AccessKey.Length..];
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        while (!(await http.GetStringAsync($"{url}v1/audit")).Contains("/v1/keys/administrator", StringComparison.Ordinal)) await Task.Delay(100);
        using var made = await http.PutAsync($"{url}v1/keys/till", new StringContent("""{"scopes":["commands:write"]}""", System.Text.Encoding.UTF8, "application/json"));
        var till = System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("text").GetString();

        foreach (var path in (string[])["dashboard/", "metrics"])
        {
            http.DefaultRequestHeaders.Authorization = null;
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(url + path)).StatusCode);
            http.DefaultRequestHeaders.Authorization = new("Bearer", till);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(url + path)).StatusCode);
            // As a browser has it, which asks for a password.
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("me:" + key)));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url + path)).StatusCode);
        }
    }

    [Fact]
    public async Task Silo_alone_asks_for_keys_too_and_tells_anybody_how_it_is()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        var url = ServerProcess.FreeUrl();
        using var silo = ServerProcess.Start(
            database, "serve", "--open", "false", "--role", "silo", "--url", url, "--silo-port", $"{ServerProcess.FreePort()}", "--gateway-port", $"{ServerProcess.FreePort()}", "--metrics");
        var key = (await silo.LineAsync("  The first key"))[^AccessKey.Length..];
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{url}health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync($"{url}metrics")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{url}metrics")).StatusCode);
    }

    [Fact]
    public async Task Serve_as_a_gateway_on_a_database_that_is_not_complete_says_what_to_do()
    {
        var (code, errors) = await ServerProcess.RunAsync("postgres:" + await PostgreSqlCluster.NewSchemaAsync(), "serve", "--role", "gateway", "--url", ServerProcess.FreeUrl());

        Assert.Equal(2, code);
        Assert.Contains("migrate", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_as_a_silo_alone_on_a_file_says_which_databases_can_be_shared()
    {
        using var run = new CommandLine.ProgramRun();
        var (code, errors) = await ServerProcess.RunAsync(run.Database, "serve", "--role", "silo");

        Assert.Equal(2, code);
        Assert.Contains("PostgreSQL or SQL Server", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_twice_on_this_machine_starts_both_on_ports_that_are_free()
    {
        using var run = new CommandLine.ProgramRun();
        using var one = ServerProcess.Start("sqlite:" + run.File("one.db"), "serve", "--url", ServerProcess.FreeUrl());
        using var other = ServerProcess.Start("sqlite:" + run.File("other.db"), "serve", "--url", ServerProcess.FreeUrl());

        await one.LineAsync("Serving");
        await other.LineAsync("Serving");
    }

    [Theory]
    [InlineData("mysql:Server=db;Password=s3cret")]
    public async Task Serve_on_a_database_that_is_not_understood_says_how_to_name_one_and_not_what_was_named(string database)
    {
        var (code, errors) = await ServerProcess.RunAsync(database, "serve");

        Assert.Equal(2, code);
        Assert.Contains("postgres:CONNECTION-STRING, sqlserver:CONNECTION-STRING", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_on_a_connection_string_that_is_not_one_says_so_in_a_line()
    {
        var (code, errors) = await ServerProcess.RunAsync("postgres:Hst=db;Pasword=s3cret", "serve");

        Assert.Equal((2, 1), (code, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_on_a_port_for_silos_that_is_taken_says_which_to_change()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ServerProcess.RunAsync(database, "migrate"));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        var (code, errors) = await ServerProcess.RunAsync(database, "serve", "--url", ServerProcess.FreeUrl(), "--silo-port", port, "--gateway-port", $"{ServerProcess.FreePort()}");

        Assert.Equal(2, code);
        Assert.Contains($"Port {port}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_to_the_network_needs_leave()
    {
        var database = "postgres:" + await PostgreSqlCluster.NewSchemaAsync();
        Assert.Equal((0, ""), await ServerProcess.RunAsync(database, "migrate"));

        var (code, errors) = await ServerProcess.RunAsync(database, "serve", "--open", "false", "--url", "http://0.0.0.0:8080");

        Assert.Equal(2, code);
        Assert.Contains("--allow-network", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_that_claim_numbers_at_once_get_numbers_of_their_own_and_give_them_back()
    {
        var connection = await PostgreSqlCluster.NewSchemaAsync();
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostgreSqlLedger.OpenAsWriterAsync(connection)));

        Assert.Equal([0, 3, 6, 9, 12], ledgers.Select(ledger => (int)ledger.Writer).Order());
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
    }
}
