using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Engine.Tests.Vouchers;

/// <summary>Purchases with the same code wait for each other, so that no more uses are taken out at once than the code's state holds well.</summary>
public sealed class VoucherQueuesTests
{
    private readonly VoucherQueues _queues = new();

    [Fact]
    public async Task RunAsync_with_one_code_lets_so_many_in_and_the_others_in_the_order_in_which_they_came()
    {
        var (entered, gates) = (new List<int>(), Enumerable.Range(0, VoucherQueues.MostAtOnce + 3).Select(_ => new TaskCompletionSource()).ToList());
        var running = gates.Select((gate, at) => _queues.RunAsync(["A"], async () =>
        {
            lock (entered) entered.Add(at);
            await gate.Task;
            return at;
        })).ToList();
        Assert.Equal(Enumerable.Range(0, VoucherQueues.MostAtOnce), entered);

        gates[5].SetResult();
        await running[5];
        while (Count() == VoucherQueues.MostAtOnce) await Task.Yield();
        Assert.Equal(VoucherQueues.MostAtOnce, entered[^1]);

        foreach (var gate in gates) gate.TrySetResult();
        await Task.WhenAll(running);
        Assert.Equal(gates.Count, entered.Count);

        int Count()
        {
            lock (entered) return entered.Count;
        }
    }

    [Fact]
    public async Task RunAsync_that_fails_makes_room()
    {
        for (var i = 0; i <= VoucherQueues.MostAtOnce; i++)
            await Assert.ThrowsAsync<TimeoutException>(() => _queues.RunAsync<int>(["A", "B"], () => throw new TimeoutException()));

        Assert.Equal(1, await _queues.RunAsync(["A"], () => Task.FromResult(1)));
    }

    [Fact]
    public async Task RunAsync_with_the_same_codes_the_other_way_round_does_not_wait_for_ever()
    {
        var running = Enumerable.Range(0, 20 * VoucherQueues.MostAtOnce).Select(i => Task.Run(() => _queues.RunAsync(i % 2 == 0 ? ["A", "B"] : ["B", "A"], async () =>
        {
            await Task.Yield();
            return i;
        })));

        Assert.Equal(20 * VoucherQueues.MostAtOnce, (await Task.WhenAll(running).WaitAsync(TimeSpan.FromMinutes(1))).Length);
    }

    [Fact]
    public async Task More_purchases_at_once_with_one_code_than_can_be_taken_out_use_it_as_often_as_its_limit_says_and_find_it_used_up_then()
    {
        const int limit = 2 * Voucher.MostOpen;
        await using var host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        await host.Customer(VoucherCode.ActorOf("HOT")).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(1), Uses = limit } }]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, limit + 300).Select(i => Task.Run(async () =>
            (await host.ExecuteAsync($"c{i % 700}", [new RecordPurchase { PurchaseId = $"p{i}", Amount = Money.Round(5), Vouchers = ["HOT"] }]))[0])));

        Assert.Equal(limit, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.Equal(["voucher_used_up"], outcomes.Where(outcome => outcome.Status != OutcomeStatus.Accepted).Select(outcome => outcome.Code).Distinct());
        await host.SettleAsync();
        var voucher = Voucher.Part.Of((await host.Customer(VoucherCode.ActorOf("HOT")).GetAsync())!);
        Assert.Equal((limit, 0, 0L), (voucher.Uses, voucher.Open.Count, voucher.UsesLeft));
    }
}
