using System.Text.Json;
using CustomerCapital.ConsolePages.Tests.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>Every page by the rules of axe-core: whoever cannot see, or has no mouse, gets along.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PagesByAxeTests(ConsoleServer server, Chromium chromium)
{
    private const string Run =
        """
        async rules => JSON.stringify((await axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) })).violations.map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + " " + (node.any[0]?.message ?? "")).join(" | ")}`))
        """;

    [Fact]
    public async Task Pages_violate_no_rule_in_either_theme()
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "artifacts", "axe-core", "package", "axe.min.js"));
        await using var context = await chromium.ContextAsync(server.Address);
        var page = await context.NewPageAsync();
        var violations = new List<string>();

        foreach (var address in ConsoleMap.Addresses)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await page.GotoAsync(address);
            await page.EvaluateAsync(axe);
            violations.AddRange((await RunAsync(page)).Select(violation => $"{address}: {violation}"));
            // Colours are all that a theme changes.
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            violations.AddRange((await RunAsync(page, "color-contrast")).Select(violation => $"{address} in the dark: {violation}"));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    private static async Task<string[]> RunAsync(IPage page, params string[] rules) =>
        JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run, rules.Length == 0 ? null : rules))!;
}
