using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Engine.Campaigns;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>Everything works in a browser that runs no script.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class WithoutScriptTests(ConsoleServer server, Chromium chromium)
{
    [Fact]
    public async Task Draft_is_checked_and_saved()
    {
        await using var context = await chromium.ContextAsync(server.Address, "de", script: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/console/campaign-editor");
        await page.FillAsync("input[name=id]", "plain");
        await page.FillAsync("input[name=title]", "Ohne Skript");
        await page.SelectOptionAsync("select[name=reward]", "five");
        await page.FillAsync("input[name=at]", "2027-02-14T09:00");
        await page.FillAsync("input[name=holdoutPercent]", "12,5");

        await page.ClickAsync("button[value=check]");
        await Assertions.Expect(page.Locator("#verdict .answer")).ToBeVisibleAsync();
        Assert.Equal("Ohne Skript", await page.InputValueAsync("input[name=title]"));
        await page.ClickAsync("button[value=save]");

        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync(ConsoleLanguage.Of("de")!["done.saved"]);
        var saved = (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "plain").Terms;
        Assert.Equal(("Ohne Skript", 12.5m), (saved.Title, saved.HoldoutPercent));
    }

    [Fact]
    public async Task Editor_asks_for_the_moment_of_the_chosen_kind_alone()
    {
        await using var context = await chromium.ContextAsync(server.Address, "en", script: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/console/campaign-editor");

        foreach (var (kind, shown) in new[] { ("cron", "input[name=cron]"), ("trigger", "input[name='trigger.nth']"), ("once", "input[name=at]") })
        {
            await page.CheckAsync($"input[name=kind][value={kind}]");
            foreach (var field in (string[])["input[name=at]", "input[name=cron]", "input[name='trigger.nth']"])
                Assert.Equal(field == shown, await page.IsVisibleAsync(field));
        }
    }

    [Fact]
    public async Task Language_is_chosen_by_the_button()
    {
        await using var context = await chromium.ContextAsync(server.Address, "en", script: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/console/cohorts?measure=revenue");
        await page.SelectOptionAsync("select[name=language]", "it");

        await page.ClickAsync(".choices button");

        Assert.Equal("it", await page.GetAttributeAsync("html", "lang"));
        Assert.EndsWith("/console/cohorts?measure=revenue", page.Url, StringComparison.Ordinal);
    }
}
