using System.Net;
using System.Net.Sockets;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Grains.Tests.Customers;

/// <summary>A silo and its caller in one process.</summary>
public sealed class LocalCustomersTests : IAsyncLifetime
{
    private const int Limit = 20;

    private readonly InMemoryLedger _ledger = new();
    private IHost _host = null!;
    private ClusterCapital _capital = null!;
    private int _others;

    private LocalCustomers Local => _host.Services.GetRequiredService<LocalCustomers>();

    public async Task InitializeAsync()
    {
        await _ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(_ledger);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), gatewayPort: 0).UseNoCluster(null, null)
            .AddCustomerCapital(1, Task.FromResult(new OpenedLedger(_ledger, policy, _ledger)), TimeProvider.System, new() { ActorLimit = Limit }));
        _host = builder.Build();
        await _host.StartAsync();
        _capital = await ClusterCapital.ConnectAsync(_host.Services.GetRequiredService<IGrainFactory>(), 1, new(), TimeSpan.FromSeconds(30), TimeProvider.System, Local);
    }

    public async Task DisposeAsync()
    {
        await _capital.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task More_customers_than_are_kept_leave_memory_and_come_back_with_what_they_knew()
    {
        for (var round = 1; round <= 3; round++)
        {
            for (var customer = 0; customer < 10 * Limit; customer++)
                Assert.Equal(round, (await _capital.ExecuteAsync($"c{customer}", [Purchase($"p{round}")]))[0].Receipt!.Orders);
        }

        // Those that are told to leave do so one by one.
        while (Local.Count > 2 * Limit) await Task.Yield();
        Assert.Equal(OutcomeStatus.Duplicate, (await _capital.ExecuteAsync("c0", [Purchase("p1")]))[0].Status);
    }

    [Fact]
    public async Task More_customers_than_are_kept_who_come_at_once_are_all_carried_out()
    {
        for (var round = 0; round < 20; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 25 * Limit).Select(customer => Task.Run(() => _capital.Customer(new(ActorKind.VoucherCode, $"V-{round}-{customer}"))
                .ExecuteAsync([new IssueVoucher { Terms = new() { Percent = 10 } }]))));

            Assert.All(outcomes, answer => Assert.Equal(OutcomeStatus.Accepted, answer[0].Status));
        }
    }

    [Fact]
    public async Task ExecuteBlock_of_many_calls_of_the_same_customers_at_once_carries_out_each_once()
    {
        var blocks = Enumerable.Range(0, 20).Select(block => _capital.ExecuteBlock([.. Enumerable.Range(0, 40).Select(customer => new CustomerCommands($"c{customer}", [Purchase($"p{block}")]))]));

        var outcomes = await Task.WhenAll(blocks.ToList().SelectMany(block => block));

        Assert.All(outcomes, answer => Assert.Equal(OutcomeStatus.Accepted, answer[0].Status));
        Assert.Equal(800, (await _capital.AskAsync(new ReportMetrics())).Orders);
    }

    [Fact]
    public async Task Code_that_no_grain_has_is_used_without_one_and_a_grain_that_is_made_meanwhile_shows_the_use()
    {
        const int uses = 60;
        var code = VoucherCode.ActorOf("PASSING");
        await IssueAsync(code, uses);
        await LeaveAsync(code);
        Assert.Equal(OutcomeStatus.Accepted, (await RedeemAsync("ada", "PASSING", 0)).Status);
        Assert.Null(Local.Find(code));

        var redeemed = 1;
        var buying = Enumerable.Range(1, uses + 4).Select(i => Task.Run(async () =>
        {
            var outcome = await RedeemAsync($"c{i % 7}", "PASSING", i);
            if (outcome.Status == OutcomeStatus.Accepted) Interlocked.Increment(ref redeemed);
            // Whoever has an answer sees its use.
            var known = Volatile.Read(ref redeemed);
            Assert.InRange(Voucher.Part.Of((await _capital.Customer(code).GetAsync())!).Uses, known, uses);
            return outcome.Status == OutcomeStatus.Accepted ? null : outcome.Code;
        }));

        Assert.Equal(["voucher_used_up"], (await Task.WhenAll(buying)).OfType<string>().Distinct());
        Assert.Equal(uses, redeemed);
        Assert.Equal(uses, Voucher.Part.Of((await _capital.Customer(code).GetAsync())!).Uses);
    }

    [Fact]
    public async Task Grain_of_a_code_that_was_read_before_a_passing_line_wrote_reads_it_again()
    {
        var code = VoucherCode.ActorOf("READ");
        await IssueAsync(code, uses: 3);
        for (var uses = 1; uses <= 3; uses++)
        {
            await LeaveAsync(code);
            var (reading, redeeming) = (_capital.Customer(code).GetAsync(), RedeemAsync("ada", "READ", uses));
            Assert.Equal(OutcomeStatus.Accepted, (await redeeming).Status);
            await reading;
            Assert.Equal(uses, Voucher.Part.Of((await _capital.Customer(code).GetAsync())!).Uses);
        }
    }

    [Fact]
    public async Task Execute_commits_customers_who_are_here_in_one_group_and_one_who_comes_twice_in_one_turn()
    {
        foreach (var customer in (string[])["ada", "bob", "cleo"]) await _capital.ExecuteAsync(customer, [Purchase("p0")]);
        var groups = _ledger.GroupsCommitted;
        CustomerCommands[] block = [new("ada", [Purchase("p1")]), new("bob", [Purchase("p1")]), new("ada", [Purchase("p2")]), new("cleo", [Purchase("p1")])];

        var outcomes = await Task.WhenAll(Local.Execute(block, null, (customer, _) => throw new InvalidOperationException($"{customer.CustomerId} is not here.")));

        Assert.Equal([2, 2, 3, 2], outcomes.Select(answer => answer[0].Receipt!.Orders));
        Assert.Equal(1, _ledger.GroupsCommitted - groups);
    }

    private async Task IssueAsync(ActorId code, int uses) =>
        Assert.Equal(OutcomeStatus.Accepted, (await _capital.Customer(code).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(1), Uses = uses } }]))[0].Status);

    /// <summary>Has so many others come that an actor leaves memory.</summary>
    private async Task LeaveAsync(ActorId actor)
    {
        for (var other = 0; other < 3 * Limit; other++) await _capital.Customer($"other{_others++}").GetAsync();
        Assert.Null(Local.Find(actor));
    }

    private async Task<CommandOutcome> RedeemAsync(string customerId, string code, int number) =>
        (await _capital.ExecuteAsync(customerId, [new RecordPurchase { PurchaseId = $"r{number}", Amount = Money.Round(5), Vouchers = [code] }]))[0];

    private static RecordPurchase Purchase(string id) => new RecordPurchase { PurchaseId = id, Amount = Money.Round(1), OccurredAt = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
