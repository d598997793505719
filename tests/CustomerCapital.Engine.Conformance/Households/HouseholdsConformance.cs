using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Engine.Conformance.Households;

/// <summary>Members of a household spend what is in each other's pooled wallets, once, by whichever way the commands come and however many at once.</summary>
public abstract class HouseholdsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly WalletRule Points = new("points", Life: new(12), Worth: Money.Round(0.01m), Pooled: true) { Earn = [new(1)] };
    private static readonly WalletRule Credit = new("credit", Worth: Money.Round(1m));

    [Fact]
    public async Task Whoever_spends_more_than_is_in_the_own_wallet_spends_what_the_others_have()
    {
        await WithHouseholdAsync(("ada", 100), ("bob", 60), ("eve", 30));

        var outcome = await ExecuteAsync("ada", Spend("s", 150));

        Assert.Equal((OutcomeStatus.Accepted, "-150"), (outcome.Status, $"{outcome.Receipt!.Movements![0].Amount}"));
        Assert.Equal((0m, 10m, 30m), (await BalanceAsync("ada"), await BalanceAsync("bob"), await BalanceAsync("eve")));
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", Spend("s", 150))).Status);
        await SettleAsync();
        Assert.Equal((0m, 10m, 30m), (await BalanceAsync("ada"), await BalanceAsync("bob"), await BalanceAsync("eve")));
        Assert.Single(await EntriesAsync("ada"), entry => entry.Event is ContributionTaken { FromCustomerId: "bob" });
        var wallet = Assert.Single((await Engine.AskAsync(new ReportLiability(new(2026, 1, 15), IsToday: true))).Wallets, wallet => wallet.Wallet == "points");
        Assert.Equal((Of(40), Of(150), Of(190)), (wallet.Outstanding, wallet.Spent, wallet.Adjusted));
    }

    [Fact]
    public async Task What_expires_first_of_the_others_goes_first_and_keeps_its_last_day()
    {
        await WithHouseholdAsync(("ada", 0), ("bob", 0), ("eve", 0));
        await GivenAsync("bob", Give("late", 50, new(2026, 12, 31)));
        await GivenAsync("eve", Give("soon", 20, new(2026, 2, 1)), Give("later", 20, new(2027, 6, 30)));

        await GivenAsync("ada", Spend("s", 60));

        Assert.Equal((0m, 10m, 20m), (await BalanceAsync("ada"), await BalanceAsync("bob"), await BalanceAsync("eve")));
        await GivenAsync("ada", new ReverseSpending { SpendingId = "s" });
        Assert.Equal([new DateOnly(2026, 2, 1), new(2026, 12, 31)], ((SpendingReversed)(await EntriesAsync("ada"))[^1].Event).Movements![0].Lots!.Select(lot => lot.ValidTo!.Value));
    }

    [Fact]
    public async Task Purchases_and_rewards_are_paid_by_what_the_household_has()
    {
        await WithHouseholdAsync(("ada", 100), ("bob", 500));
        var policy = Engine.Policy.Program.Policy;
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Rewards = [new("coffee", Price: new("points", Of(200)), Voucher: new() { Percent = 100 })] }, null)).Faults);

        var purchase = await ExecuteAsync("ada", Purchase("p", 3) with { Payments = [new("points", Of(300))] });
        Assert.Equal((OutcomeStatus.Accepted, "0.00"), (purchase.Status, $"{3m - purchase.Receipt!.Movements!.Sum(movement => movement.Worth?.ToDecimal() ?? 0):0.00}"));
        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", new GrantReward { GrantId = "g", Reward = "coffee" })).Status);
        // In a block with others' commands.
        var answers = Engine.ExecuteBlock([new CustomerCommands("ada", [Spend("s1", 60), Spend("s2", 60)]), new CustomerCommands("otto", [Purchase("q", 1)])]);
        Assert.Equal([(OutcomeStatus.Accepted, null), (OutcomeStatus.Refused, "insufficient_balance")], (await answers[0]).Select(outcome => (outcome.Status, outcome.Code)));

        Assert.Equal((0m, 40m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
        await GivenAsync("ada", WholeReturn("r", "p"));
        Assert.Equal((300m, 40m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
    }

    [Fact]
    public async Task More_than_all_have_is_refused_and_moves_nothing()
    {
        await WithHouseholdAsync(("ada", 10), ("bob", 10), ("eve", 10));

        var refused = await ExecuteAsync("ada", Spend("s", 31));

        Assert.Equal((OutcomeStatus.Refused, "insufficient_balance", "Of wallet 'points' the household can spend 30 now; send no more than that."), (refused.Status, refused.Code, refused.Message));
        Assert.Equal((10m, 10m, 10m), (await BalanceAsync("ada"), await BalanceAsync("bob"), await BalanceAsync("eve")));
        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", Spend("s", 30))).Status);
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_moves_nothing_of_the_others()
    {
        await WithHouseholdAsync(("ada", 10), ("bob", 100));
        var policy = Engine.Policy.Program.Policy;
        var stars = new WalletRule("stars", Worth: Money.Round(0.1m), Pooled: true);
        var mug = new RewardRule("mug", Price: new("points", Of(50)), Gift: new("MUG"));
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Wallets = [.. policy.Wallets, stars], Rewards = [mug] }, null)).Faults);
        await GivenAsync("bob", new AdjustWallet { AdjustmentId = "stars", Wallet = "stars", Amount = Of(5) });

        var lacking = await ExecuteAsync("ada", Purchase("p", 9) with { Payments = [new("points", Of(50)), new("stars", Of(6))] });
        var exceeding = await ExecuteAsync("ada", Purchase("q", 0.60m) with { Payments = [new("points", Of(50)), new("stars", Of(5))] });
        var sold = await ExecuteAsync("ada", new GrantReward { GrantId = "g", Reward = "mug" });

        Assert.Equal(("insufficient_balance", "Of wallet 'stars' the household can spend 5 now; send no more than that."), (lacking.Code, lacking.Message));
        Assert.Equal(("payment_exceeds_purchase", "reward_out_of_stock"), (exceeding.Code, sold.Code));
        Assert.Equal((10m, 100m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", Purchase("p", 9) with { Payments = [new("points", Of(50)), new("stars", Of(5))] })).Status);
    }

    [Fact]
    public async Task What_has_more_decimals_than_the_wallet_by_now_is_given_too()
    {
        await WithHouseholdAsync(("ada", 0), ("bob", 0));
        var policy = Engine.Policy.Program.Policy;
        Assert.Empty((await Engine.Policy.PutAsync(policy with { Wallets = [Points with { Decimals = 2 }] }, null)).Faults);
        await GivenAsync("ada", Give("a", 1, null) with { Amount = new(WalletAmount.Scale / 4) });
        await GivenAsync("bob", Give("b", 1, null) with { Amount = new(WalletAmount.Scale * 21 / 2) });
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        await SettleAsync();

        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", Spend("s", 10))).Status);

        Assert.Equal((0m, 0.75m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
    }

    [Fact]
    public async Task What_rests_on_a_purchase_that_others_have_paid_comes_after_it_in_one_call_and_in_a_block()
    {
        await WithHouseholdAsync(("ada", 10), ("bob", 100));
        var (purchase, back) = (Purchase("p", 9) with { Payments = [new("points", Of(50))] }, WholeReturn("r", "p"));

        var outcomes = await Engine.ExecuteAsync("ada", [purchase, back]);
        var block = await Engine.ExecuteBlock([new CustomerCommands("ada", [Spend("s", 100), new ReverseSpending { SpendingId = "s" }])])[0];

        Assert.All(outcomes.Concat(block), outcome => Assert.Equal((OutcomeStatus.Accepted, null), (outcome.Status, outcome.Code)));
        Assert.Equal(110m, await BalanceAsync("ada") + await BalanceAsync("bob"));
    }

    [Fact]
    public async Task Full_card_is_not_exchanged_by_what_others_give_to_be_spent()
    {
        await WithHouseholdAsync(("ada", 0), ("bob", 60));
        var card = new RewardRule("card", Automatic: true, Price: new("points", Of(100)), Voucher: new() { Percent = 100 });
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Rewards = [card] }, null)).Faults);
        await GivenAsync("eve", Give("eve", 60, null));
        await Engine.AskAsync(new AddMember("rossi", "eve"));

        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", Spend("s", 110))).Status);

        Assert.Equal(10m, await BalanceAsync("ada") + await BalanceAsync("bob") + await BalanceAsync("eve"));
        Assert.DoesNotContain(await EntriesAsync("ada"), entry => entry.Event is RewardGranted);
    }

    [Fact]
    public async Task Of_thirty_spendings_of_three_members_at_once_as_many_are_taken_as_the_household_has()
    {
        await WithHouseholdAsync(("ada", 70), ("bob", 30), ("eve", 0));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(at => ExecuteAsync(new[] { "ada", "bob", "eve" }[at % 3], Spend($"s{at}", 10))));

        Assert.Equal(10, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.All(outcomes.Where(outcome => outcome.Status != OutcomeStatus.Accepted), outcome => Assert.Equal((OutcomeStatus.Refused, "insufficient_balance"), (outcome.Status, outcome.Code)));
        await SettleAsync();
        Assert.Equal(0m, await BalanceAsync("ada") + await BalanceAsync("bob") + await BalanceAsync("eve"));
    }

    [Fact]
    public async Task Wallet_that_is_not_pooled_and_a_correction_by_hand_take_from_nobody_else()
    {
        await WithHouseholdAsync(("ada", 10), ("bob", 100));
        await GivenAsync("bob", new AdjustWallet { AdjustmentId = "c", Wallet = "credit", Amount = Of(50) });

        Assert.Equal("insufficient_balance", (await ExecuteAsync("ada", new SpendFromWallet { SpendingId = "c", Wallet = "credit", Amount = Of(1) })).Code);
        Assert.Equal("insufficient_balance", (await ExecuteAsync("ada", Give("less", -11, null))).Code);
        Assert.Equal((10m, 100m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
    }

    [Fact]
    public async Task Who_owes_makes_up_for_that_before_what_others_give_is_spent()
    {
        await WithHouseholdAsync(("ada", 0), ("bob", 100));
        await GivenAsync("ada", Purchase("p", 40), Spend("s", 40), WholeReturn("r", "p"));
        Assert.Equal("Of wallet 'points' the household can spend 60 now; send no more than that.", (await ExecuteAsync("ada", Spend("t", 61))).Message);

        await GivenAsync("ada", Spend("t", 10));

        Assert.Equal((0m, 50m), (await BalanceAsync("ada"), await BalanceAsync("bob")));
    }

    [Fact]
    public async Task Who_has_left_neither_gives_nor_takes_and_keeps_what_is_in_the_own_wallet()
    {
        await WithHouseholdAsync(("ada", 10), ("bob", 100));

        Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new RemoveMember("rossi", "bob"))).Status);
        Assert.NotNull((await Engine.AskAsync(new RemoveMember("rossi", "bob"))).Receipt);

        Assert.Equal("insufficient_balance", (await ExecuteAsync("ada", Spend("s", 11))).Code);
        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("bob", Spend("s", 100))).Status);
        Assert.Equal(["ada"], (await Engine.AskAsync(new ReadHousehold("rossi")))!.Members.Select(member => member.CustomerId));
        Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new RemoveMember("rossi", "ada"))).Status);
        Assert.Null(await Engine.AskAsync(new ReadHousehold("rossi")));
    }

    [Fact]
    public async Task Household_tells_its_members_and_what_they_can_spend_together()
    {
        await WithHouseholdAsync(("ada", 100), ("bob", 60));
        await Engine.AskAsync(new AddMember("rossi-2", "eve"));

        var household = (await Engine.AskAsync(new ReadHousehold("rossi")))!;

        Assert.Equal([("ada", "100"), ("bob", "60")], household.Members.Select(member => (member.CustomerId, $"{member.Wallets[0].Balance}")));
        var wallet = Assert.Single(household.Wallets);
        Assert.Equal(("points", "160", "1.60"), (wallet.Wallet, $"{wallet.Spendable}", $"{wallet.Worth}"));
        // The key by which members are found is no text by which customers are, nor an address that two have.
        Assert.Empty((await Engine.AskAsync(new SearchCustomers("H:rossi", 10))).Customers);
        Assert.Equal(["rossi"], (await Engine.AskAsync(new SearchCustomers("rossi", 10))).Customers.Select(found => found.Line.CustomerId));
    }

    [Fact]
    public async Task Customer_is_in_one_household_and_a_household_has_no_more_members_than_it_may()
    {
        await WithHouseholdAsync(("ada", 0));
        Assert.NotNull((await Engine.AskAsync(new AddMember("rossi", "ada"))).Receipt);
        Assert.Equal("in_other_household", (await Engine.AskAsync(new AddMember("verdi", "ada"))).Code);
        Assert.Equal("customer_not_found", (await Engine.AskAsync(new AddMember("rossi", "nobody"))).Code);
        Assert.Equal("customer_not_found", (await Engine.AskAsync(new RemoveMember("rossi", "nobody"))).Code);
        Assert.Equal(OutcomeStatus.Malformed, (await Engine.AskAsync(new AddMember(new('x', 200), "ada"))).Status);
        Assert.Equal("householdId: Must not hold U+200B, which cannot be seen; send the id without it.", (await Engine.AskAsync(new AddMember("ros\u200Bsi", "eve"))).Message);
        for (var at = 0; at < 25; at++) await GivenAsync($"c{at}", Purchase("p"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 25).Select(at => Engine.AskAsync(new AddMember("rossi", $"c{at}"))));

        Assert.Equal(HouseholdMembership.MostMembers - 1, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.All(outcomes.Where(outcome => outcome.Status != OutcomeStatus.Accepted), outcome => Assert.Equal("household_full", outcome.Code));
        Assert.Equal(HouseholdMembership.MostMembers, (await Engine.AskAsync(new ReadHousehold("rossi")))!.Members.Count);
    }

    [Fact]
    public async Task Members_of_one_address_are_likely_duplicates_for_the_address_alone()
    {
        await WithHouseholdAsync(("ada", 0), ("bob", 0));
        await GivenAsync("ada", new RegisterCustomer { RegistrationId = "r", Email = "ada@example.org" });
        await GivenAsync("bob", new RegisterCustomer { RegistrationId = "r", Email = "bob@example.org" });
        foreach (var customer in new[] { "ada", "bob" })
        {
            await Engine.AskAsync(new RemoveMember("rossi", customer));
            Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new AddMember("rossi@home", customer))).Status);
        }

        var list = await Engine.AskAsync(new ListDuplicates(10));
        for (var tries = 0; list.LookedAt is null && tries < 600; tries++)
        {
            await Task.Delay(50);
            list = await Engine.AskAsync(new ListDuplicates(10));
        }

        Assert.NotNull(list.LookedAt);
        Assert.Empty(list.Groups);
    }

    private static WalletAmount Of(long whole) => new(whole * WalletAmount.Scale);

    private static SpendFromWallet Spend(string id, long amount) => new() { SpendingId = id, Wallet = "points", Amount = Of(amount) };

    private static AdjustWallet Give(string id, long amount, DateOnly? validTo) => new() { AdjustmentId = id, Wallet = "points", Amount = Of(amount), ValidTo = validTo };

    /// <summary>A household of customers with so many points each; and somebody whose id is the household's.</summary>
    private async Task WithHouseholdAsync(params (string CustomerId, long Points)[] members)
    {
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Wallets = [Points, Credit], Currency = "EUR" }, null)).Faults);
        // Until then another silo may take the wallet for one that is not pooled.
        await SettleAsync();
        await GivenAsync("rossi", new RegisterCustomer { RegistrationId = "r" });
        await GivenAsync("eve", new RegisterCustomer { RegistrationId = "r" });
        foreach (var (customerId, points) in members)
        {
            await GivenAsync(customerId, new RegisterCustomer { RegistrationId = "first" });
            if (points > 0) await GivenAsync(customerId, Give("start", points, null));
            Assert.Equal(OutcomeStatus.Accepted, (await Engine.AskAsync(new AddMember("rossi", customerId))).Status);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<decimal> BalanceAsync(string customerId) =>
        (await EntriesAsync(customerId)).SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? []).LastOrDefault(movement => movement.Wallet == "points")?.Balance.ToDecimal() ?? 0;
}
