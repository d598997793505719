using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>What a reader chooses, and what is not there.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class VisitTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    [Fact]
    public async Task Language_and_theme_that_were_chosen_stay_chosen()
    {
        var answer = await ChooseAsync("/console/ladder", "it", "dark");

        Assert.Equal((302, "/console/ladder"), (answer.Status, answer.Headers["Location"]));
        var page = await _visitor.GetAsync("/console/cohorts");
        Assert.Contains("<html lang=\"it\" data-theme=\"dark\"", page.Text, StringComparison.Ordinal);
        await ChooseAsync("/console/ladder", "de", "");
        Assert.Matches("<html lang=\"de\"(?! data-theme)", (await _visitor.GetAsync("/console")).Text);
    }

    [Fact]
    public async Task Choice_that_there_is_not_changes_nothing()
    {
        await ChooseAsync("/console", "fr", "pink");

        Assert.Matches("<html lang=\"en\"(?! data-theme)", (await _visitor.GetAsync("/console")).Text);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/console")]
    [InlineData("/console\\..\\evil")]
    [InlineData("/v1/customers")]
    public async Task Choice_never_leads_elsewhere(string back)
    {
        var form = PageForm.Of((await _visitor.GetAsync("/console")).Text.Split("class=\"choices\"")[1].Split("</form>")[0]);
        (form["back"], form["language"]) = (back, "de");

        Assert.Equal("/console", (await _visitor.PostAsync("/console/preferences", form)).Headers["Location"]);
    }

    [Theory]
    [InlineData("/console/customer?id=nobody", "customer.none")]
    [InlineData("/console/customer", "customer.none")]
    [InlineData("/console/customer?id=campaign%3Aweekly", "customer.none")]
    [InlineData("/console/campaign?id=none", "campaign.none")]
    [InlineData("/console/campaign?id=..%2F..", "campaign.none")]
    [InlineData("/console/raffle?id=none", "raffles.missing")]
    public async Task What_is_not_there_has_a_page_that_says_so(string address, string key) =>
        Assert.Contains(ConsoleLanguage.All[0][key], (await _visitor.GetAsync(address)).Words, StringComparison.Ordinal);

    [Theory]
    [InlineData("/console/nothing")]
    [InlineData("/console/csv/nothing")]
    [InlineData("/console/assets/000000000000/console.css")]
    [InlineData("/console/assets/../../appsettings.json")]
    public async Task Address_that_is_not_there_is_not_found(string address) => Assert.Equal(404, (await _visitor.GetAsync(address)).Status);

    [Fact]
    public async Task Notice_is_one_of_the_consoles_own()
    {
        Assert.Contains(ConsoleLanguage.All[0]["done.saved"], (await _visitor.GetAsync("/console?done=saved")).Words, StringComparison.Ordinal);
        Assert.DoesNotContain("You won", (await _visitor.GetAsync("/console?done=You+won")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_a_form_answers_how_many_are_reached()
    {
        var page = await _visitor.GetAsync("/console/customers?f1=rung&o1=atLeast&v1=member&intent=check");

        Assert.Matches("<div id=\"reach\" role=\"status\">", page.Text);
        Assert.Matches(@"\d+ customers", page.Words);
    }

    public void Dispose() => _visitor.Dispose();

    private async Task<Page> ChooseAsync(string back, string language, string theme)
    {
        var form = PageForm.Of((await _visitor.GetAsync(back)).Text.Split("class=\"choices\"")[1].Split("</form>")[0]);
        (form["language"], form["theme"]) = (language, theme);
        return await _visitor.PostAsync("/console/preferences", form);
    }
}
