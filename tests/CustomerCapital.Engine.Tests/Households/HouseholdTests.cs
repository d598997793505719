using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Engine.Tests.Merges;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Households;

/// <summary>What others give for what a member spends arrives once, whatever ends it in between; and who is one person is one member.</summary>
public sealed class HouseholdTests
{
    private readonly FakeTimeProvider _time = new(MergedWorlds.Start);

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Spending_that_ends_at_any_write_gives_and_spends_once(int write, bool isCommitted)
    {
        await using var inner = new InMemoryLedger();
        var ledger = new FaultyLedger(inner);
        var spending = new SpendFromWallet { SpendingId = "s", Wallet = "points", Amount = Of(100) };
        await using (var host = await StartAsync(ledger))
        {
            await GivenHouseholdAsync(host, ("ada", 40), ("bob", 40), ("eve", 40));
            var writes = 0;
            ledger.Fate = _ => writes++ != write ? AppendFault.None : isCommitted ? AppendFault.LostAfterCommit : AppendFault.LostBeforeCommit;

            await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [spending]));
        }

        // Another process, over what the crash has left.
        await using var next = await InProcessHost.StartAsync(new FaultyLedger(inner), new(), _time);
        Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
        var again = (await next.ExecuteAsync("ada", [spending]))[0];
        Assert.True(again.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate, again.Message);
        await next.SettleAsync();

        Assert.Equal(20, (await BalancesAsync(next, "ada", "bob", "eve")).Sum());
        Assert.Single(await next.Customer("ada").EntriesAsync(0, 100), entry => entry.Event is WalletSpent);
        Assert.Equal([], (await next.Verifier().VerifyAsync(_ => { })).Differences);
    }

    /// <summary>Two contributions, each with what takes it, and the spending.</summary>
    public static TheoryData<int, bool> Writes()
    {
        var writes = new TheoryData<int, bool>();
        foreach (var at in Enumerable.Range(0, 5)) foreach (var isCommitted in new[] { false, true }) writes.Add(at, isCommitted);
        return writes;
    }

    [Fact]
    public async Task Contribution_whose_member_took_it_from_the_call_is_taken_once_when_its_message_comes()
    {
        await using var host = await StartAsync(new InMemoryLedger());
        await GivenHouseholdAsync(host, ("ada", 40), ("bob", 40));

        Assert.NotNull((await host.ExecuteAsync("ada", [new SpendFromWallet { SpendingId = "s", Wallet = "points", Amount = Of(60) }]))[0].Receipt);
        await host.SettleAsync();

        Assert.Equal([0, 20], await BalancesAsync(host, "ada", "bob"));
        Assert.Single(await host.Customer("ada").EntriesAsync(0, 100), entry => entry.Event is ContributionTaken);
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Merged_customers_are_one_member_and_two_again()
    {
        await using var host = await StartAsync(new InMemoryLedger());
        await GivenHouseholdAsync(host, ("ada", 10), ("guest", 20), ("bob", 30));
        await SpendAsync(host, "ada", "s", 25);

        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new MergeCustomers("guest", "ada", "m", null, null))).Status);

        Assert.Equal(["ada", "bob"], await MembersAsync(host, "rossi"));
        Assert.Equal([5, 30], await BalancesAsync(host, "ada", "bob"));
        await SpendAsync(host, "guest", "t", 35);
        Assert.Equal([0, 0], await BalancesAsync(host, "ada", "bob"));
        Assert.Equal("in_other_household", (await host.AskAsync(new AddMember("verdi", "guest"))).Code);
        await host.SettleAsync();
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Who_has_left_as_one_person_is_out_of_the_household_as_two()
    {
        await using var host = await StartAsync(new InMemoryLedger());
        await GivenHouseholdAsync(host, ("ada", 10), ("guest", 20), ("bob", 30));
        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new MergeCustomers("guest", "ada", "m", null, null))).Status);
        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new RemoveMember("rossi", "guest"))).Status);
        Assert.Equal(["bob"], await MembersAsync(host, "rossi"));

        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new UndoMerges("guest", "m", null, null, SinceStays: true))).Status);

        Assert.Equal(["bob"], await MembersAsync(host, "rossi"));
        Assert.Equal([10, 20], await BalancesAsync(host, "ada", "guest"));
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Customers_of_two_households_are_not_merged_and_a_membership_outlasts_that_of_the_other()
    {
        await using var host = await StartAsync(new InMemoryLedger());
        await GivenHouseholdAsync(host, ("ada", 10), ("bob", 10));
        await host.ExecuteAsync("guest", [new RecordPurchase { PurchaseId = "p", Amount = Money.Round(1) }]);
        await host.AskAsync(new AddMember("verdi", "guest"));
        Assert.Equal("merge_in_two_households", (await host.AskAsync(new MergeCustomers("guest", "ada", "m", null, null))).Code);
        await host.AskAsync(new RemoveMember("verdi", "guest"));

        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new MergeCustomers("guest", "ada", "m", null, null))).Status);

        Assert.Equal(["ada", "bob"], (await MembersAsync(host, "rossi")).Order());
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Erased_person_is_out_of_the_household_and_named_by_none_of_the_others()
    {
        await using var host = await StartAsync(new InMemoryLedger());
        await GivenHouseholdAsync(host, ("ada", 10), ("bob", 30));
        await SpendAsync(host, "ada", "s", 25);
        await host.SettleAsync();

        await host.AskAsync(new EraseCustomer("bob", "e", "maria", null));
        await host.SettleAsync();

        Assert.Equal(["ada"], await MembersAsync(host, "rossi"));
        var taken = Assert.Single((await host.Customer("ada").EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<ContributionTaken>());
        Assert.StartsWith("erased-", taken.FromCustomerId, StringComparison.Ordinal);
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_members_do_no_point_is_lost_or_made(int seed)
    {
        await using var host = await StartAsync(new InMemoryLedger());
        string[] customers = ["ada", "bob", "eve", "guest"];
        await GivenHouseholdAsync(host, [.. customers.Select(customer => (customer, 10L))]);
        var (random, spent, given) = (new Random(seed), 0L, 40L);
        for (var step = 0; step < 150; step++)
        {
            var (who, amount, id) = (customers[random.Next(4)], random.Next(1, 60), $"{step}");
            _time.Advance(TimeSpan.FromMinutes(1));
            switch (random.Next(10))
            {
                case < 3:
                    given += (await host.ExecuteAsync(who, [Give(id, amount)]))[0].Receipt is null ? 0 : amount;
                    break;
                case < 8:
                    // Two at once, of which each may lack what the other has.
                    var both = await Task.WhenAll(new[] { who, customers[random.Next(4)] }.Select((one, at) => host.ExecuteAsync(one, [new SpendFromWallet { SpendingId = $"{id}-{at}", Wallet = "points", Amount = Of(amount) }])));
                    spent += both.Count(outcomes => outcomes[0].Status == OutcomeStatus.Accepted) * amount;
                    break;
                case 8:
                    await host.AskAsync(new RemoveMember("rossi", who));
                    break;
                default:
                    await host.AskAsync(new AddMember("rossi", who));
                    break;
            }

            if (random.Next(5) == 0) await host.SettleAsync();
        }

        await host.SettleAsync();
        Assert.Equal(given - spent, (await BalancesAsync(host, customers)).Sum());
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private static WalletAmount Of(long whole) => new(whole * WalletAmount.Scale);

    private static AdjustWallet Give(string id, long amount) => new() { AdjustmentId = "given-" + id, Wallet = "points", Amount = Of(amount) };

    private async Task<InProcessHost> StartAsync(Ledger.ILedger ledger)
    {
        var host = await InProcessHost.StartAsync(ledger, new(), _time);
        var policy = host.Policy.Program.Policy with { Currency = "EUR", Wallets = [new("points", Pooled: true) { Earn = [new(1)] }] };
        Assert.Empty((await host.Policy.PutAsync(policy, null)).Faults);
        return host;
    }

    private async Task GivenHouseholdAsync(InProcessHost host, params (string CustomerId, long Points)[] members)
    {
        foreach (var (customerId, points) in members)
        {
            Assert.All(await host.ExecuteAsync(customerId, [new RegisterCustomer { RegistrationId = "registered-" + customerId, Name = customerId }, Give(customerId, points)]), outcome => Assert.NotNull(outcome.Receipt));
            Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new AddMember("rossi", customerId))).Status);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task SpendAsync(InProcessHost host, string customerId, string id, long amount) =>
        Assert.NotNull((await host.ExecuteAsync(customerId, [new SpendFromWallet { SpendingId = id, Wallet = "points", Amount = Of(amount) }]))[0].Receipt);

    private static async Task<IEnumerable<string>> MembersAsync(InProcessHost host, string householdId) =>
        (await host.AskAsync(new ReadHousehold(householdId)))!.Members.Select(member => member.CustomerId);

    private static async Task<decimal[]> BalancesAsync(InProcessHost host, params string[] customers) =>
        [.. (await Task.WhenAll(customers.Select(customer => host.Customer(customer).GetAsync()))).Select(state => HeldWallets.Part.Of(state!).Of("points").Balance.ToDecimal())];
}
