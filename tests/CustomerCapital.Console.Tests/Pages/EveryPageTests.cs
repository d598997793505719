using System.Net;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>What holds of every page, in every language.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class EveryPageTests(ConsoleServer server) : IDisposable
{
    /// <summary>A browser reads the first page in one round trip more than the least, over a slow line in a second.</summary>
    private const int MostBytes = 60 * 1_024;

    private readonly Visitor _visitor = new(server.Address);

    public static TheoryData<string, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string>();
            foreach (var address in ConsoleMap.Addresses)
                foreach (var language in ConsoleLanguage.All) pages.Add(language.Tag, address);
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_answers_in_the_language_that_is_asked_for_and_holds_nothing_inline(string language, string address)
    {
        using var visitor = new Visitor(server.Address, language);

        var page = await visitor.GetAsync(address);

        Assert.Equal(200, page.Status);
        Assert.Contains($"<html lang=\"{language}\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", page.Headers["Content-Security-Policy"]);
        Assert.Equal(("nosniff", "same-origin", "no-store"), (page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"], page.Headers["Cache-Control"]));
        Assert.DoesNotContain(page.Tags, tag => Inline().IsMatch(Quoted().Replace(tag, "")));
        Assert.DoesNotContain("<style", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.All(Regex.Matches(page.Text, "<script.*?</script>", RegexOptions.Singleline), script => Assert.Matches("^<script src=\"/console/assets/[0-9a-f]+/console.js\" defer></script>$", script.Value));
        Assert.Single(Regex.Matches(page.Text, "<h1[ >]"));
        Assert.EndsWith(" · CustomerCapital", page.Title, StringComparison.Ordinal);
        Assert.Empty(IdsOf(page).GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.DoesNotMatch(@"\{\d\}", page.Words);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_shows_hostile_texts_as_texts(string language, string address)
    {
        using var visitor = new Visitor(server.Address, language);

        var page = await visitor.GetAsync(address);

        Assert.DoesNotContain("<img", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task First_page_with_all_that_belongs_to_it_is_small()
    {
        using var raw = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = server.Address };
        raw.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");

        using var answer = await raw.GetAsync(new Uri("/console", UriKind.Relative));
        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        var page = (await answer.Content.ReadAsByteArrayAsync()).Length + new[] { "console.css", "console.js", "icon.svg" }.Sum(ConsoleAssets.PackedSize);
        Assert.InRange(page, 1_000, MostBytes);
    }

    [Fact]
    public async Task Links_of_pages_lead_somewhere()
    {
        var seen = new HashSet<string>();
        var failed = new List<string>();
        foreach (var address in ConsoleMap.Addresses)
        {
            foreach (var link in (await _visitor.GetAsync(address)).Links)
            {
                // One of each kind: customers and rows by the hundred lead to the same page.
                if (!seen.Add(ValueOfQuery().Replace(link, "="))) continue;
                if (await _visitor.GetAsync(link) is { Status: not 200 } missing) failed.Add($"{address}: {link} answers {missing.Status}");
            }
        }

        Assert.Empty(failed);
        Assert.True(seen.Count > ConsoleMap.Routes.Count);
    }

    [Fact]
    public async Task Pages_complain_of_nothing()
    {
        var before = server.Complaints.Count;
        foreach (var address in ConsoleMap.Addresses) await _visitor.GetAsync(address);

        Assert.Empty(server.Complaints.Skip(before));
    }

    [Fact]
    public async Task Nonsense_in_an_address_is_passed_over()
    {
        var failed = new List<string>();
        string[] nonsense = ["a", "-1", "99999999999999999999", "2026-13", "\0", "%", "{\"all\":", "0001-01", "9999-12", "'\"><"];
        foreach (var route in ConsoleMap.Routes)
        {
            foreach (var value in nonsense)
            {
                var names = (string[])["id", "copy", "from", "through", "month", "q", "after", "order", "f1", "o1", "v1", "segment", "view", "rung", "periods.sort", "periods.from", "margin", "budget", "months", "done", "batch", "page"];
                var page = await _visitor.GetAsync(ConsoleAddress.Of(route, [.. names.Select(name => (name, (string?)value))]));
                if (page.Status is not (200 or 400 or 404 or 422)) failed.Add($"{route} with {value} answers {page.Status}");
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed.Concat(server.Complaints)));
    }

    public void Dispose() => _visitor.Dispose();

    private static IEnumerable<string> IdsOf(Page page) => page.Tags.SelectMany(tag => Id().Matches(tag)).Select(id => id.Groups[1].Value);

    [GeneratedRegex(@"\s(style|on[a-z]+)=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("\\sid=\"([^\"]*)\"")]
    private static partial Regex Id();

    [GeneratedRegex("=[^&]*")]
    private static partial Regex ValueOfQuery();
}
