using System.Net;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Lists of the pages and their files, as a browser has them.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class ListsTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public static TheoryData<string> Sources
    {
        get
        {
            using var services = new ServiceCollection().AddConsole().BuildServiceProvider();
            return [.. services.GetServices<ITableSource>().Select(source => source.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Files_pass_over_nonsense(string name)
    {
        foreach (var query in (string[])[$"{name}.from=2147483647", "id=%01%1B&after=%01&through=%01&batch=%01&q=%01&kind=99&day=abc", $"{name}.from=1&{name}.from=2&id=a&id=b"])
            Assert.Equal(200, (await _visitor.GetAsync($"/console/csv/{name}?{query}")).Status);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Files_begin_with_a_byte_order_mark_and_are_the_same_in_every_language(string name)
    {
        // What campaigns wait for is told in the reader's words.
        if (name == "campaigns") return;
        var id = name switch { "timeline" => "C00001", "raffle-winners" => "summer", _ => "thanks" };
        var files = new List<string>();
        foreach (var language in ConsoleLanguage.All)
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language.Tag);
            var bytes = await client.GetByteArrayAsync(new Uri($"/console/csv/{name}?id={id}&q=a", UriKind.Relative));
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            files.Add(System.Text.Encoding.UTF8.GetString(bytes));
        }

        Assert.All(files, file => Assert.Equal(files[0], file));
    }

    [Fact]
    public async Task Day_of_the_calendar_leads_to_the_list_of_what_there_is_on_it()
    {
        var day = DayLink().Match((await _visitor.GetAsync("/console/campaigns")).Text);
        Assert.True(day.Success);

        var page = await _visitor.GetAsync(WebUtility.HtmlDecode(day.Groups[1].Value));
        var lines = (await _visitor.GetAsync($"/console/csv/calendar?day={day.Groups[2].Value}")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(ConsoleLanguage.All[0]["calendar.alldays"], page.Words, StringComparison.Ordinal);
        Assert.True(lines.Length > 1);
        Assert.All(lines.Skip(1), line => Assert.StartsWith(day.Groups[2].Value, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/console/customers?order=zzz&after=%01")]
    [InlineData("/console/customers?f1=rung&o1=atLeast&v1=member&order=-revenue")]
    [InlineData("/console/rewards?day=abc")]
    [InlineData("/console/rewards?day=2026-06-01")]
    [InlineData("/console/rewards?day=2999-01-01")]
    [InlineData("/console/search?q=%20")]
    [InlineData("/console/search?q=a%01")]
    [InlineData("/console/vouchers?batch=%01")]
    [InlineData("/console/work?through=abc&kind=99")]
    [InlineData("/console/cohorts?from=abc&through=9999-12")]
    [InlineData("/console/periods?from=2026-02&through=2026-01")]
    public async Task Calls_that_lists_name_are_answered(string address)
    {
        var calls = Call().Matches((await _visitor.GetAsync(address)).Text).Select(call => WebUtility.HtmlDecode(call.Groups[1].Value)).Distinct().ToList();

        Assert.NotEmpty(calls);
        foreach (var call in calls) Assert.Equal((call, 200), (call, (await _visitor.GetAsync(call)).Status));
    }

    [Fact]
    public async Task Page_after_the_first_leads_back_and_its_file_begins_at_the_beginning()
    {
        var page = await _visitor.GetAsync("/console/customers?order=-revenue&done=saved");
        var next = WebUtility.HtmlDecode(Next().Match(page.Text).Groups[1].Value);
        Assert.DoesNotContain(ConsoleLanguage.All[0]["table.first"], page.Words, StringComparison.Ordinal);

        var second = await _visitor.GetAsync(next);

        Assert.Contains("href=\"/console/customers?order=-revenue#t-customers\" rel=\"first\"", second.Text.Replace("&amp;done=saved", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("href=\"/console/csv/customers?order=-revenue\"", second.Text, StringComparison.Ordinal);
        var file = (await _visitor.GetAsync("/console/csv/customers?order=-revenue")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.True(file.Length > Shop.Customers, $"The file has {file.Length} lines.");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("it")]
    public async Task Liability_of_a_day_to_come_is_that_of_today_and_says_so(string tag)
    {
        using var visitor = new Visitor(server.Address, tag);
        var future = await visitor.GetAsync("/console/rewards?day=2999-01-01");
        var today = await visitor.GetAsync("/console/rewards");

        var language = ConsoleLanguage.Of(tag)!;
        Assert.Contains(language["liability.future"], future.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(language["liability.future"], today.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("2999-01-01\" max", future.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_expires_has_a_chart_for_each_wallet()
    {
        var wallets = (await _visitor.GetAsync("/console/csv/expiring")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[1]).Distinct().ToList();

        Assert.True(wallets.Count > 1);
        Assert.Equal(wallets.Select(wallet => $"{ConsoleLanguage.All[0]["liability.expiring"]} · {wallet}"),
            Chart().Matches((await _visitor.GetAsync("/console/rewards")).Text).Select(chart => WebUtility.HtmlDecode(chart.Groups[1].Value)));
    }

    [Fact]
    public async Task What_columns_mean_can_be_read_without_a_mouse()
    {
        var page = await _visitor.GetAsync("/console/periods");

        Assert.Contains($"<dd>{WebUtility.HtmlEncode(ConsoleLanguage.All[0]["periods.rate.means"])}</dd>", page.Text, StringComparison.Ordinal);
        Assert.Contains($"<summary>{ConsoleLanguage.All[0]["table.meanings"]}</summary>", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", false)]
    [InlineData("de", true)]
    [InlineData("it", true)]
    public async Task Sentences_of_the_engine_are_marked_as_English_where_the_page_is_not(string tag, bool marked)
    {
        using var visitor = new Visitor(server.Address, tag);

        Assert.Equal(marked, Verdict().IsMatch((await visitor.GetAsync("/console/value")).Text));
    }

    public void Dispose() => _visitor.Dispose();

    [GeneratedRegex("<td class=\"[^\"]*\"><span lang=\"en\">|<td><span lang=\"en\">")]
    private static partial Regex Verdict();

    [GeneratedRegex("href=\"(/v1/[^\"]*)\"")]
    private static partial Regex Call();

    [GeneratedRegex("href=\"([^\"]*)\" rel=\"next\"")]
    private static partial Regex Next();

    [GeneratedRegex("<figcaption>(.*?)</figcaption>")]
    private static partial Regex Chart();

    [GeneratedRegex("href=\"(/console/campaigns\\?day=([0-9-]+)#t-calendar)\"")]
    private static partial Regex DayLink();
}
