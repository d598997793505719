using System.Net.Http.Headers;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Engine.SignedLinks;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Gateway.Tests.Consents;

/// <summary>The pages behind the links of mails.</summary>
public sealed class ConsentPagesTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(GatewayServer.Now);
    private GatewayServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(time: _time);
        Assert.Equal(201, (await _server.PutAsync("/v1/customers/nora", """{"name":"Nora","email":"nora@example.org","language":"it","consents":{"email":true,"phone":true}}""")).Status);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Unsubscribe_link_shows_a_button_and_changes_nothing_until_it_is_pressed()
    {
        var path = await LinkAsync("email:marketing");

        for (var look = 0; look < 3; look++)
        {
            var page = await _server.GetAsync(path);
            Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
            Assert.Contains("""<html lang="it">""", page.Text, StringComparison.Ordinal);
            Assert.Contains("<form method=\"post\"><button>", page.Text, StringComparison.Ordinal);
            Assert.Equal(("no-store", "no-referrer"), (page.Header("Cache-Control"), page.Header("Referrer-Policy")));
            Assert.StartsWith("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }

        Assert.True(await HasConsentAsync());
        Assert.Equal(1, await EntriesAsync());

        Assert.Equal(200, await PostAsync(path, ""));
        Assert.False(await HasConsentAsync());
        Assert.True((await _server.Engine.Customer("nora").GetAsync())!.HasConsentTo(ContactChannel.Phone, ContactPurpose.Marketing));
    }

    /// <remarks>RFC 8058, section 3.2: the mail program sends the pair of List-Unsubscribe-Post as a form, without cookies, and expects no redirection.</remarks>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Unsubscribe_by_one_click_works_as_often_as_the_customer_consents_again(string mediaType)
    {
        var path = await LinkAsync("email:marketing");
        var body = mediaType[0] == 'a' ? "List-Unsubscribe=One-Click" : "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";

        for (var time = 1; time <= 2; time++)
        {
            Assert.Equal(200, await PostAsync(path, body, mediaType));
            Assert.False(await HasConsentAsync());
            var entries = await EntriesAsync();
            Assert.Equal(200, await PostAsync(path, body, mediaType));
            Assert.Equal(entries, await EntriesAsync());
            Assert.Equal(201, (await _server.PostAsync("/v1/customers/nora/consents", $$"""{"consentId":"again-{{time}}","channel":"email","purpose":"marketing","isGiven":true}""")).Status);
            Assert.True(await HasConsentAsync());
        }
    }

    [Fact]
    public async Task Unsubscribe_by_a_forged_an_altered_or_an_expired_link_changes_nothing()
    {
        var path = await LinkAsync("email:marketing");
        var token = path["/unsubscribe/".Length..];
        var page = await _server.Engine.AskAsync(new MakeLink(LinkKind.CustomerPage, "nora", "email:marketing"));
        string[] wrong =
        [
            .. Enumerable.Range(0, token.Length).Select(at => token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..]),
            token[..^1], token + "A", token[1..], "none", page.Token,
            (await LinkAsync("email:service"))["/unsubscribe/".Length..], (await LinkAsync("nonsense"))["/unsubscribe/".Length..],
        ];

        foreach (var other in wrong.Where(other => other != token))
        {
            Assert.Equal(404, await PostAsync("/unsubscribe/" + other, "List-Unsubscribe=One-Click"));
            Assert.True(await HasConsentAsync());
        }

        _time.Advance(TimeSpan.FromDays(1_095));
        Assert.Equal(410, (await _server.GetAsync(path)).Status);
        Assert.Equal(410, await PostAsync(path, "List-Unsubscribe=One-Click"));
        Assert.True(await HasConsentAsync());
        Assert.Equal(1, await EntriesAsync());
    }

    [Fact]
    public async Task Confirmation_link_gives_the_consent_that_was_asked_for_once_it_is_pressed()
    {
        Assert.Equal(201, (await _server.PostAsync("/v1/customers/nora/consent-requests", """{"consentId":"form-1","channel":"email","purpose":"survey"}""")).Status);
        var path = (await _server.Engine.AskAsync(new MakeLink(LinkKind.ConsentConfirmation, "nora", "form-1"))).Path;

        Assert.Contains("Conferma", (await _server.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.False((await _server.Engine.Customer("nora").GetAsync())!.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey));
        Assert.Equal(200, await PostAsync(path, ""));
        Assert.True((await _server.Engine.Customer("nora").GetAsync())!.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey));

        var consents = (await _server.GetAsync("/v1/customers/nora/consents")).Json;
        Assert.Equal(["customer_registered", "customer_registered", "customer_registered", "consent_requested", "consent_confirmed"], consents.GetProperty("history").EnumerateArray().Select(fact => fact.GetProperty("event").GetString()));
        Assert.Equal(0, consents.GetProperty("requested").GetArrayLength());
    }

    [Fact]
    public async Task Confirmation_link_does_not_give_again_what_was_withdrawn_since()
    {
        await _server.PostAsync("/v1/customers/nora/consent-requests", """{"consentId":"form-1","channel":"email","purpose":"survey"}""");
        var path = (await _server.Engine.AskAsync(new MakeLink(LinkKind.ConsentConfirmation, "nora", "form-1"))).Path;
        await PostAsync(path, "");
        await _server.PostAsync("/v1/customers/nora/consents", """{"consentId":"c1","channel":"email","purpose":"survey","isGiven":false}""");

        Assert.Equal(200, await PostAsync(path, ""));

        Assert.False((await _server.Engine.Customer("nora").GetAsync())!.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey));
    }

    [Theory]
    [InlineData("de-CH,de;q=0.9", "de")]
    [InlineData("fr, it;q=0.5, en;q=0.2", "it")]
    [InlineData("fr", "en")]
    public async Task Page_of_nobody_is_in_the_readers_language(string accepted, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/unsubscribe/none");
        request.Headers.Add("Accept-Language", accepted);

        using var answer = await _server.Client.SendAsync(request);

        Assert.Contains($"<html lang=\"{language}\">", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(string subject) => (await _server.Engine.AskAsync(new MakeLink(LinkKind.Unsubscribe, "nora", subject))).Path;

    private async Task<int> PostAsync(string path, string body, string mediaType = "application/x-www-form-urlencoded")
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        using var answer = await _server.Client.PostAsync(path, content);
        return (int)answer.StatusCode;
    }

    private async Task<bool> HasConsentAsync() => (await _server.Engine.Customer("nora").GetAsync())!.HasConsentTo(ContactChannel.Email, ContactPurpose.Marketing);

    private async Task<int> EntriesAsync() => (await _server.Engine.Customer("nora").EntriesAsync(0, 100)).Count;
}
