using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>Pictures of every page, in every language, on a desk and on a phone.</summary>
internal static class Screenshots
{
    private static readonly int[] Widths = [1_280, 390];

    /// <summary>Writes <c>LANGUAGE-WIDTH-PAGE.png</c> into a folder.</summary>
    /// <returns>After how many milliseconds each page showed its first content, as the browser counts from the click.</returns>
    public static async Task<IReadOnlyList<double>> WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await using var server = new ConsoleServer { Text = "Mug of the month" };
        await server.InitializeAsync();
        await using var chromium = new Chromium();
        var paints = new List<double>();
        foreach (var language in ConsoleLanguage.All)
        {
            foreach (var width in Widths)
            {
                await using var context = await chromium.ContextAsync(server.Address, language.Tag, width: width);
                var page = await context.NewPageAsync();
                foreach (var address in ConsoleMap.Addresses)
                {
                    await page.GotoAsync(address);
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{language.Tag}-{width}-{NameOf(address)}.png"), FullPage = true });
                    paints.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
                }
            }
        }

        return paints;
    }

    private static string NameOf(string address) => address == "/console" ? "today" : string.Concat(address["/console/".Length..].Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))[..Math.Min(60, address.Length - "/console/".Length)];
}
