using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>A campaign from an empty draft to its results, as somebody does it who has a keyboard and nothing else.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class CampaignStoryTests(ConsoleServer server, Chromium chromium) : IAsyncLifetime
{
    /// <summary>More presses of the tabulator than any page has places to stop at.</summary>
    private const int MostStops = 400;

    private static readonly ConsoleLanguage English = ConsoleLanguage.All[0];

    public Task InitializeAsync() => SetApprovalAsync(true);

    public Task DisposeAsync() => SetApprovalAsync(false);

    [Fact]
    public async Task Campaign_is_written_checked_approved_run_and_judged_by_keyboard_alone()
    {
        await using var context = await chromium.ContextAsync(server.Address, "en-GB");
        var page = await context.NewPageAsync();
        var watch = new Watch(page);
        await page.GotoAsync("/console");
        await PressAsync(page, "nav a[href='/console/campaigns']");
        await PressAsync(page, "a[href='/console/campaign-editor']");

        var begins = server.Engine.Now.AddHours(1);
        Assert.Equal(begins.Day, begins.Month);
        await TypeAsync(page, "input[name=id]", "story");
        await TypeAsync(page, "input[name=title]", "The story");
        await TypeAsync(page, "select[name=reward]", "Five");
        await TypeAsync(page, "select[name=f1]", English["field.orders"]);
        await TypeAsync(page, "select[name=o1]", English["operator.atLeast"]);
        await TypeAsync(page, "input[name=v1]", "one");
        await Assertions.Expect(page.Locator("#verdict .trouble")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("1");
        await TypeMomentAsync(page, "input[name=at]", begins);
        await TypeAsync(page, "input[name=holdoutPercent]", "20");
        await TypeAsync(page, "input[name=measureDays]", "2");
        await TypeAsync(page, "input[name=by]", "Maria");
        await Assertions.Expect(page.Locator("#verdict .answer")).ToBeVisibleAsync();
        Assert.DoesNotContain("story", (await server.Engine.AskAsync(new ReadCampaigns())).Select(campaign => campaign.CampaignId));
        await PressAsync(page, "button[value=save]");

        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync(English["done.saved"]);
        await PressAsync(page, "button[value=schedule]");
        await Assertions.Expect(page.Locator("main .trouble")).ToBeVisibleAsync();
        await TypeAsync(page, "input[name=by]", "Robert");
        await PressAsync(page, "button[value=schedule]");
        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync(English["done.scheduled"]);
        Assert.Equal(CampaignStatus.Scheduled, (await ViewAsync()).Status);

        await server.LiveAsync(begins - server.Engine.Now + TimeSpan.FromMinutes(1));
        var granted = (await server.Engine.AskAsync(new ReportRuns("story"))).Single().Outcomes.Single(one => one.Outcome == OfferOutcome.Granted).Customers;
        Assert.InRange(granted, 20, 200);
        // The page looks again by itself, every three seconds.
        await Assertions.Expect(page.Locator("#progress")).ToContainTextAsync(granted.ToString("N0", English.Culture), new() { Timeout = 15_000 });

        await BuyAsync();
        await server.LiveAsync(TimeSpan.FromDays(4));
        await PressAsync(page, "nav a[href='/console/campaigns']");
        await PressAsync(page, "a[href='/console/campaign?id=story']");
        await Assertions.Expect(page.Locator("section[aria-labelledby=results] .answer")).ToBeVisibleAsync();
        Assert.Contains(English["results.final"], await page.InnerTextAsync("section[aria-labelledby=results]"), StringComparison.Ordinal);
        Assert.True(watch.Complaints.Count == 0, string.Join('\n', watch.Complaints));
    }

    [Fact]
    public async Task Who_leaves_what_was_typed_is_asked_first()
    {
        await using var context = await chromium.ContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var asked = new TaskCompletionSource<string>();
        page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            await dialog.AcceptAsync();
        };
        await page.GotoAsync("/console/campaign-editor");
        await TypeAsync(page, "input[name=id]", "abandoned");

        await page.GotoAsync("/console");

        Assert.Equal("beforeunload", await asked.Task);
    }

    private async Task<CampaignView> ViewAsync() => (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "story");

    private async Task BuyAsync()
    {
        var customers = (await server.Engine.AskAsync(new FindCustomers(Segment.Everyone, null, 200))).Lines;
        foreach (var (index, line) in customers.Index())
            await server.Engine.ExecuteAsync(line.CustomerId, [new RecordPurchase { PurchaseId = "in-story", Amount = Money.Round(10 + index * 7 % 50) }]);
    }

    private async Task SetApprovalAsync(bool needed) =>
        Assert.Empty((await server.Engine.Policy.PutAsync(server.Engine.Policy.Program.Policy with { CampaignApproval = needed }, null)).Faults);

    /// <summary>Goes on with the tabulator until it stands where it should.</summary>
    private static async Task TabAsync(IPage page, string place)
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            if (await page.EvaluateAsync<bool>("place => document.activeElement.matches(place)", place)) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{place} cannot be reached by the tabulator on {page.Url}");
    }

    private static async Task PressAsync(IPage page, string place)
    {
        await TabAsync(page, place);
        var loaded = new TaskCompletionSource();
        page.Load += Loaded;
        await page.Keyboard.PressAsync("Enter");
        await loaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        page.Load -= Loaded;

        void Loaded(object? sender, IPage other) => loaded.TrySetResult();
    }

    private static async Task TypeAsync(IPage page, string place, string text)
    {
        await TabAsync(page, place);
        if (!place.StartsWith("select", StringComparison.Ordinal)) await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>A day and a time as the browser's field takes them: day and month in the order of the machine's language, year, hours and minutes, and there the half of the day where it has one.</summary>
    private static async Task TypeMomentAsync(IPage page, string place, DateTimeOffset moment)
    {
        await TabAsync(page, place);
        await page.Keyboard.TypeAsync(moment.ToString("ddMMyyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.TypeAsync(moment.ToString("hhmm", System.Globalization.CultureInfo.InvariantCulture));
        await page.Keyboard.TypeAsync(moment.ToString("tt", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(moment.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture), await page.InputValueAsync(place));
    }
}
