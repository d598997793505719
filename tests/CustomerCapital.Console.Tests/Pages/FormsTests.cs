using System.Net.Http.Headers;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Forms do what they say once, for whoever has them from the console, and lose nothing that was typed.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class FormsTests(ConsoleServer server) : IAsyncLifetime
{
    private readonly Visitor _visitor = new(server.Address);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        server.Capital.Outage = Outage.None;
        _visitor.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("/console/preferences")]
    [InlineData("/console/campaign-editor")]
    [InlineData("/console/customer?id=C00001")]
    [InlineData("/console/campaign?id=weekly")]
    [InlineData("/console/raffle?id=summer")]
    [InlineData("/console/program")]
    public async Task Form_without_the_consoles_token_is_refused(string address)
    {
        var form = PageForm.Of("");
        (form["_handler"], form["move"], form["by"], form["language"], form["form-token"]) = ("move", "cancel", "Mallory", "de", "made up");

        var page = await _visitor.PostAsync(address, form);

        Assert.Equal(400, page.Status);
        Assert.Contains(ConsoleLanguage.All[0]["failure.stale.title"], page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie: cc-language", string.Join('\n', page.Headers), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Form_of_another_visitor_is_refused()
    {
        using var other = new Visitor(server.Address);
        var form = (await _visitor.GetAsync("/console/campaign?id=weekly")).Form("move");
        await other.GetAsync("/console");

        Assert.Equal(400, (await other.PostAsync("/console/campaign?id=weekly", form)).Status);
    }

    [Fact]
    public async Task Body_that_is_no_form_is_refused_with_a_page()
    {
        using var json = new StringContent("{}", new MediaTypeHeaderValue("application/json"));

        var page = await _visitor.PostAsync("/console/campaign-editor", json);

        Assert.InRange(page.Status, 400, 415);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_sent_twice_acts_once()
    {
        await server.Engine.ExecuteAsync("twice", [new RegisterCustomer { Name = "Twice" }]);
        var address = ConsoleAddress.Customer("twice");
        var form = (await _visitor.GetAsync(address)).Form("interaction");
        (form["kind"], form["note"]) = ("1", "asked for the opening hours");

        var first = await _visitor.PostAsync(address, form);
        var sequence = (await server.Engine.Customer("twice").GetAsync())!.Sequence;
        var second = await _visitor.PostAsync(address, form);

        Assert.Equal((302, 302, first.Headers["Location"]), (first.Status, second.Status, second.Headers["Location"]));
        Assert.Contains("done=recorded", first.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(sequence, (await server.Engine.Customer("twice").GetAsync())!.Sequence);
        var other = (await _visitor.GetAsync(address)).Form("interaction");
        other["kind"] = "1";
        await _visitor.PostAsync(address, other);
        Assert.Equal(sequence + 1, (await server.Engine.Customer("twice").GetAsync())!.Sequence);
    }

    [Fact]
    public async Task New_campaign_is_not_written_over_another_of_the_same_id()
    {
        var form = (await _visitor.GetAsync("/console/campaign-editor")).Form("campaign");
        (form["id"], form["title"], form["reward"], form["kind"], form["at"], form["intent"]) = ("weekly", "Mine", "five", "once", "2026-09-01T09:00", "save");

        var page = await _visitor.PostAsync("/console/campaign-editor", form);

        Assert.Equal(200, page.Status);
        Assert.Contains("role=\"alert\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("Mine", page.Form("campaign")["title"]);
        Assert.Equal(Shop.Hostile, (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "weekly").Terms.Title);
    }

    [Fact]
    public async Task Wrong_fields_come_back_as_they_were_typed_with_what_is_wrong()
    {
        var form = (await _visitor.GetAsync("/console/campaign-editor")).Form("campaign");
        (form["id"], form["title"], form["reward"], form["kind"], form["at"], form["holdoutPercent"]) = ("wrong", "\"A title\" & more", "five", "once", "2020-01-01T09:00", "many");
        (form["f2"], form["o2"], form["v2"], form["intent"]) = ("orders", "atLeast", "three", "save");

        var page = await _visitor.PostAsync("/console/campaign-editor", form);

        Assert.Equal(200, page.Status);
        Assert.Contains(ConsoleLanguage.All[0]["form.wrong"], page.Words, StringComparison.Ordinal);
        var back = page.Form("campaign");
        foreach (var field in (string[])["id", "title", "reward", "kind", "at", "holdoutPercent", "f2", "o2", "v2", "form-id"]) Assert.Equal(form[field], back[field]);
        Assert.Equal(404, (await _visitor.GetAsync("/v1/campaigns/wrong")).Status);
    }

    [Fact]
    public async Task Campaign_edited_from_a_version_of_before_is_not_written_over_a_newer_one()
    {
        await SaveAsync("/console/campaign-editor", "race", "First");
        var (mine, others) = (await EditAsync("race", "Mine"), await EditAsync("race", "Others"));

        Assert.Equal(302, (await _visitor.PostAsync("/console/campaign-editor?id=race", others)).Status);
        var refused = await _visitor.PostAsync("/console/campaign-editor?id=race", mine);

        Assert.Equal((200, "Mine"), (refused.Status, refused.Form("campaign")["title"]));
        Assert.Equal("Others", (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "race").Terms.Title);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("everything")]
    [InlineData("cancel")]
    public async Task Campaign_is_cancelled_by_nothing_but_a_cancellation_that_is_meant(string? move)
    {
        var form = (await _visitor.GetAsync("/console/campaign?id=weekly")).Form("move");
        if (move is not null) form["move"] = move;

        var page = await _visitor.PostAsync("/console/campaign?id=weekly", form);

        Assert.Equal(200, page.Status);
        Assert.NotEqual(CampaignStatus.Cancelled, (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "weekly").Status);
    }

    [Fact]
    public async Task New_campaign_that_is_sent_twice_is_saved_both_times()
    {
        var form = (await _visitor.GetAsync("/console/campaign-editor")).Form("campaign");
        (form["id"], form["title"], form["reward"], form["kind"], form["at"], form["intent"]) = ("sent-twice", "Once", "five", "once", "2026-09-01T09:00", "save");

        var (first, second) = (await _visitor.PostAsync("/console/campaign-editor", form), await _visitor.PostAsync("/console/campaign-editor", form));

        Assert.Equal((302, 302), (first.Status, second.Status));
        Assert.Equal(1, (await server.Engine.AskAsync(new ReadCampaigns())).Single(campaign => campaign.CampaignId == "sent-twice").Version);
    }

    [Fact]
    public async Task Change_without_a_version_overwrites_nothing()
    {
        var form = (await _visitor.GetAsync("/console/program")).Form("policy");
        (form["version"], form["intent"]) = ("", "save");
        form["policy"] = form["policy"]!.Replace("\"activityWindowMonths\": 3", "\"activityWindowMonths\": 5", StringComparison.Ordinal);
        var before = server.Engine.Policy.Program.Policy.Version;

        Assert.Contains(": 5", form["policy"]!, StringComparison.Ordinal);
        await _visitor.PostAsync("/console/program", form);

        Assert.Equal(before, server.Engine.Policy.Program.Policy.Version);
    }

    [Fact]
    public async Task Preferences_lead_back_to_an_address_in_any_script_and_keep_no_long_name()
    {
        var form = PageForm.Of((await _visitor.GetAsync("/console")).Text);
        (form["back"], form["language"]) = ("/console/search?q=ü\"<>", "de");

        var page = await _visitor.PostAsync("/console/preferences", form);

        Assert.Equal(302, page.Status);
        Assert.StartsWith("/console/search?q=", page.Headers["Location"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Console")]
    [InlineData("/CONSOLE/csv/ladder?x=1")]
    public async Task Other_spelling_of_the_path_leads_to_the_one_that_cookies_belong_to(string address)
    {
        var page = await _visitor.GetAsync(address);

        Assert.Equal(308, page.Status);
        Assert.StartsWith("/console", page.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_out_of_reach_gives_a_page_that_says_so()
    {
        server.Capital.Outage = Outage.Questions;

        foreach (var language in ConsoleLanguage.All)
        {
            using var visitor = new Visitor(server.Address, language.Tag);
            var page = await visitor.GetAsync("/console/customers");
            Assert.Equal((503, "1"), (page.Status, page.Headers["Retry-After"]));
            Assert.Contains(language["failure.unavailable.title"], page.Words, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Form_that_fails_keeps_what_was_typed_and_can_be_sent_again()
    {
        var form = (await _visitor.GetAsync("/console/campaign-editor")).Form("campaign");
        (form["id"], form["title"], form["reward"], form["kind"], form["at"], form["intent"]) = ("later", "Kept", "five", "once", "2026-09-01T09:00", "save");
        server.Capital.Outage = Outage.Commands;

        var page = await _visitor.PostAsync("/console/campaign-editor", form);

        Assert.Equal(200, page.Status);
        Assert.Contains(ConsoleLanguage.All[0]["form.unavailable"], page.Words, StringComparison.Ordinal);
        var again = page.Form("campaign");
        Assert.Equal(("Kept", form["form-id"]), (again["title"], again["form-id"]));
        server.Capital.Outage = Outage.None;
        again["intent"] = "save";
        Assert.Equal(302, (await _visitor.PostAsync("/console/campaign-editor", again)).Status);
    }

    [Fact]
    public async Task Record_that_fails_keeps_the_comment()
    {
        var form = (await _visitor.GetAsync("/console/customer?id=C00001")).Form("feedback");
        (form["nps"], form["comment"]) = ("9", "It's <great> & \"cheap\"");
        server.Capital.Outage = Outage.Commands;

        var page = await _visitor.PostAsync("/console/customer?id=C00001", form);

        Assert.Equal((200, "It's <great> & \"cheap\"", "9"), (page.Status, page.Form("feedback")["comment"], page.Form("feedback")["nps"]));
    }

    [Fact]
    public async Task What_a_German_records_is_what_an_English_reader_records_to_the_byte()
    {
        var cultures = (System.Globalization.CultureInfo.CurrentCulture, System.Globalization.CultureInfo.DefaultThreadCurrentCulture);
        var recorded = new List<(string Customer, string Campaign)>();
        foreach (var language in (string[])["en", "de", "it"])
        {
            using var visitor = new Visitor(server.Address, language);
            var (customerId, campaignId) = ("person-" + language, "same-" + language);
            await server.Engine.ExecuteAsync(customerId, [new RegisterCustomer { Name = "Same" }, new RecordPurchase { PurchaseId = "p", Amount = Money.Round(12.5m) }]);
            var feedback = (await visitor.GetAsync(ConsoleAddress.Customer(customerId))).Form("feedback");
            (feedback["nps"], feedback["comment"], feedback["form-id"]) = ("9", "1.5 € – 2,5 €", "the-same");
            Assert.Equal(302, (await visitor.PostAsync(ConsoleAddress.Customer(customerId), feedback)).Status);
            var campaign = (await visitor.GetAsync("/console/campaign-editor")).Form("campaign");
            (campaign["id"], campaign["title"], campaign["reward"], campaign["kind"], campaign["at"], campaign["intent"], campaign["by"]) = (campaignId, "Same", "five", "once", "2026-09-01T09:00", "save", "Maria");
            (campaign["holdoutPercent"], campaign["budget.amount"], campaign["f1"], campaign["o1"], campaign["v1"]) = ("12.5", "1000.25", "revenue", "atLeast", "99.5");
            Assert.Equal(302, (await visitor.PostAsync("/console/campaign-editor", campaign)).Status);
            recorded.Add((await EntriesAsync(customerId), await EntriesAsync(CampaignRunner.ActorOf(campaignId))));
        }

        Assert.Single(recorded.Distinct());
        Assert.Contains("1000.25", recorded[0].Campaign, StringComparison.Ordinal);
        Assert.Equal(cultures, (System.Globalization.CultureInfo.CurrentCulture, System.Globalization.CultureInfo.DefaultThreadCurrentCulture));
    }

    private async Task<string> EntriesAsync(ActorId actor) =>
        string.Join('\n', (await server.Engine.Customer(actor).EntriesAsync(0, 100)).Select(entry => $"{entry.Sequence} {entry.OccurredAt:o} {entry.NaturalId} {System.Text.Encoding.UTF8.GetString(LedgerJson.EncodeUtf8(entry))}"));

    private async Task SaveAsync(string address, string id, string title)
    {
        var form = (await _visitor.GetAsync(address)).Form("campaign");
        (form["id"], form["title"], form["reward"], form["kind"], form["at"], form["intent"]) = (id, title, "five", "once", "2026-09-01T09:00", "save");
        Assert.Equal(302, (await _visitor.PostAsync(address, form)).Status);
    }

    private async Task<PageForm> EditAsync(string id, string title)
    {
        var form = (await _visitor.GetAsync("/console/campaign-editor?id=" + id)).Form("campaign");
        (form["title"], form["intent"]) = (title, "save");
        return form;
    }
}
