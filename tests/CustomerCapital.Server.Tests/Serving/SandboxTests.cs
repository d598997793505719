using System.Diagnostics;
using CustomerCapital.Client;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Gateway.Tests.Subscriptions;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Serving;

public sealed class SandboxTests : IDisposable
{
    private readonly ProgramRun _folder = new();

    [Fact]
    public async Task Clock_of_a_sandbox_goes_on_after_a_restart_and_its_ledger_is_not_served_by_the_real_time()
    {
        var moment = new DateTimeOffset(2027, 3, 28, 1, 0, 0, TimeSpan.Zero);
        var url = ServerProcess.FreeUrl();
        using (var server = ServerProcess.Start(_folder.Database, "serve", "--sandbox", "--url", url))
        {
            await server.LineAsync("Serving");
            using var client = new GatewayClient(new(url), connectionLimit: 4);
            Assert.True((await client.GetClockAsync()).IsSandbox);
            Assert.Equal(moment, (await client.SetClockAsync(moment)).Now);
            server.Kill();
        }

        var (code, errors) = await ServerProcess.RunAsync(_folder.Database, "serve", "--url", url);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("serve it with --sandbox", errors, StringComparison.Ordinal);
        using var again = ServerProcess.Start(_folder.Database, "serve", "--sandbox", "--url", url);
        await again.LineAsync("Serving");
        using var later = new GatewayClient(new(url), connectionLimit: 4);
        Assert.Equal(moment, (await later.GetClockAsync()).Now);
        Assert.Equal(moment.AddDays(1), (await later.SetClockAsync(moment.AddDays(1))).Now);
        again.Kill();
    }

    [Fact]
    public async Task Webhooks_are_sent_on_while_the_clock_of_a_sandbox_stands_in_the_past()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start(_folder.Database, "serve", "--sandbox", "--url", url, "--webhook-hosts", "127.0.0.1");
        await server.LineAsync("Serving");
        using var client = new GatewayClient(new(url), connectionLimit: 4);
        await using var tills = await GatewayStreams.ConnectAsync([new(url)], new());
        await client.SetClockAsync(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await client.PutSubscriptionAsync("shop", new(new(receiver.Url) { EventTypes = ["purchase_recorded"] }, "maria"));

        foreach (var purchase in (string[])["p1", "p2", "p3"])
        {
            await tills.ExecuteAsync("ada", [new RecordPurchase { PurchaseId = purchase, Amount = Money.Round(1) }]);
            var came = Stopwatch.StartNew();
            while (!receiver.Received.Any(webhook => webhook.Body.Contains($"\"{purchase}\"", StringComparison.Ordinal)))
            {
                Assert.True(came.Elapsed < TimeSpan.FromSeconds(60), purchase);
                await Task.Delay(50);
            }
        }

        server.Kill();
    }

    public void Dispose() => _folder.Dispose();
}
