using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.CustomerPages;

/// <summary>What holds of every customer's page, in every language.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class EveryCustomerPageTests(ConsoleServer server)
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string>();
            foreach (var name in CustomerAddresses.Names)
                foreach (var language in ConsoleLanguage.All) pages.Add(language.Tag, name);
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_answers_in_the_language_that_is_chosen_and_runs_no_script(string language, string name)
    {
        using var visitor = new Visitor(server.Address);

        var page = await visitor.GetAsync($"{await CustomerAddresses.OfAsync(server, name)}?lang={language}");

        Assert.Equal(200, page.Status);
        Assert.Contains($"<html lang=\"{language}\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' https://shop.example", page.Headers["Content-Security-Policy"]);
        Assert.Equal(("nosniff", "no-referrer", "no-store", "noindex, nofollow"), (page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"], page.Headers["Cache-Control"], page.Headers["X-Robots-Tag"]));
        Assert.DoesNotContain("X-Frame-Options", page.Headers.Keys);
        Assert.DoesNotContain(page.Tags, tag => Inline().IsMatch(Quoted().Replace(tag, "")));
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/console", page.Text, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page.Text, "<h1[ >]"));
        Assert.DoesNotMatch(@"\{\d\}", page.Words);
    }

    [Fact]
    public async Task Pages_complain_of_nothing()
    {
        using var visitor = new Visitor(server.Address);
        var before = server.Complaints.Count;
        foreach (var name in CustomerAddresses.Names) await visitor.GetAsync(await CustomerAddresses.OfAsync(server, name));

        Assert.Empty(server.Complaints.Skip(before));
    }

    [GeneratedRegex(@"\s(style|on[a-z]+)=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
