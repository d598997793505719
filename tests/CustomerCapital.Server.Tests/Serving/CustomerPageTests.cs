using CustomerCapital.Client;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>A customer's page of the program as its users run it, where grains answer: its first form needs keys that are made while the page is shown.</summary>
public sealed class CustomerPageTests : IDisposable
{
    private readonly ProgramRun _folder = new();

    [Fact]
    public async Task Page_of_a_customer_is_shown_by_a_new_ledger_and_its_link_holds_after_a_restart()
    {
        var url = ServerProcess.FreeUrl();
        MadeLink link;
        using (var server = ServerProcess.Start(_folder.Database, "serve", "--url", url))
        {
            await server.LineAsync("Serving");
            link = await RegisterAsync(url);
            Assert.Contains("Hello, Nora", await ReadAsync(url, link), StringComparison.Ordinal);
            server.Kill();
        }

        using var again = ServerProcess.Start(_folder.Database, "serve", "--url", url);
        await again.LineAsync("Serving");
        Assert.Contains("Hello, Nora", await ReadAsync(url, link), StringComparison.Ordinal);
        again.Kill();
    }

    /// <summary>A ledger in memory answers at once, on the grain's own turn, within which nothing may wait for that grain.</summary>
    [Fact]
    public async Task Page_of_a_customer_is_shown_by_a_new_ledger_in_memory()
    {
        var url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start("memory:", "serve", "--url", url);
        await server.LineAsync("Serving");

        Assert.Contains("Hello, Nora", await ReadAsync(url, await RegisterAsync(url)), StringComparison.Ordinal);

        server.Kill();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<MadeLink> RegisterAsync(string url)
    {
        using var shop = new HttpClient { BaseAddress = new(url) };
        using var registration = new StringContent("""{"name":"Nora"}""", System.Text.Encoding.UTF8, "application/json");
        (await shop.PutAsync(new Uri("v1/customers/nora", UriKind.Relative), registration)).EnsureSuccessStatusCode();
        using var client = new GatewayClient(new(url), connectionLimit: 4);
        return await client.MakeLinkAsync("nora", LinkKind.CustomerPage);
    }

    private static async Task<string> ReadAsync(string url, MadeLink link)
    {
        using var browser = new HttpClient { BaseAddress = new(url) };
        return await browser.GetStringAsync(new Uri(link.Path + "?lang=en", UriKind.Relative));
    }
}
