using System.Text.RegularExpressions;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Server.Mail;
using MailKit.Security;
using Microsoft.Extensions.Time.Testing;
using SmtpServer.Protocol;

namespace CustomerCapital.Server.Tests.Mail;

/// <summary>Messages go through a real mail server.</summary>
public sealed partial class MailTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly InMemoryLedger _ledger = new();
    private readonly List<(string CustomerId, string MessageId)> _named = [];
    private readonly SmtpSink _sink = SmtpSink.Start();
    private InProcessHost _host = null!;
    private SmtpTransport _transport = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        _transport = TransportOf(3, 1);
        await PutAsync("news", ContactPurpose.Marketing);
        await PutAsync("receipt", ContactPurpose.Service);
        await RegisterAsync("ada");
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _host.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Message_arrives_in_the_customers_language_with_what_was_put_in_escaped_in_html_alone()
    {
        Assert.Equal("accepted", await SendAsync("ada", "m1", "news", new() { ["offer"] = "<b>10 %</b>" }));

        await RoundAsync();

        var mail = Assert.Single(_sink.Mails);
        Assert.Equal(("Neues für Ada Rossi", "Ada Rossi, <b>10 %</b>", "news@shop.example", "ada@example.org"), (mail.Subject, mail.TextBody!.Trim(), mail.From.Mailboxes.Single().Address, mail.To.Mailboxes.Single().Address));
        Assert.Equal("<p>Ada Rossi, &lt;b&gt;10 %&lt;/b&gt;</p>", mail.HtmlBody!.Trim());
        Assert.Equal(MailIds.Of("ada", "m1", "news@shop.example"), mail.MessageId);
        Assert.Equal(("ada", "m1"), MailIds.Read($"<{mail.MessageId}>"));
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m1"));
        Assert.Equal(("de", 1L), await LastAsync<MessageMoved, (string?, long?)>("ada", moved => (moved.Language, moved.TemplateVersion)));
    }

    /// <remarks>RFC 8058, section 3.1: one HTTPS address in List-Unsubscribe, and List-Unsubscribe-Post with exactly one pair.</remarks>
    [Fact]
    public async Task Header_of_a_mail_that_needs_consent_is_that_of_RFC_8058_and_its_link_is_the_customers()
    {
        await SendAsync("ada", "m1", "news", new() { ["offer"] = "" });
        await SendAsync("ada", "m2", "receipt", []);

        await RoundAsync();

        var (news, receipt) = (_sink.Mails.Single(mail => mail.MessageId == MailIds.Of("ada", "m1", "news@shop.example")), _sink.Mails.Single(mail => mail.MessageId == MailIds.Of("ada", "m2", "news@shop.example")));
        var match = OneHttpsAddress().Match(news.Headers["List-Unsubscribe"]!);
        Assert.True(match.Success, news.Headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", news.Headers["List-Unsubscribe-Post"]);
        Assert.Single(news.Headers, header => header.Field.Equals("List-Unsubscribe", StringComparison.OrdinalIgnoreCase));
        Assert.Single(news.Headers, header => header.Field.Equals("List-Unsubscribe-Post", StringComparison.OrdinalIgnoreCase));
        var link = await _host.AskAsync(new ReadLink(LinkKind.Unsubscribe, match.Groups["token"].Value));
        Assert.Equal((LinkStatus.Valid, "ada", "email:marketing"), (link.Status, link.Link!.CustomerId, link.Link.Subject));
        Assert.Null(receipt.Headers["List-Unsubscribe"]);
        Assert.Null(receipt.Headers["List-Unsubscribe-Post"]);
    }

    [Fact]
    public async Task Message_whose_template_cannot_be_filled_in_has_failed_and_holds_up_no_other()
    {
        var kept = await _host.AskAsync(new ReadTemplates());
        await _host.AskAsync(new PutTemplate("sum", new() { Purpose = ContactPurpose.Service, Variants = [new("en", "S", "{{ values.n | times: values.n }}")] }, kept.Version));
        await SendAsync("ada", "m1", "sum", new() { ["n"] = "9999999999999999999999999" });
        await SendAsync("ada", "m2", "receipt", []);

        await RoundAsync();

        Assert.Equal((MessageStatus.Failed, 0), await StatusAsync("ada", "m1"));
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m2"));
    }

    [Fact]
    public async Task Message_that_the_server_puts_off_is_sent_later_and_is_never_named()
    {
        var answers = new Queue<SmtpResponse>([new((SmtpReplyCode)451, "4.7.1 Later"), new((SmtpReplyCode)452, "4.2.2 Full")]);
        _sink.Answer = _ => answers.TryDequeue(out var answer) ? answer : null;
        await SendAsync("ada", "m1", "receipt", []);

        await RoundAsync();
        Assert.Equal((MessageStatus.PutOff, 1), await StatusAsync("ada", "m1"));
        await AfterAsync(TimeSpan.FromSeconds(59));
        Assert.Equal((MessageStatus.PutOff, 1), await StatusAsync("ada", "m1"));
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((MessageStatus.PutOff, 2), await StatusAsync("ada", "m1"));
        await AfterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((MessageStatus.Sent, 3), await StatusAsync("ada", "m1"));
        Assert.Single(_sink.Mails);
        Assert.Empty(_named);
    }

    [Theory]
    [InlineData("550", "5.1.1 No such user", "recipient_unknown", true)]
    [InlineData("550", "5.7.1 Not wanted", "rejected", false)]
    public async Task Message_that_the_server_refuses_has_failed_and_an_address_that_does_not_exist_is_shut(string code, string text, string reason, bool isUndeliverable)
    {
        _sink.AnswerTo = _ => new((SmtpReplyCode)int.Parse(code, null), text);
        await SendAsync("ada", "m1", "receipt", []);

        await RoundAsync();

        var state = (await _host.Customer("ada").GetAsync())!;
        Assert.Equal((MessageStatus.Failed, reason), (CustomerMessages.Part.Of(state).Latest[0].Status, CustomerMessages.Part.Of(state).Latest[0].Reason));
        Assert.Equal(isUndeliverable, state.IsUndeliverable);
        Assert.Equal(isUndeliverable ? "address_undeliverable" : "accepted", await SendAsync("ada", "m2", "receipt", []));
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task Message_whose_consent_is_withdrawn_before_it_is_taken_in_hand_is_not_sent()
    {
        await SendAsync("ada", "m1", "news", new() { ["offer"] = "" });
        await _host.ExecuteAsync("ada", [new ChangeConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = false }]);

        await RoundAsync();

        Assert.Equal((MessageStatus.Withheld, 0), await StatusAsync("ada", "m1"));
        Assert.Empty(_sink.Mails);
        Assert.Equal("consent_missing", await SendAsync("ada", "m2", "news", []));
    }

    [Fact]
    public async Task Message_whose_template_asks_for_what_is_not_there_has_failed_and_says_so()
    {
        await SendAsync("ada", "m1", "news", []);

        await RoundAsync();

        Assert.Equal(("template_fails", "text: there is no 'values.offer'."), await LastAsync<MessageMoved, (string?, string?)>("ada", moved => (moved.Reason, moved.Answer)));
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task Message_without_a_mail_server_stays_planned_and_is_sent_once_there_is_one()
    {
        await SendAsync("ada", "m1", "receipt", []);

        Assert.Equal(0, await _host.Mail(null, (_, _) => { }).RoundAsync());
        Assert.Equal((MessageStatus.Planned, 0), await StatusAsync("ada", "m1"));

        await RoundAsync();
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m1"));
    }

    [Fact]
    public async Task Message_is_not_taken_in_hand_while_the_mail_server_cannot_be_reached()
    {
        await SendAsync("ada", "m1", "receipt", []);
        var port = _sink.Port;
        await using var nowhere = new SmtpTransport(new("127.0.0.1", port == 1 ? 2 : 1, SecureSocketOptions.None, new("Shop", "news@shop.example"), "https://loyalty.shop.example"), TimeProvider.System);

        await _host.Mail(nowhere, (_, _) => { }).RoundAsync();

        Assert.Equal((MessageStatus.Planned, 0), await StatusAsync("ada", "m1"));
        Assert.Contains("cannot be used", (await _host.AskAsync(new ReadMailStatus())).LastFailure, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(31));
        await RoundAsync();
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m1"));
    }

    /// <summary>The process ends after the mail server has answered and before that is recorded, in the middle of many mails.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Kill_between_the_servers_answer_and_the_commit_mails_no_other_twice_and_the_log_names_each(int unanswered)
    {
        const int count = 40;
        await using var transport = TransportOf(3, unanswered);
        await PlanAsync(count);
        using var ended = new CancellationTokenSource();
        var killed = new KillingTransport(transport, after: 11, ended);
        await Assert.ThrowsAnyAsync<Exception>(() => _host.Mail(killed, (_, _) => { }).RoundAsync(ended.Token));
        Assert.InRange(killed.Cut.Count, 1, unanswered);

        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);
        var sender = next.Mail(transport, (customerId, messageId) => { lock (_named) _named.Add((customerId, messageId)); });
        await sender.RoundAsync();
        // What the other process had in hand it might be sending still.
        Assert.Empty(_named);
        _time.Advance(TimeSpan.FromSeconds(10));
        await sender.RoundAsync();

        var twice = _sink.Mails.GroupBy(mail => mail.MessageId).Where(mails => mails.Count() > 1).Select(mails => MailIds.Read(mails.Key!)!.Value).ToList();
        Assert.Equal(count, _sink.Mails.Select(mail => mail.MessageId).Distinct().Count());
        Assert.Equal(killed.Cut.Order(), twice.Select(mail => mail.CustomerId).Order());
        // A kill between the note that a mail is in hand and its last line leaves one that is named, and goes out once.
        Assert.Subset(_named.ToHashSet(), twice.ToHashSet());
        Assert.InRange(_named.Count, twice.Count, unanswered);
        for (var at = 1; at <= count; at++) Assert.Equal(MessageStatus.Sent, (await StatusAsync($"c{at}", "m1", next)).Status);
    }

    /// <summary>The mail server answers a mail only once so many others are said to it, of which none may have ended.</summary>
    [Fact]
    public async Task Mails_are_said_side_by_side_and_end_one_after_the_other()
    {
        var (heard, inside, most) = (0, 0, 0);
        var all = new TaskCompletionSource();
        _sink.Hearing = () =>
        {
            if (Interlocked.Increment(ref heard) == 3) all.SetResult();
            return Task.CompletedTask;
        };
        _sink.Taking = async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await all.Task;
            Interlocked.Decrement(ref inside);
        };
        await PlanAsync(12);

        await RoundAsync();

        Assert.Equal((12, 1), (_sink.Mails.Count, most));
    }

    [Fact]
    public async Task As_many_mails_wait_for_their_answer_as_the_setting_says()
    {
        await using var transport = TransportOf(3, 2);
        var (inside, most) = (0, 0);
        var both = new TaskCompletionSource();
        _sink.Taking = async () =>
        {
            if (Interlocked.Increment(ref inside) is var now && now > most) most = now;
            if (now == 2) both.TrySetResult();
            await both.Task;
            Interlocked.Decrement(ref inside);
        };
        await PlanAsync(12);

        await _host.Mail(transport, (_, _) => { }).RoundAsync();

        Assert.Equal((12, 2), (_sink.Mails.Count, most));
    }

    [Fact]
    public async Task Message_whose_consent_is_withdrawn_while_the_mail_is_said_does_not_end()
    {
        await SendAsync("ada", "m1", "news", new() { ["offer"] = "" });
        _sink.Hearing = () => _host.ExecuteAsync("ada", [new ChangeConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = false }]);

        await RoundAsync();

        Assert.Equal((MessageStatus.Withheld, 0), await StatusAsync("ada", "m1"));
        Assert.Equal((1, 0), (_sink.Sessions, _sink.Mails.Count));
        _sink.Hearing = () => Task.CompletedTask;
        await SendAsync("ada", "m2", "receipt", []);
        await RoundAsync();
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m2"));
    }

    [Fact]
    public async Task Message_goes_to_the_address_that_was_registered_while_the_mail_was_said()
    {
        await SendAsync("ada", "m1", "receipt", []);
        _sink.Hearing = async () =>
        {
            _sink.Hearing = () => Task.CompletedTask;
            await _host.ExecuteAsync("ada", [new RegisterCustomer { Name = "Ada Rossi", Email = "new@example.org", Language = "de-CH", Consents = new(Email: true) }]);
        };

        await RoundAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await RoundAsync();

        Assert.Equal("new@example.org", Assert.Single(_sink.Mails).To.Mailboxes.Single().Address);
        Assert.Empty(_named);
    }

    /// <remarks>Text and HTML have dots at the beginning of lines, which SMTP doubles, in a mail of many packets.</remarks>
    [Fact]
    public async Task Mail_of_many_packets_arrives_as_it_was_written()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 4_000).Select(at => at % 3 == 0 ? "." : $".line {at} ü"));
        await PutAsync("long", ContactPurpose.Service, lines);
        await SendAsync("ada", "m1", "long", []);

        await RoundAsync();

        var mail = Assert.Single(_sink.Mails);
        Assert.Equal(lines, mail.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal($"<p>{lines}</p>", mail.HtmlBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal((MessageStatus.Sent, 1), await StatusAsync("ada", "m1"));
    }

    [Fact]
    public async Task Connections_stay_open_between_mails()
    {
        await PlanAsync(30);

        await RoundAsync();

        Assert.Equal(30, _sink.Mails.Count);
        Assert.InRange(_sink.Sessions, 1, _transport.Connections);
    }

    [GeneratedRegex(@"^<https://loyalty\.shop\.example/unsubscribe/(?<token>[A-Za-z0-9_-]+)>$")]
    private static partial Regex OneHttpsAddress();

    private SmtpTransport TransportOf(int connections, int unanswered) => new(
        new("127.0.0.1", _sink.Port, SecureSocketOptions.None, new("Shop", "news@shop.example"), "https://loyalty.shop.example") { Connections = connections, Unanswered = unanswered }, TimeProvider.System);

    /// <summary>A message to each of so many customers.</summary>
    private async Task PlanAsync(int count)
    {
        for (var at = 1; at <= count; at++)
        {
            await RegisterAsync($"c{at}");
            await SendAsync($"c{at}", "m1", "receipt", []);
        }
    }

    private Task<int> RoundAsync() => _host.Mail(_transport, (customerId, messageId) => _named.Add((customerId, messageId))).RoundAsync();

    private async Task AfterAsync(TimeSpan wait)
    {
        _time.Advance(wait);
        await _host.SettleAsync();
        await RoundAsync();
    }

    private async Task RegisterAsync(string id) =>
        await _host.ExecuteAsync(id, [new RegisterCustomer { Name = "Ada Rossi", Email = $"{id}@example.org", Language = "de-CH", Consents = new(Email: true) }]);

    private async Task<string> SendAsync(string customerId, string messageId, string template, Dictionary<string, string> values)
    {
        var outcome = (await _host.ExecuteAsync(customerId, [new PlanMessage { MessageId = messageId, Template = template, Values = values }]))[0];
        return outcome.Code ?? outcome.Status.ToString().ToLowerInvariant();
    }

    private async Task PutAsync(string name, ContactPurpose purpose, string? written = null)
    {
        var kept = await _host.AskAsync(new ReadTemplates());
        var text = written ?? (purpose == ContactPurpose.Marketing ? "{{ customer.name }}, {{ values.offer }}" : "{{ customer.name }}");
        var template = new MessageTemplate { Purpose = purpose, Variants = [new("en", "News for {{ customer.name }}", text), new("de", "Neues für {{ customer.name }}", text, $"<p>{text}</p>")] };
        Assert.NotNull((await _host.AskAsync(new PutTemplate(name, template, kept.Version))).Version);
    }

    private async Task<(MessageStatus Status, int Attempts)> StatusAsync(string customerId, string messageId, InProcessHost? host = null)
    {
        var message = CustomerMessages.Part.Of((await (host ?? _host).Customer(customerId).GetAsync())!).Latest.Find(known => known.MessageId == messageId)!;
        return (message.Status, message.Attempts);
    }

    private async Task<TValue> LastAsync<TEvent, TValue>(string customerId, Func<TEvent, TValue> value) =>
        value((await _host.Customer(customerId).EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<TEvent>().Last());
}
