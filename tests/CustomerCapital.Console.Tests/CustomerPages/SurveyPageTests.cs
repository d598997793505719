using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.ConsolePages.Tests.CustomerPages;

/// <summary>The answer of a survey: given, corrected, withdrawn.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SurveyPageTests(ConsoleServer server) : IDisposable
{
    private static readonly ConsoleLanguage English = ConsoleLanguage.All[0];

    private readonly Visitor _visitor = new(server.Address, language: "en");

    [Fact]
    public async Task Answer_of_a_detractor_is_an_opinion_and_opens_a_follow_up_once()
    {
        var address = await InviteAsync("answer-1", SurveyKind.Nps);
        var form = (await _visitor.GetAsync(address)).Form("answer");
        (form["score"], form["comment"]) = ("3", "Slow.");

        var answer = await _visitor.PostAsync(address, form);
        await _visitor.PostAsync(address, form);

        Assert.EndsWith("?done=answered", answer.Headers["Location"], StringComparison.Ordinal);
        var state = await StateAsync("answer-1");
        Assert.Equal([3], Opinions.Part.Of(state).Nps.Keys);
        Assert.Equal("NPS 3: Slow.", Assert.Single(state.OpenFollowUps).Note);
        Assert.Equal((0, 1), (CustomerSurveys.Part.Of(state).Open.Count, CustomerSurveys.Part.Of(state).Answered));
    }

    [Fact]
    public async Task Second_answer_corrects_the_first_and_a_withdrawn_one_is_gone()
    {
        var address = await InviteAsync("answer-2", SurveyKind.Review);
        var first = (await _visitor.GetAsync(address)).Form("answer");
        first["score"] = "2";
        await _visitor.PostAsync(address, first);

        var page = await _visitor.GetAsync(address);
        Assert.Contains(English["survey.again"], page.Words, StringComparison.Ordinal);
        var second = page.Form("answer");
        Assert.Equal("2", second["score"]);
        (second["score"], second["comment"]) = ("5", "Better.");
        await _visitor.PostAsync(address, second);
        Assert.Equal([5], Opinions.Part.Of(await StateAsync("answer-2")).Reviews.Keys);

        await _visitor.PostAsync(address, (await _visitor.GetAsync(address)).Form("withdraw"));

        Assert.Empty(Opinions.Part.Of(await StateAsync("answer-2")).Reviews);
        Assert.Contains(English["survey.withdrawn"], (await _visitor.GetAsync(address)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_from_a_window_that_was_opened_before_the_first_answer_corrects_that()
    {
        var address = await InviteAsync("answer-3", SurveyKind.Nps);
        var (one, other) = ((await _visitor.GetAsync(address)).Form("answer"), (await _visitor.GetAsync(address)).Form("answer"));
        (one["score"], other["score"]) = ("4", "10");

        await _visitor.PostAsync(address, one);
        await _visitor.PostAsync(address, other);

        Assert.Equal([10], Opinions.Part.Of(await StateAsync("answer-3")).Nps.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("11")]
    [InlineData("ten")]
    public async Task Answer_that_is_none_stands_on_the_page_with_what_is_wrong(string score)
    {
        var address = await InviteAsync("answer-4", SurveyKind.Nps);
        var form = (await _visitor.GetAsync(address)).Form("answer");
        (form["score"], form["comment"]) = (score, "What I wanted to say.");

        var page = await _visitor.PostAsync(address, form);

        Assert.Equal((200, "What I wanted to say."), (page.Status, page.Form("answer")["comment"]));
        Assert.Contains("class=\"trouble\"", page.Text, StringComparison.Ordinal);
        Assert.Empty(Opinions.Part.Of(await StateAsync("answer-4")).Nps);
    }

    [Fact]
    public async Task Score_of_the_address_is_proposed_and_nothing_is_recorded_by_looking()
    {
        var address = await InviteAsync("answer-5", SurveyKind.Nps);

        var form = (await _visitor.GetAsync(address + "?score=8")).Form("answer");

        Assert.Equal("8", form["score"]);
        Assert.Empty(Opinions.Part.Of(await StateAsync("answer-5")).Nps);
    }

    [Fact]
    public async Task Survey_to_which_nobody_was_invited_is_not_found()
    {
        await InviteAsync("answer-6", SurveyKind.Nps);

        Assert.Equal(404, (await _visitor.GetAsync(await CustomerAddresses.LinkAsync(server, LinkKind.Survey, "answer-6", "another"))).Status);
    }

    [Fact]
    public async Task Share_link_leads_to_the_shop_alone_with_its_code_and_keeps_nothing_of_the_visitor()
    {
        await server.Engine.ExecuteAsync("sharer", [new RegisterCustomer { Name = "Ada Lovelace" }]);
        var address = await CustomerAddresses.LinkAsync(server, LinkKind.Share, "sharer");

        var page = await _visitor.GetAsync(address + "?url=https://evil.example&share=forged");

        Assert.Contains($"href=\"https://shop.example/welcome?from=club&amp;share={address["/r/".Length..]}\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ada likes to shop at", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Lovelace", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", page.Headers.Keys);
    }

    public void Dispose() => _visitor.Dispose();

    private async Task<string> InviteAsync(string customerId, SurveyKind kind)
    {
        Assert.NotNull((await server.Engine.ExecuteAsync(customerId, [new InviteToSurvey { SurveyId = "s", Kind = kind, ExpiresAt = Shop.Opening.AddDays(300) }]))[0].Receipt);
        return await CustomerAddresses.LinkAsync(server, LinkKind.Survey, customerId, "s");
    }

    private async Task<ActorState> StateAsync(string id) => (await server.Engine.Customer(id).GetAsync())!;
}
