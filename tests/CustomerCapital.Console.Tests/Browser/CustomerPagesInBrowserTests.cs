using System.Text.Json;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.CustomerPages;
using CustomerCapital.ConsolePages.Tests.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Engine.SignedLinks;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>One look at every customer's page: on a phone, in each language, in both themes, by axe-core, and by keyboard alone without script.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class CustomerPagesInBrowserTests(ConsoleServer server, Chromium chromium)
{
    private const string Run =
        """
        async rules => JSON.stringify((await axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) })).violations.map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + " " + (node.any[0]?.message ?? "")).join(" | ")}`))
        """;

    [Fact]
    public async Task Pages_fit_a_phone_and_violate_no_rule_in_either_theme()
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "artifacts", "axe-core", "package", "axe.min.js"));
        await using var context = await chromium.ContextAsync(server.Address, width: 390);
        var page = await context.NewPageAsync();
        var watch = new Watch(page);
        var faults = new List<string>();

        foreach (var name in CustomerAddresses.Names)
        {
            var address = await CustomerAddresses.OfAsync(server, name);
            foreach (var language in ConsoleLanguage.All)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                await page.GotoAsync($"{address}?lang={language.Tag}");
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") is > 390 and var width) faults.Add($"{name} in {language.Tag} is {width} px wide");
                if (language != ConsoleLanguage.All[0]) continue;
                await page.EvaluateAsync(axe);
                faults.AddRange((await RunAsync(page)).Select(violation => $"{name}: {violation}"));
                await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                faults.AddRange((await RunAsync(page, "color-contrast")).Select(violation => $"{name} in the dark: {violation}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(watch.Complaints.Count == 0, string.Join('\n', watch.Complaints));
    }

    [Fact]
    public async Task Customer_joins_and_consents_by_keyboard_without_script()
    {
        await server.Engine.ExecuteAsync("by-keyboard", [new RegisterCustomer { Name = "Kim", Language = "de" }]);
        await using var context = await chromium.ContextAsync(server.Address, "en", script: false, width: 390);
        var page = await context.NewPageAsync();
        await page.GotoAsync(await CustomerAddresses.LinkAsync(server, LinkKind.CustomerPage, "by-keyboard"));

        await page.FocusAsync("section form button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync(ConsoleLanguage.Of("de")!["done.saved"]);
        await page.FocusAsync("input[type=checkbox][name=email]");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("input[type=checkbox][name=email]")).ToBeCheckedAsync();

        var state = (await server.Engine.Customer("by-keyboard").GetAsync())!;
        Assert.Equal((true, new Consents(Email: true)), (state.Enrolled, state.Profile.Consents));
    }

    private static async Task<string[]> RunAsync(IPage page, params string[] rules) =>
        JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run, rules.Length == 0 ? null : rules))!;
}
