using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>One look at every page.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class EveryPageInBrowserTests(ConsoleServer server, Chromium chromium)
{
    private const int PhoneWidth = 390;

    public static TheoryData<string> Languages => [.. ConsoleLanguage.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Pages_are_shown_without_a_complaint_and_fit_a_phone(string language)
    {
        await using var context = await chromium.ContextAsync(server.Address, language);
        var page = await context.NewPageAsync();
        var watch = new Watch(page);
        var wide = new List<string>();

        foreach (var address in ConsoleMap.Addresses)
        {
            await page.SetViewportSizeAsync(1_280, 900);
            await page.GotoAsync(address);
            Assert.Equal(language, await page.GetAttributeAsync("html", "lang"));
            if (await WidthAsync(page) > 1_280) wide.Add($"{address} at 1280 px");
            await page.SetViewportSizeAsync(PhoneWidth, 844);
            if (await WidthAsync(page) is > PhoneWidth and var width) wide.Add($"{address} is {width} px wide: {await WidestAsync(page)}");
        }

        Assert.True(wide.Count == 0, string.Join('\n', wide));
        Assert.True(watch.Complaints.Count == 0, string.Join('\n', watch.Complaints));
    }

    [Fact]
    public async Task Print_shows_tables_in_full_and_nothing_to_press()
    {
        await using var context = await chromium.ContextAsync(server.Address);
        await context.AddCookiesAsync([new() { Name = Preferences.ThemeCookie, Value = "dark", Url = server.Address + "console" }]);
        var page = await context.NewPageAsync();
        foreach (var address in (string[])["/console", "/console/cohorts", "/console/customer?id=C00001", "/console/campaign?id=thanks"])
        {
            await page.GotoAsync(address);
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.Equal(0, await page.Locator("nav:visible, button:visible, input:not([type=hidden]):visible, select:visible, textarea:visible, .skip:visible").CountAsync());
            Assert.True(await page.Locator("h1").IsVisibleAsync());
            Assert.True(await page.Locator("main table:visible").CountAsync() > 0, address);
            // What is printed is dark on white, whichever theme was chosen.
            Assert.Empty(await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("main *")].filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                  .filter(one => { const [r, g, b] = getComputedStyle(one instanceof SVGElement ? one : one).getPropertyValue(one instanceof SVGElement ? "fill" : "color").match(/[\d.]+/g).map(Number); return r + g + b > 3 * 140; })
                  .map(one => `${one.tagName}.${one.className.baseVal ?? one.className}`)
                """));
            var file = await page.PdfAsync();
            Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString(file, 0, 4));
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    [Fact]
    public async Task Choice_of_language_and_theme_takes_effect_when_it_is_sent_and_not_before()
    {
        await using var context = await chromium.ContextAsync(server.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/console/ladder?share=10");

        // A list that reloads the page as soon as an arrow key is pressed cannot be used by keyboard (WCAG 3.2.2).
        await page.SelectOptionAsync("select[name=language]", "de");
        Assert.Equal("en", await page.GetAttributeAsync("html", "lang"));
        await page.ClickAsync(".choices button");
        await page.WaitForSelectorAsync("html[lang=de]");
        await page.SelectOptionAsync("select[name=theme]", "dark");
        await page.ClickAsync(".choices button");
        await page.WaitForSelectorAsync("html[data-theme=dark]");

        Assert.EndsWith("/console/ladder?share=10", page.Url, StringComparison.Ordinal);
        Assert.Equal("rgb(18, 22, 20)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    private static Task<int> WidthAsync(IPage page) => page.EvaluateAsync<int>("document.documentElement.scrollWidth");

    /// <summary>What stands out on the right, by its tag and class.</summary>
    private static async Task<string> WidestAsync(IPage page) => string.Join(" ", await page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll("main *, header *, footer *")].filter(one => !one.closest(".scroll, pre, svg") && one.getBoundingClientRect().right > innerWidth + 1)
          .map(one => `${one.tagName}.${one.className}`).slice(0, 5)
        """));
}
