using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Engine.Conformance.Wallets;

/// <summary>Points are earned, spent, given back and expired once, by whichever way the commands come and however many at once.</summary>
public abstract class WalletsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly WalletRule Points = new("points", Life: new(12), Worth: Money.Round(0.01m), ExpectedSpending: 0.9m) { Earn = [new(1)] };

    [Fact]
    public async Task Purchase_earns_and_is_paid_by_points_once_and_every_repeat_has_the_first_receipt()
    {
        await WithPointsAsync();
        var first = await ExecuteAsync("ada", Purchase("p", 100));
        var paid = Purchase("q", 20) with { Payments = [new("points", Of(40))] };
        var second = await ExecuteAsync("ada", paid);

        Assert.Equal(("100", "100"), (first.Receipt!.Movements![0].Amount.ToString(), first.Receipt.Movements[0].Balance.ToString()));
        Assert.Equal([MovementKind.Spent, MovementKind.Earned], second.Receipt!.Movements!.Select(movement => movement.Kind));
        Assert.Equal(new CommandOutcome(OutcomeStatus.Duplicate, second.Receipt), await ExecuteAsync("ada", paid));
        Assert.Equal(79, await BalanceAsync("ada"));

        await GivenAsync("ada", WholeReturn("r", "q"));
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", WholeReturn("r", "q"))).Status);
        Assert.Equal(100, await BalanceAsync("ada"));
    }

    [Fact]
    public async Task Of_twenty_spendings_at_once_as_many_are_taken_as_the_balance_has()
    {
        await WithPointsAsync();
        await GivenAsync("ada", Purchase("p", 100));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ExecuteAsync("ada", Spend($"s{i}", 10))));

        Assert.Equal(10, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.All(outcomes.Where(outcome => outcome.Status != OutcomeStatus.Accepted), outcome => Assert.Equal((OutcomeStatus.Refused, "insufficient_balance"), (outcome.Status, outcome.Code)));
        Assert.Equal(0, await BalanceAsync("ada"));
    }

    [Fact]
    public async Task Points_expire_by_time_alone_and_once()
    {
        await WithPointsAsync();
        await GivenAsync("ada", Purchase("p", 100), Spend("s", 80));

        Time.Advance(TimeSpan.FromDays(366));
        for (var run = 0; run < 3; run++) await SettleAsync();

        Assert.Equal(0, await BalanceAsync("ada"));
        Assert.Single(await EntriesAsync("ada"), entry => entry.Event is WalletExpired { Movements: [{ Amount.Units: -20 * WalletAmount.Scale }] });
    }

    [Fact]
    public async Task Points_of_a_purchase_that_moves_go_along()
    {
        await WithPointsAsync();
        await GivenAsync("ada", Purchase("p", 100));
        await GivenAsync("ada", new MovePurchase { MoveId = "m", PurchaseId = "p", ToCustomerId = "bob" });
        await SettleAsync();

        Assert.Equal((0m, 100m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
    }

    [Fact]
    public async Task Liability_is_what_all_customers_hold_and_what_moved_up_to_a_day()
    {
        await WithPointsAsync();
        await GivenAsync("ada", Purchase("p", 1_000), Spend("s", 100));
        await GivenAsync("bob", Purchase("p", 1_000, Start.AddDays(-20)), Purchase("q", 50), WholeReturn("r", "q"));
        await GivenAsync("eve", new AdjustWallet { AdjustmentId = "a", Wallet = "points", Amount = Of(7), ValidTo = new(2026, 6, 30) });

        var wallet = Assert.Single((await Engine.AskAsync(new ReportLiability(new(2026, 1, 15), IsToday: true))).Wallets);
        Assert.Equal((Of(1_907), Of(2_050), Of(100), Of(0), Of(50), Of(7)), (wallet.Outstanding, wallet.Earned, wallet.Spent, wallet.Expired, wallet.TakenBack, wallet.Adjusted));
        Assert.Equal([(new Month(2026 * 12 + 5), Of(7)), (new(2026 * 12 + 11), Of(1_000)), (new(2027 * 12), Of(900))], wallet.Expiring!.Select(part => (part.Month!.Value, part.Amount)));
        Assert.Equal((Of(0), Of(0), "19.07"), (wallet.Owed!.Value, wallet.Pending!.Value, $"{wallet.Worth}"));
        // 2,000 of revenue; of 2,000 points 1,800 are expected to be spent: 18.00 beside it. A hundred of them are spent.
        Assert.Equal(("17.8394", "0.9911", "16.8483"), ($"{wallet.Revenue!.Allocated}", $"{wallet.Revenue.Recognised}", $"{wallet.Revenue.Deferred}"));

        var before = Assert.Single((await Engine.AskAsync(new ReportLiability(new(2026, 1, 14), IsToday: false))).Wallets);
        Assert.Equal((Of(1_000), null), (before.Outstanding, before.Expiring));
    }

    private static WalletAmount Of(long whole) => new(whole * WalletAmount.Scale);

    private static SpendFromWallet Spend(string id, long amount) => new() { SpendingId = id, Wallet = "points", Amount = Of(amount) };

    private async Task WithPointsAsync() =>
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Wallets = [Points], Currency = "EUR" }, null)).Faults);

    /// <summary>The balance that the last movement says.</summary>
    private async Task<decimal> BalanceAsync(string customerId) =>
        (await EntriesAsync(customerId)).SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? []).LastOrDefault()?.Balance.ToDecimal() ?? 0;
}
