using System.Buffers.Text;
using System.Text.Json;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.ConsolePages.Tests.CustomerPages;

/// <summary>A customer's own page: what it shows, and what the customer can do there.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MyPageTests(ConsoleServer server) : IDisposable
{
    private static readonly ConsoleLanguage English = ConsoleLanguage.All[0];

    private readonly Visitor _visitor = new(server.Address, language: "en");

    [Fact]
    public async Task Page_of_a_regular_customer_shows_figures_vouchers_orders_and_what_leads_on()
    {
        var id = await NewAsync("ada", new RecordPurchase { PurchaseId = "o-1", Amount = Money.Round(20), OccurredAt = Shop.Opening }, new RecordPurchase { PurchaseId = "o-2", Amount = Money.Round(12.5m), OccurredAt = Shop.Opening }, new GrantReward { GrantId = "g", Reward = "five", Free = true });
        await server.SettleAsync();

        var page = await _visitor.GetAsync(await LinkAsync(id));

        var code = CustomerVouchers.Part.Of(await StateAsync(id)).Held[^1].Code;
        Assert.All((string[])["Hello, Ada", English["my.rung.Customer"], English["my.next.join"], "2 more orders", code, "5.00 EUR", "o-1", "12.50 EUR", "The latest of 2 orders", "/r/"], text => Assert.Contains(text, page.Words, StringComparison.Ordinal));
        Assert.Contains($"aria-label=\"QR code of the voucher {code}\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("https://wa.me/?text=", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Language_of_the_customer_stands_before_that_of_the_browser()
    {
        var id = await NewAsync("bruna");
        await server.Engine.ExecuteAsync(id, [new ChangeRegistration { Language = "it-CH" }]);

        Assert.Contains("<html lang=\"it\"", (await _visitor.GetAsync(await LinkAsync(id))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_was_typed_is_kept_once_and_what_is_emptied_is_gone()
    {
        var id = await NewAsync("carla");
        var address = await LinkAsync(id);
        var form = (await _visitor.GetAsync(address)).Form("person");
        (form["name"], form["email"], form["phone"], form["birthDate"], form["language"]) = ("Carla Neri", "carla@example.org", "", "1980-02-29", "de");

        var answer = await _visitor.PostAsync(address, form);
        var before = (await StateAsync(id)).Sequence;
        await _visitor.PostAsync(address, form);

        Assert.Equal((302, address + "?done=saved"), (answer.Status, new Uri(server.Address, answer.Headers["Location"]).PathAndQuery));
        Assert.Equal(new Profile { Name = "Carla Neri", Email = "carla@example.org", BirthDate = new(1980, 2, 29), Language = "de" }, (await StateAsync(id)).Profile);
        Assert.Equal(before, (await StateAsync(id)).Sequence);
    }

    [Fact]
    public async Task Data_that_cannot_be_is_refused_and_stands_on_the_page()
    {
        var id = await NewAsync("dora");
        var address = await LinkAsync(id);
        var form = (await _visitor.GetAsync(address)).Form("person");
        (form["name"], form["birthDate"]) = ("Dora", "2999-01-01");

        var page = await _visitor.PostAsync(address, form);

        Assert.Equal((200, "2999-01-01"), (page.Status, page.Form("person")["birthDate"]));
        Assert.Equal("Dora", page.Form("person")["name"]);
        Assert.Null((await StateAsync(id)).Profile.BirthDate);
    }

    [Fact]
    public async Task Consents_are_given_and_taken()
    {
        var id = await NewAsync("elsa");
        var address = await LinkAsync(id);
        var form = (await _visitor.GetAsync(address)).Form("consents");
        (form["email"], form["post"]) = ("on", "on");
        await _visitor.PostAsync(address, form);
        Assert.Equal(new Consents(Email: true, Post: true), (await StateAsync(id)).Profile.Consents);

        form = (await _visitor.GetAsync(address)).Form("consents");
        Assert.Equal(("on", null, "on"), (form["email"], form["phone"], form["post"]));
        form["email"] = null;
        await _visitor.PostAsync(address, form);

        Assert.Equal(new Consents(Post: true), (await StateAsync(id)).Profile.Consents);
    }

    [Fact]
    public async Task Account_is_closed_when_the_customer_has_said_so_twice()
    {
        var id = await NewAsync("frida", new SetEnrolment { Enrolled = true });
        await server.Engine.ExecuteAsync(id, [new ChangeRegistration { Consents = new(true, true, true) }]);
        var address = await LinkAsync(id);

        var asked = await _visitor.PostAsync(address, (await _visitor.GetAsync(address)).Form("close"));
        var unticked = await _visitor.PostAsync(address, asked.Form("close"));
        Assert.Contains(English["my.close.tick"], unticked.Words, StringComparison.Ordinal);
        Assert.True((await StateAsync(id)).Enrolled);
        var sure = unticked.Form("close");
        sure["sure"] = "on";
        await _visitor.PostAsync(address, sure);
        await _visitor.PostAsync(address, sure);

        var state = await StateAsync(id);
        Assert.Equal((false, new Consents()), (state.Enrolled, state.Profile.Consents));
        Assert.Equal((FollowUpKind.Email, English["my.close.note"]), (Assert.Single(state.OpenFollowUps).Kind, state.OpenFollowUps[0].Note));
    }

    [Fact]
    public async Task Account_that_is_closed_again_is_answered_alike_and_nothing_is_recorded_until_it_was_opened_anew()
    {
        var id = await NewAsync("henry", new SetEnrolment { Enrolled = true }, new ChangeConsent { ConsentId = "c", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true });
        var address = await LinkAsync(id);

        var first = await CloseAsync(address);
        var closed = await StateAsync(id);
        Assert.False(closed.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey));
        var second = await CloseAsync(address);

        Assert.Equal((first.Status, first.Headers["Location"]), (second.Status, second.Headers["Location"]));
        Assert.Equal(closed.Sequence, (await StateAsync(id)).Sequence);
        await server.Engine.ExecuteAsync(id, [new CompleteFollowUp { FollowUpId = closed.OpenFollowUps[0].FollowUpId }]);
        await CloseAsync(address);
        Assert.Empty((await StateAsync(id)).OpenFollowUps);
        await server.Engine.ExecuteAsync(id, [new SetEnrolment { Enrolled = true }]);
        await CloseAsync(address);
        Assert.Single((await StateAsync(id)).OpenFollowUps);
        Assert.False((await StateAsync(id)).Enrolled);
    }

    [Fact]
    public async Task Account_of_somebody_with_as_many_follow_ups_as_there_can_be_is_closed_and_seen_to()
    {
        var id = await NewAsync("ida", [.. Enumerable.Range(0, ScheduleFollowUp.OpenLimit).Select(number => new ScheduleFollowUp { FollowUpId = $"f{number}", Kind = FollowUpKind.Call, DueAt = server.Engine.Now.AddDays(40) })]);
        await server.Engine.ExecuteAsync(id, [new SetEnrolment { Enrolled = true }]);

        await CloseAsync(await LinkAsync(id));

        var state = await StateAsync(id);
        Assert.Equal((false, ScheduleFollowUp.OpenLimit + 1), (state.Enrolled, state.OpenFollowUps.Count));
        Assert.StartsWith(ScheduleFollowUp.ClosurePrefix, state.OpenFollowUps[0].FollowUpId, StringComparison.Ordinal);
    }

    private async Task<Page> CloseAsync(string address)
    {
        var sure = (await _visitor.PostAsync(address, (await _visitor.GetAsync(address)).Form("close"))).Form("close");
        sure["sure"] = "on";
        return await _visitor.PostAsync(address, sure);
    }

    [Fact]
    public async Task Membership_begins_by_the_button()
    {
        var id = await NewAsync("greta");
        var address = await LinkAsync(id);

        await _visitor.PostAsync(address, (await _visitor.GetAsync(address)).Form("join"));

        Assert.True((await StateAsync(id)).Enrolled);
        Assert.DoesNotContain(English["my.join"], (await _visitor.GetAsync(address)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_of_data_holds_the_state_and_every_entry()
    {
        var state = await StateAsync("C00001");

        var file = await _visitor.GetAsync(await LinkAsync("C00001") + "/data.json");

        using var json = JsonDocument.Parse(file.Text);
        Assert.Equal(("application/json", "attachment; filename=data.json", "no-store"), (file.Headers["Content-Type"], file.Headers["Content-Disposition"], file.Headers["Cache-Control"]));
        Assert.Equal((state.Sequence, "C00001"), (json.RootElement.GetProperty("entries").GetArrayLength(), json.RootElement.GetProperty("state").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Link_with_any_byte_altered_is_not_found_and_a_form_that_is_sent_to_it_changes_nothing()
    {
        var id = await NewAsync("hanna");
        var address = await LinkAsync(id);
        var form = (await _visitor.GetAsync(address)).Form("join");
        var token = Base64Url.DecodeFromChars(address.AsSpan("/my/".Length));
        for (var at = 0; at < token.Length; at++)
        {
            var altered = (byte[])token.Clone();
            altered[at] ^= 1;
            var forged = "/my/" + Base64Url.EncodeToString(altered);

            Assert.Equal(404, (await _visitor.GetAsync(forged)).Status);
            if (at % 8 == 0) Assert.Equal(404, (await _visitor.PostAsync(forged, form)).Status);
        }

        Assert.Equal((404, English["failure.invalid.title"]), (await _visitor.GetAsync("/my/nonsense")) is var page ? (page.Status, page.Title) : default);
        Assert.False((await StateAsync(id)).Enrolled);
    }

    [Theory]
    [InlineData(LinkKind.Share, "/my/")]
    [InlineData(LinkKind.Unsubscribe, "/my/")]
    public async Task Link_of_another_kind_opens_no_page(LinkKind kind, string root)
    {
        var link = await server.Engine.AskAsync(new MakeLink(kind, "C00001"));

        Assert.Equal(404, (await _visitor.GetAsync(root + link.Token)).Status);
    }

    [Fact]
    public async Task Link_of_somebody_who_is_not_known_is_not_found() => Assert.Equal(404, (await _visitor.GetAsync(await LinkAsync("nobody-at-all"))).Status);

    [Fact]
    public async Task Link_that_has_expired_says_so()
    {
        var link = (await server.Engine.AskAsync(new ReadLink(LinkKind.CustomerPage, (await LinkAsync("C00001"))["/my/".Length..]))).Link!;
        var keys = new LinkKeys([new(1, Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)number)]))]);

        var page = await _visitor.GetAsync("/my/" + keys.Sign(link with { ExpiresAt = Shop.Opening }));

        Assert.Equal((404, English["failure.expired.title"]), (page.Status, page.Title));
    }

    [Fact]
    public async Task Form_without_its_token_changes_nothing()
    {
        var id = await NewAsync("ida");
        var address = await LinkAsync(id);
        var form = (await _visitor.GetAsync(address)).Form("join");
        form["form-token"] = null;

        Assert.Equal(400, (await _visitor.PostAsync(address, form)).Status);
        Assert.False((await StateAsync(id)).Enrolled);
    }

    public void Dispose() => _visitor.Dispose();

    private Task<string> LinkAsync(string id) => CustomerAddresses.LinkAsync(server, LinkKind.CustomerPage, id);

    private async Task<ActorState> StateAsync(string id) => (await server.Engine.Customer(id).GetAsync())!;

    private async Task<string> NewAsync(string name, params ActorCommand[] commands)
    {
        var id = "page-" + name;
        var outcomes = await server.Engine.ExecuteAsync(id, [new RegisterCustomer { Name = char.ToUpperInvariant(name[0]) + name[1..], Phone = "+39 1" }, .. commands]);
        Assert.All(outcomes, outcome => Assert.True(outcome.Receipt is not null, outcome.Message));
        return id;
    }
}
