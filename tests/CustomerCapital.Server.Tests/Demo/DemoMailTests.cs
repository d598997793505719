using CustomerCapital.Engine.Mail;
using CustomerCapital.Server.Demo;
using CustomerCapital.Server.Mail;
using MailKit.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CustomerCapital.Server.Tests.Demo;

/// <summary>The demo's mail server takes mails, and its pages show them.</summary>
public sealed class DemoMailTests : IAsyncLifetime
{
    private readonly DemoMailServer _server = DemoMailServer.Start();
    private readonly HttpClient _client = new();
    private SmtpTransport _transport = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _transport = new(new("127.0.0.1", _server.Port, SecureSocketOptions.None, new("Shop", "news@shop.example"), "http://127.0.0.1:8080"), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapDemoMails(_server);
        await _app.StartAsync();
        _client.BaseAddress = new(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _transport.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Mail_that_arrived_is_listed_and_shown_and_its_links_can_be_followed()
    {
        await SendAsync("m1", "Read http://127.0.0.1:8080/my/abc & more", "<p>Hello</p>");

        Assert.Contains("<a href=\"/console/demo-mails/1\">News &lt;1&gt;</a>", await _client.GetStringAsync("console/demo-mails"), StringComparison.Ordinal);
        var page = await _client.GetStringAsync("console/demo-mails/1");
        Assert.Contains("Read <a href=\"http://127.0.0.1:8080/my/abc\" rel=\"noreferrer\" target=\"_blank\">http://127.0.0.1:8080/my/abc</a> &amp; more", page, StringComparison.Ordinal);
        Assert.Contains("<th>List-Unsubscribe</th><td>&lt;https://shop.example/unsubscribe/x&gt;</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_of_a_mail_stands_in_a_frame_without_rights()
    {
        await SendAsync("m1", "Text", "<script>alert(1)</script>\"><img src=x>");

        using var answer = await _client.GetAsync(new Uri("console/demo-mails/1", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\"", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latest_mails_are_kept_and_others_are_not_there()
    {
        for (var at = 0; at < DemoMailServer.Most + 3; at++) await SendAsync($"m{at}", "Text", null);

        Assert.Equal((DemoMailServer.Most, 4), (_server.Mails.Count, _server.Mails[^1].Key));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await _client.GetAsync(new Uri("console/demo-mails/3", UriKind.Relative))).StatusCode);
    }

    private async Task SendAsync(string id, string text, string? html)
    {
        await using var connection = await _transport.LeaseAsync(CancellationToken.None);
        var answer = await connection.SendAsync(new($"{id}@shop.example", "ada@example.org", "Ada", new("en", "News <1>", text, html), "https://shop.example/unsubscribe/x"), () => Task.FromResult(true), CancellationToken.None);
        Assert.Equal(MailAnswerKind.Accepted, answer!.Value.Kind);
    }
}
