using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.Engine.Conformance.Rewards;

/// <summary>Rewards are had for what wallets hold, once, and never more of a gift than there are, by whichever way the grants come and however many at once.</summary>
public abstract class RewardsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task Full_stamp_card_is_exchanged_in_the_purchases_own_commit_for_a_code_that_makes_the_tenth_coffee_free()
    {
        await WithCatalogueAsync();
        for (var i = 1; i <= 8; i++) await GivenAsync("ada", Coffees($"p{i}", 1));
        Assert.Empty(await GrantsAsync("ada"));
        await GivenAsync("ada", Coffees("p9", 1));

        var granted = Assert.Single(await GrantsAsync("ada"));
        Assert.Equal(("card", 1, "purchase:p9"), (granted.Reward, granted.Times, granted.Cause));
        await SettleAsync();
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", Coffees("p9", 1))).Status);
        Assert.Equal("voucher_not_for_customer", (await ExecuteAsync("bob", Coffees("free", 1) with { Vouchers = [granted.Code!] })).Code);
        var free = await ExecuteAsync("ada", Coffees("free", 1) with { Vouchers = [granted.Code!] });
        Assert.Equal((OutcomeStatus.Accepted, "27.00"), (free.Status, $"{free.Receipt?.Revenue}"));
        Assert.Equal("voucher_used_up", (await ExecuteAsync("ada", Coffees("again", 1) with { Vouchers = [granted.Code!] })).Code);
    }

    [Fact]
    public async Task Code_of_a_full_card_ends_where_its_purchase_comes_back_unless_the_code_was_used()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Coffees("p9", 9));
        await GivenAsync("bob", Coffees("p9", 9));
        var (unused, used) = (Assert.Single(await GrantsAsync("ada")).Code!, Assert.Single(await GrantsAsync("bob")).Code!);
        await SettleAsync();
        await GivenAsync("bob", Coffees("free", 1) with { Vouchers = [used] });

        foreach (var customer in new[] { "ada", "bob" }) await GivenAsync(customer, new RecordReturn { ReturnId = "r", PurchaseId = "p9" });
        await SettleAsync();

        Assert.Equal("voucher_ended", (await ExecuteAsync("ada", Coffees("free", 1) with { Vouchers = [unused] })).Code);
        Assert.NotNull(Voucher.Part.Of((await Engine.Customer(VoucherCode.ActorOf(unused)).GetAsync())!).EndedAt);
        Assert.Null(Voucher.Part.Of((await Engine.Customer(VoucherCode.ActorOf(used)).GetAsync())!).EndedAt);
        Assert.Single(await EntriesAsync("ada"), entry => entry.Event is GrantReversed);
        Assert.DoesNotContain(await EntriesAsync("bob"), entry => entry.Event is GrantReversed);
    }

    [Fact]
    public async Task Two_full_cards_at_once_are_one_code_with_two_uses()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Coffees("party", 20));

        var granted = Assert.Single(await GrantsAsync("ada"));
        Assert.Equal((2, 2), (granted.Times, granted.Voucher!.Uses));
        await GivenAsync("ada", Coffees("more", 7));
        Assert.Equal([2, 1], (await GrantsAsync("ada")).Select(each => each.Times));
    }

    [Fact]
    public async Task Of_fifty_customers_at_once_as_many_get_a_gift_as_there_are_and_the_others_pay_nothing()
    {
        await WithCatalogueAsync();
        await StockAsync("delivery", 10);
        await StockAsync("delivery", 10);
        for (var i = 0; i < 50; i++) await GivenAsync($"c{i}", Purchase("p", 100));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ExecuteAsync($"c{i}", new GrantReward { GrantId = "g", Reward = "mug" })));

        Assert.Equal(10, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.Equal(40, outcomes.Count(outcome => outcome.Code == "reward_out_of_stock"));
        await SettleAsync();
        for (var i = 0; i < 50; i++)
            Assert.Equal(outcomes[i].Receipt is null ? 0 : 1, (await EntriesAsync($"c{i}")).Count(entry => entry.Event is RewardGranted { Movements: [{ Kind: MovementKind.Spent, Balance.Units: 20 * WalletAmount.Scale }] }));
        await AssertStockAsync(left: 0, granted: 10);
        Assert.Equal((10L, "40.00"), (await Engine.AskAsync(new ReportRewards())).Rewards.Where(reward => reward.Reward == "mug").Select(reward => (reward.Granted, $"{reward.Cost}")).Single());
    }

    [Fact]
    public async Task Copies_of_one_grant_at_once_are_one_grant()
    {
        await WithCatalogueAsync();
        await StockAsync("delivery", 10);
        await GivenAsync("ada", Purchase("p", 500));
        var grant = new GrantReward { GrantId = "g", Reward = "mug" };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ExecuteAsync("ada", grant)));

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(9, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Duplicate));
        Assert.Equal(OutcomeStatus.Conflict, (await ExecuteAsync("ada", grant with { Free = true })).Status);
        // What a copy took out for nothing is asked for after a minute.
        Time.Advance(Voucher.QuestionedAfter);
        await AssertStockAsync(left: 9, granted: 1);
    }

    [Fact]
    public async Task Grant_that_is_taken_back_gives_back_points_stock_and_raffle_entries_and_ends_its_code_once()
    {
        await WithCatalogueAsync();
        await StockAsync("delivery", 1);
        await GivenAsync("ada", Purchase("p", 500));
        await GivenAsync("ada", Grant("g1", "mug"), Grant("g2", "ten-off"), Grant("g3", "tickets"));
        var code = (await GrantsAsync("ada")).Single(granted => granted.Reward == "ten-off").Code!;
        await SettleAsync();
        Assert.Equal(3, Assert.Single((await Engine.AskAsync(new ReportRewards())).Raffles).Entries);

        foreach (var grant in (string[])["g1", "g2", "g3"]) await GivenAsync("ada", new ReverseGrant { GrantId = grant });
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", new ReverseGrant { GrantId = "g1" })).Status);

        var last = (await EntriesAsync("ada")).Select(entry => entry.Event).OfType<GrantReversed>().Last();
        Assert.Equal("500", Assert.Single(last.Movements!).Balance.ToString());
        await AssertStockAsync(left: 1, granted: 0);
        Assert.Equal("voucher_ended", (await ExecuteAsync("ada", Purchase("q", 30) with { Vouchers = [code] })).Code);
        Assert.All((await Engine.AskAsync(new ReportRewards())).Raffles, raffle => Assert.Equal(0, raffle.Entries));
    }

    [Fact]
    public async Task Voucher_of_a_grant_that_was_used_is_not_taken_back_until_its_purchase_comes_back()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Purchase("p", 500), Grant("g", "ten-off"));
        var code = Assert.Single(await GrantsAsync("ada")).Code!;
        await SettleAsync();
        await GivenAsync("ada", Purchase("q", 30) with { Vouchers = [code] });

        Assert.Equal("reward_used", (await ExecuteAsync("ada", new ReverseGrant { GrantId = "g" })).Code);
        await GivenAsync("ada", WholeReturn("r", "q"));
        await GivenAsync("ada", new ReverseGrant { GrantId = "g" });
    }

    /// <remarks>The purchase has taken out its use, or holds one, before the voucher knows that it is ended.</remarks>
    [Fact]
    public async Task Code_of_a_grant_that_was_taken_back_is_nobodys_also_where_a_use_is_held()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Purchase("p", 500), Grant("g", "ten-off"));
        var code = Assert.Single(await GrantsAsync("ada")).Code!;
        await SettleAsync();
        Assert.NotNull(Assert.Single(await Engine.Customer(VoucherCode.ActorOf(code)).ExecuteAsync([new HoldVoucher { HoldId = "cart", CustomerId = "ada" }])).Receipt);
        await GivenAsync("ada", new ReverseGrant { GrantId = "g" });

        Assert.Equal("voucher_ended", (await ExecuteAsync("ada", Purchase("q", 30) with { Vouchers = [code], VoucherHoldId = "cart" })).Code);
        await SettleAsync();
        Assert.Equal("voucher_ended", (await ExecuteAsync("ada", Purchase("q", 30) with { Vouchers = [code], VoucherHoldId = "cart" })).Code);
    }

    [Fact]
    public async Task Reward_whose_voucher_could_be_used_no_more_is_neither_sold_nor_exchanged()
    {
        await WithCatalogueAsync();
        var policy = Engine.Policy.Program.Policy;
        var over = policy.Rewards.Select(rule => rule.Voucher is { } voucher ? rule with { VoucherDays = null, Voucher = voucher with { ValidTo = new(2020, 1, 1) } } : rule);
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Rewards = [.. over] }, null)).Faults);
        await GivenAsync("ada", Purchase("p", 500), Coffees("c", 20));

        Assert.Equal("reward_no_longer_available", (await ExecuteAsync("ada", Grant("g", "ten-off"))).Code);
        Assert.Empty(await GrantsAsync("ada"));
    }

    [Fact]
    public async Task Customers_are_chosen_by_points_stamps_and_open_vouchers_which_end_with_their_last_day()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Purchase("p", 150), Grant("g", "ten-off"));
        await GivenAsync("bob", Coffees("p", 5));

        Assert.Equal(["ada"], await FoundAsync(WalletFields.Points, 50));
        Assert.Equal(["bob"], await FoundAsync(WalletFields.Stamps, 5));
        Assert.Equal(["ada"], await FoundAsync(VouchersCapability.Open, 1));
        Time.Advance(TimeSpan.FromDays(30));
        await SettleAsync();
        Assert.Empty(await FoundAsync(VouchersCapability.Open, 1));
    }

    [Fact]
    public async Task Voucher_issued_for_a_customer_alone_is_among_the_customers_until_it_is_ended()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Purchase("p", 10));
        var voucher = VoucherCode.ActorOf("FOR-ADA");
        Assert.Equal(OutcomeStatus.Accepted, Assert.Single(await Engine.Customer(voucher).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(5), CustomerId = "ada" } }])).Status);
        await SettleAsync();
        Assert.Equal(["ada"], await FoundAsync(VouchersCapability.Open, 1));

        Assert.NotNull(Assert.Single(await Engine.Customer(voucher).ExecuteAsync([new EndVoucher()])).Receipt);
        await SettleAsync();
        Assert.Empty(await FoundAsync(VouchersCapability.Open, 1));
    }

    [Fact]
    public async Task Grant_that_cannot_be_is_refused_with_its_own_code()
    {
        await WithCatalogueAsync();
        await GivenAsync("ada", Purchase("p", 50));

        Assert.Equal("reward_not_found", (await ExecuteAsync("ada", Grant("a", "yacht"))).Code);
        Assert.Equal("insufficient_balance", (await ExecuteAsync("ada", Grant("b", "mug"))).Code);
        Assert.Equal("reward_without_price", (await ExecuteAsync("ada", Grant("c", "welcome"))).Code);
        Assert.Equal("reward_out_of_stock", (await ExecuteAsync("ada", Grant("d", "mug") with { Free = true })).Code);
        await GivenAsync("ada", Grant("e", "welcome") with { Free = true });
        Assert.Equal("reward_limit_reached", (await ExecuteAsync("ada", Grant("f", "welcome") with { Free = true })).Code);
        Assert.Equal("grant_not_found", (await ExecuteAsync("ada", new ReverseGrant { GrantId = "z" })).Code);
    }

    private static GrantReward Grant(string id, string reward) => new() { GrantId = id, Reward = reward };

    private static RecordPurchase Coffees(string id, int pieces) => new() { PurchaseId = id, Lines = [new("espresso", "coffee", pieces, Money.Round(3))] };

    private async Task WithCatalogueAsync()
    {
        var policy = Engine.Policy.Program.Policy with
        {
            Wallets = [new("points") { Earn = [new(1)], ExcludedCategories = ["coffee"] }, new("stamps") { Earn = [new(1, EarnPer.Piece) { Categories = ["coffee"] }] }],
            Rewards =
            [
                new("card", Price: new("stamps", Of(9)), Automatic: true, Voucher: new() { Value = Money.Round(3), Categories = ["coffee"] }),
                new("mug", Price: new("points", Of(80)), Cost: Money.Round(4), Gift: new("MUG-1")),
                new("ten-off", Price: new("points", Of(100)), Voucher: new() { Value = Money.Round(10) }, VoucherDays: 30),
                new("tickets", Price: new("points", Of(20)), Raffle: new("summer", 3)),
                new("welcome", PerCustomer: 1, Credit: new("points", Of(50))),
            ],
        };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
    }

    private static WalletAmount Of(long amount) => new(amount * WalletAmount.Scale);

    private async Task<List<RewardGranted>> GrantsAsync(string customerId) => [.. (await EntriesAsync(customerId)).Select(entry => entry.Event).OfType<RewardGranted>()];

    private async Task StockAsync(string changeId, int by) =>
        Assert.NotNull(Assert.Single(await Engine.Customer(GiftStock.Of("mug")).ExecuteAsync([new ChangeStock { ChangeId = changeId, By = by }])).Receipt);

    private async Task AssertStockAsync(long left, long granted)
    {
        await SettleAsync();
        var stock = StockView.Of("mug", await Engine.Customer(GiftStock.Of("mug")).GetAsync());
        Assert.Equal((left, 0, granted), (stock.Left, stock.TakenOut, stock.Granted));
    }

    private async Task<IEnumerable<string>> FoundAsync(Field<long> field, long least) =>
        (await Engine.AskAsync(new FindCustomers(field.Where(SegmentOperator.AtLeast, least), null, 10))).Lines.Select(customer => customer.CustomerId);
}
