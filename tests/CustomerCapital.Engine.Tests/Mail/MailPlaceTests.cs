using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Mail;

/// <summary>Where the sender of mails begins to read.</summary>
public sealed class MailPlaceTests : IAsyncLifetime
{
    private const int Purchases = 30;

    private readonly FakeTimeProvider _time = new(new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryLedger _ledger = new();
    private readonly TakingTransport _transport = new();
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        await _host.ExecuteAsync("ada", [new RegisterCustomer { Name = "Ada", Email = "ada@example.org" }]);
        for (var at = 1; at <= Purchases; at++) await _host.ExecuteAsync("ada", [new RecordPurchase { PurchaseId = $"p{at}", Amount = new(Money.Scale) }]);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_read_before_there_can_be_a_message()
    {
        Assert.Equal(0, await RoundAsync());

        Assert.Null(await _ledger.ReadControlAsync("delivery:mail"));
    }

    [Fact]
    public async Task Reading_begins_where_the_first_template_was_saved_and_later_ones_change_nothing()
    {
        await PutAsync("receipt");
        await _host.ExecuteAsync("ada", [new PlanMessage { MessageId = "m1", Template = "receipt" }]);
        await PutAsync("another");

        var passed = await RoundAsync();

        Assert.Equal(["ada@example.org"], _transport.Taken);
        // What is passed besides the message is what became of it.
        Assert.InRange(passed, 1, Purchases / 2);
    }

    [Fact]
    public async Task Message_of_a_consent_that_names_a_template_before_any_was_saved_is_sent_once_that_is_saved()
    {
        await _host.ExecuteAsync("ada", [new RequestConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, Template = "confirm" }]);
        await PutAsync("confirm");

        await RoundAsync();

        Assert.Equal(["ada@example.org"], _transport.Taken);
    }

    [Fact]
    public async Task Ledger_whose_templates_an_earlier_version_has_saved_is_read_from_its_first_entry()
    {
        await PutAsync("receipt");
        await _host.ExecuteAsync("ada", [new PlanMessage { MessageId = "m1", Template = "receipt" }]);
        await using var earlier = new InMemoryLedger();
        await using var host = await InProcessHost.StartAsync(earlier, new(), _time);
        var restore = host.Restore();
        await foreach (var line in _host.Export().ReadAsync()) await restore.TakeAsync(line);
        await restore.CompleteAsync();
        Assert.Null(await earlier.ReadControlAsync("delivery:mail"));

        var passed = await host.Mail(_transport, (_, _) => { }).RoundAsync();

        Assert.Equal(["ada@example.org"], _transport.Taken);
        Assert.InRange(passed, Purchases, int.MaxValue);
    }

    private Task<int> RoundAsync() => _host.Mail(_transport, (_, _) => { }).RoundAsync();

    private async Task PutAsync(string name)
    {
        var kept = await _host.AskAsync(new ReadTemplates());
        var template = new MessageTemplate { Purpose = ContactPurpose.Service, Variants = [new("en", "Hello", "Hello {{ customer.name }}")] };
        Assert.NotNull((await _host.AskAsync(new PutTemplate(name, template, kept.Version))).Version);
    }

    /// <summary>Takes every mail.</summary>
    private sealed class TakingTransport : IMailTransport, IMailConnection
    {
        public List<string> Taken { get; } = [];

        public string From => "news@shop.example";

        public string PublicUrl => "https://loyalty.shop.example";

        public int Connections => 1;

        public int Unanswered => 1;

        public Task<IMailConnection> LeaseAsync(CancellationToken cancellation) => Task.FromResult<IMailConnection>(this);

        public async Task<MailAnswer?> SendAsync(OutgoingMail mail, Func<Task<bool>> mayEnd, CancellationToken cancellation)
        {
            if (!await mayEnd()) return null;
            Taken.Add(mail.To);
            return new(MailAnswerKind.Accepted, "250 ok");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
