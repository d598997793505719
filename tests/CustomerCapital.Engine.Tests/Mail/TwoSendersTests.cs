using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Mail;

/// <summary>Two processes that send mails at once, as they may for some seconds after a silo has ended.</summary>
public sealed class TwoSendersTests
{
    private const int Messages = 200;

    private readonly FakeTimeProvider _time = new(new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_message_goes_out_once_and_none_is_named()
    {
        var ledger = new InMemoryLedger();
        await using var host = await InProcessHost.StartAsync(ledger, new(), _time);
        var template = new MessageTemplate { Purpose = ContactPurpose.Service, Variants = [new("en", "Hello", "Hello {{ customer.name }}")] };
        Assert.NotNull((await host.AskAsync(new PutTemplate("receipt", template, (await host.AskAsync(new ReadTemplates())).Version))).Version);
        for (var at = 0; at < Messages; at++)
            await host.ExecuteAsync($"c{at}", [new RegisterCustomer { Email = $"c{at}@example.org" }, new PlanMessage { MessageId = "m1", Template = "receipt" }]);
        var transport = new SlowTransport();
        var named = 0;

        var senders = Enumerable.Range(0, 2).Select(_ => host.Mail(transport, (_, _) => Interlocked.Increment(ref named))).ToList();
        // One of the two is told that the other has kept how far it has come, and begins anew.
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(senders.Select(sender => Task.Run(async () => await Record.ExceptionAsync(() => sender.RoundAsync()))));
            _time.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.Equal(Messages, transport.Taken.Distinct().Count());
        Assert.Equal(Messages, transport.Taken.Count);
        Assert.Equal(0, named);
    }

    /// <summary>Takes every mail, each a moment after its last line.</summary>
    private sealed class SlowTransport : IMailTransport, IMailConnection
    {
        private readonly List<string> _taken = [];

        public IReadOnlyList<string> Taken
        {
            get
            {
                lock (_taken) return [.. _taken];
            }
        }

        public string From => "news@shop.example";

        public string PublicUrl => "https://loyalty.shop.example";

        public int Connections => 4;

        public int Unanswered => 1;

        public Task<IMailConnection> LeaseAsync(CancellationToken cancellation) => Task.FromResult<IMailConnection>(this);

        public async Task<MailAnswer?> SendAsync(OutgoingMail mail, Func<Task<bool>> mayEnd, CancellationToken cancellation)
        {
            if (!await mayEnd()) return null;
            await Task.Delay(1, CancellationToken.None);
            lock (_taken) _taken.Add(mail.To);
            return new(MailAnswerKind.Accepted, "250 ok");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
