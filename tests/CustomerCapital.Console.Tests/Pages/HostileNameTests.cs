using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Somebody whose name is an attack is shown by that name.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HostileNameTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    [Fact]
    public async Task Name_is_the_title_of_the_customers_page()
    {
        var page = await _visitor.GetAsync(ConsoleAddress.Customer(Shop.HostileId));

        Assert.Equal(Shop.Hostile + " · CustomerCapital", page.Title);
        Assert.Contains($"<h1>{System.Net.WebUtility.HtmlEncode(Shop.Hostile)}</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("=cmd@example.org", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_is_a_text_in_lists_and_charts()
    {
        Assert.Contains(Shop.Hostile, (await _visitor.GetAsync("/console/customers?f1=customerId&o1=equals&v1=" + Uri.EscapeDataString(Shop.HostileId))).Words, StringComparison.Ordinal);
        Assert.Contains(Shop.Hostile, (await _visitor.GetAsync("/console/campaigns")).Words, StringComparison.Ordinal);
        Assert.Contains(Shop.Hostile, (await _visitor.GetAsync("/console")).Words, StringComparison.Ordinal);
        Assert.Contains(Shop.Hostile, (await _visitor.GetAsync("/console/raffles")).Words, StringComparison.Ordinal);
        Assert.Contains(Shop.Hostile, (await _visitor.GetAsync("/console/rewards")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_holds_the_name_and_guards_what_a_spreadsheet_would_run()
    {
        var file = await _visitor.GetAsync("/console/csv/customers?f1=customerId&o1=equals&v1=" + Uri.EscapeDataString(Shop.HostileId));

        Assert.Equal("text/csv; charset=utf-8", file.Headers["Content-Type"]);
        Assert.Equal("attachment; filename=customers.csv; filename*=UTF-8''customers.csv", file.Headers["Content-Disposition"]);
        Assert.Equal(2, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($",{Shop.Hostile},'=cmd@example.org,", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_the_same_in_every_language()
    {
        foreach (var name in (string[])["customers", "cohorts", "periods", "ladder", "equity", "campaigns"])
        {
            var files = new List<string>();
            foreach (var language in ConsolePages.Language.ConsoleLanguage.All)
            {
                using var visitor = new Visitor(server.Address, language.Tag);
                var file = await visitor.GetAsync("/console/csv/" + name);
                Assert.Equal(200, file.Status);
                files.Add(file.Text.Split("\r\n")[0]);
            }

            Assert.Single(files.Distinct());
        }
    }

    public void Dispose() => _visitor.Dispose();
}
