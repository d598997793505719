using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerCapital.Server.Tests.Importing.Http;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>The smallest cluster of separate roles, whatever the database.</summary>
internal static class SiloAndGateway
{
    /// <summary>Completes an empty database, serves over it as one silo and one gateway, and tells both to end.</summary>
    /// <param name="database">The database.</param>
    /// <param name="more">Further options of both.</param>
    public static async Task ProveAsync(string database, params string[] more)
    {
        Assert.Equal((0, ""), await ServerProcess.RunAsync(database, "migrate"));
        var (siloUrl, gatewayUrl, port) = (ServerProcess.FreeUrl(), ServerProcess.FreeUrl(), ServerProcess.FreePort());
        using var silo = ServerProcess.Start(database, ["serve", "--role", "silo", "--url", siloUrl, "--silo-port", $"{ServerProcess.FreePort()}", "--gateway-port", $"{port}", .. more]);
        await silo.LineAsync("Serving");
        using var gateway = ServerProcess.Start(database, ["serve", "--role", "gateway", "--url", gatewayUrl, "--call-within", "30", .. more]);
        await gateway.LineAsync("Serving");
        using var http = new HttpClient();

        using var answer = await http.PostAsJsonAsync($"{gatewayUrl}v1/customers/ada/purchases", new { purchaseId = "p1", amount = "12.50" });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("12.50", (await http.GetFromJsonAsync<JsonElement>($"{gatewayUrl}v1/metrics")).GetProperty("revenue").GetString());
        using (var imports = new ImportCalls(new(gatewayUrl)))
        {
            var import = await imports.ImportedAsync("", "customer_id,purchase_id,occurred_at,amount\nada,p2,2026-02-01,7.50\nbo,p1,2026-02-02,20\n");
            Assert.Equal(2, import.GetProperty("recorded").GetProperty("purchases").GetInt32());
            Assert.Equal("40.00", (await http.GetFromJsonAsync<JsonElement>($"{gatewayUrl}v1/metrics")).GetProperty("revenue").GetString());
        }

        Assert.Equal("ready", (await http.GetFromJsonAsync<JsonElement>($"{siloUrl}health/ready")).GetProperty("status").GetString());
        Assert.Equal("ready", (await http.GetFromJsonAsync<JsonElement>($"{gatewayUrl}health/ready")).GetProperty("status").GetString());
        foreach (var process in new[] { gateway, silo })
        {
            await process.TerminateAsync();
            Assert.Equal(0, (await process.EndAsync()).Code);
        }
    }
}
