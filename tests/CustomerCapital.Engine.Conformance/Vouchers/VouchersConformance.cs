using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Conformance.Vouchers;

/// <summary>Vouchers are used as often as they say, and never once more, by whichever way the purchases come and however many at once.</summary>
public abstract class VouchersConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly VoucherTerms TenOff = new() { Value = Money.Round(10) };

    [Fact]
    public async Task Purchase_is_less_by_its_voucher_and_every_repeat_has_the_first_receipt()
    {
        await IssueAsync("TEN", TenOff);
        var purchase = With(Purchase("p", 30), "ten");

        var first = await ExecuteAsync("ada", purchase);

        Assert.Equal((OutcomeStatus.Accepted, "20.00"), (first.Status, $"{first.Receipt?.Revenue}"));
        Assert.Equal([("TEN", "10.00")], first.Receipt!.Vouchers!.Select(voucher => (voucher.Code, $"{voucher.Discount}")));
        var again = await ExecuteAsync("ada", purchase);
        Assert.Equal((OutcomeStatus.Duplicate, first.Receipt), (again.Status, again.Receipt));
        Assert.Equal(OutcomeStatus.Conflict, (await ExecuteAsync("ada", With(Purchase("p", 31), "ten"))).Status);
        Assert.Equal("voucher_used_up", (await ExecuteAsync("bob", With(Purchase("p", 30), "TEN"))).Code);
        Assert.Null(await Engine.Customer("bob").GetAsync());
        await AssertUsesAsync("TEN", 1);
    }

    [Fact]
    public async Task Of_two_purchases_at_once_with_the_last_use_fifty_times_exactly_one_each_has_the_discount()
    {
        for (var i = 0; i < 50; i++) await IssueAsync($"LAST-{i}", TenOff);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ExecuteAsync($"c{i}", With(Purchase("p", 30), $"LAST-{i / 2}"))));

        for (var i = 0; i < 50; i++) Assert.Single(outcomes.Skip(2 * i).Take(2), outcome => outcome.Receipt is not null);
        Assert.All(outcomes, outcome => Assert.True(outcome.Receipt is { Revenue.Units: 20 * Money.Scale } || outcome.Code == "voucher_used_up", outcome.Code));
        for (var i = 0; i < 50; i++) await AssertUsesAsync($"LAST-{i}", 1);
    }

    [Fact]
    public async Task Of_200_purchases_at_once_with_a_single_use_one_has_it()
    {
        await IssueAsync("ONE", TenOff);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ExecuteAsync($"c{i}", With(Purchase("p", 30), "ONE"))));

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(199, outcomes.Count(outcome => outcome.Code == "voucher_used_up"));
        await AssertUsesAsync("ONE", 1);
    }

    [Fact]
    public async Task Limit_of_a_thousand_with_64_workers_is_used_exactly_a_thousand_times()
    {
        await IssueAsync("THOUSAND", TenOff with { Uses = 1_000 });
        var (next, accepted, refused) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async worker =>
        {
            for (var i = Interlocked.Increment(ref next); i <= 1_100; i = Interlocked.Increment(ref next))
            {
                var outcome = await ExecuteAsync($"w{worker}", With(Purchase($"p{i}", 30), "THOUSAND"));
                if (outcome.Status == OutcomeStatus.Accepted) Interlocked.Increment(ref accepted);
                else if (outcome.Code == "voucher_used_up") Interlocked.Increment(ref refused);
            }
        }));

        Assert.Equal((1_000, 100), (accepted, refused));
        await AssertUsesAsync("THOUSAND", 1_000);
    }

    [Fact]
    public async Task Copies_of_one_purchase_at_once_are_one_purchase_and_one_use()
    {
        await IssueAsync("ONE", TenOff);
        await IssueAsync("MANY", TenOff with { Uses = 100 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => ExecuteAsync("ada", With(Purchase("p", 30), "ONE", "MANY"))));

        Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(31, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Duplicate));
        Time.Advance(TimeSpan.FromMinutes(2));
        await AssertUsesAsync("ONE", 1);
        await AssertUsesAsync("MANY", 1);
    }

    [Fact]
    public async Task Use_of_a_purchase_that_comes_back_whole_is_given_back_once_and_that_of_a_part_is_not()
    {
        await IssueAsync("MINE", TenOff with { Uses = 5, UsesPerCustomer = 1 });
        await GivenAsync("ada", With(Purchase("p", 30), "MINE"));
        Assert.Equal("voucher_used_by_customer", (await ExecuteAsync("ada", With(Purchase("q", 30), "MINE"))).Code);
        await GivenAsync("ada", new RecordReturn { ReturnId = "part", PurchaseId = "p", Amount = Money.Round(10) });
        Assert.Equal("voucher_used_by_customer", (await ExecuteAsync("ada", With(Purchase("q", 30), "MINE"))).Code);
        await AssertUsesAsync("MINE", 1);

        await GivenAsync("ada", WholeReturn("r", "p"));
        Assert.Equal(OutcomeStatus.Duplicate, (await ExecuteAsync("ada", WholeReturn("r", "p"))).Status);
        await AssertUsesAsync("MINE", 0);
        await GivenAsync("ada", With(Purchase("q", 30), "MINE"));
        Assert.Equal("voucher_used_by_customer", (await ExecuteAsync("ada", With(Purchase("s", 30), "MINE"))).Code);
        await AssertUsesAsync("MINE", 1);
    }

    [Fact]
    public async Task Rest_of_a_value_stays_and_comes_back_by_the_share_that_comes_back()
    {
        await IssueAsync("GIFT", new() { Value = Money.Round(50), KeepsRest = true });
        await GivenAsync("ada", With(Purchase("p", 30), "GIFT"));
        Assert.Equal(("20.00", 0), await RestAsync("GIFT"));

        var next = await ExecuteAsync("bob", With(Purchase("p", 40), "GIFT"));
        Assert.Equal("20.00", $"{next.Receipt?.Revenue}");
        Assert.Equal("voucher_used_up", (await ExecuteAsync("bob", With(Purchase("q", 40), "GIFT"))).Code);

        // Half of the 20.00 that bob paid: half of what the voucher paid too.
        await GivenAsync("bob", new RecordReturn { ReturnId = "r", PurchaseId = "p", Amount = Money.Round(10) });
        Assert.Equal(("10.00", 0), await RestAsync("GIFT"));
        await GivenAsync("bob", WholeReturn("r2", "p"));
        Assert.Equal(("20.00", 0), await RestAsync("GIFT"));
        await GivenAsync("ada", WholeReturn("r", "p"));
        Assert.Equal(("50.00", 0), await RestAsync("GIFT"));
    }

    [Fact]
    public async Task Purchases_at_once_take_no_more_of_a_value_than_there_is()
    {
        await IssueAsync("GIFT", new() { Value = Money.Round(100), KeepsRest = true });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ExecuteAsync($"c{i}", With(Purchase("p", 15), "GIFT"))));

        Assert.Equal(100 * Money.Scale, outcomes.Sum(outcome => outcome.Receipt?.Vouchers?.Sum(voucher => voucher.Discount.Units) ?? 0));
        Assert.Equal(7, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
        Assert.Equal(("0.00", 0), await RestAsync("GIFT"));
    }

    [Fact]
    public async Task Held_uses_come_back_by_time_alone()
    {
        await IssueAsync("THREE", TenOff with { Uses = 3 });
        await HoldAsync("THREE", "cart-1");
        await HoldAsync("THREE", "cart-2");
        await GivenAsync("eve", With(Purchase("p", 30), "THREE"));
        Assert.Equal("voucher_used_up", (await ExecuteAsync("eve", With(Purchase("q", 30), "THREE"))).Code);

        Time.Advance(TimeSpan.FromMinutes(15));

        await GivenAsync("eve", With(Purchase("q", 30), "THREE"));
        await GivenAsync("eve", With(Purchase("r", 30), "THREE"));
        Assert.Equal("voucher_used_up", (await ExecuteAsync("eve", With(Purchase("s", 30), "THREE"))).Code);
        await AssertUsesAsync("THREE", 3);
    }

    [Fact]
    public async Task Hold_is_for_the_purchase_that_names_it_and_can_be_given_back()
    {
        await IssueAsync("ONE", TenOff);
        await HoldAsync("ONE", "cart", "ada");
        Assert.Equal("voucher_used_up", (await ExecuteAsync("bob", With(Purchase("p", 30), "ONE") with { VoucherHoldId = "cart" })).Code);
        await GivenAsync("ada", With(Purchase("p", 30), "ONE") with { VoucherHoldId = "cart" });
        Assert.Equal("voucher_hold_not_found", Assert.Single(await VoucherAsync("ONE", new ReleaseHold { HoldId = "cart" })).Code);
        await GivenAsync("ada", WholeReturn("r", "p"));
        await SettleAsync();

        await HoldAsync("ONE", "other");
        Assert.NotNull(Assert.Single(await VoucherAsync("ONE", new ReleaseHold { HoldId = "other" })).Receipt);
        await GivenAsync("bob", With(Purchase("p", 30), "ONE"));
        await AssertUsesAsync("ONE", 1);
    }

    [Fact]
    public async Task Hold_that_ends_while_purchases_are_under_way_is_used_or_refused_and_never_both()
    {
        for (var i = 0; i < 20; i++)
        {
            await IssueAsync($"EDGE-{i}", TenOff);
            await HoldAsync($"EDGE-{i}", "cart");
        }

        Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMicroseconds(1));
        var purchases = Enumerable.Range(0, 40).Select(i => ExecuteAsync($"c{i}", With(Purchase("p", 30), $"EDGE-{i / 2}") with { VoucherHoldId = i % 2 == 0 ? "cart" : null })).ToList();
        Time.Advance(TimeSpan.FromMicroseconds(2));
        var outcomes = await Task.WhenAll(purchases);

        for (var i = 0; i < 20; i++) Assert.Single(outcomes.Skip(2 * i).Take(2), outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.All(outcomes, outcome => Assert.True(outcome.Receipt is not null || outcome.Code == "voucher_used_up", outcome.Code));
        for (var i = 0; i < 20; i++) await AssertUsesAsync($"EDGE-{i}", 1);
    }

    [Theory]
    [InlineData("not_yet_valid", """{"value":"10.00","validFrom":"2026-01-16"}""")]
    [InlineData("expired", """{"value":"10.00","validTo":"2026-01-14"}""")]
    [InlineData("not_for_customer", """{"value":"10.00","customerId":"eve"}""")]
    [InlineData("minimum_order", """{"value":"10.00","minimumOrder":"30.01"}""")]
    [InlineData("not_for_articles", """{"value":"10.00","categories":["tea"]}""")]
    public async Task Voucher_that_does_not_fit_is_refused_with_one_code_and_takes_no_use(string code, string terms)
    {
        await IssueAsync("FIT", Read(terms));

        Assert.Equal("voucher_" + code, (await ExecuteAsync("ada", With(Purchase("p", 30), "FIT"))).Code);

        Assert.Null(await Engine.Customer("ada").GetAsync());
        await AssertUsesAsync("FIT", 0);
    }

    [Fact]
    public async Task Code_that_is_unknown_mistyped_or_ended_is_told_apart()
    {
        var own = VoucherCode.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        await IssueAsync(own, TenOff);
        var typo = "0" + own[1..];

        Assert.Equal("voucher_mistyped", (await ExecuteAsync("ada", With(Purchase("p", 30), typo))).Code);
        Assert.Equal("voucher_not_found", (await ExecuteAsync("ada", With(Purchase("p", 30), VoucherCode.From(new byte[15])))).Code);
        await GivenAsync("ada", With(Purchase("p", 30), $"{own[..4]}-{own[4..8]} {own[8..]}".ToLowerInvariant()));
        await IssueAsync("OVER", TenOff);
        Assert.NotNull(Assert.Single(await VoucherAsync("OVER", new EndVoucher())).Receipt);
        Assert.Equal("voucher_ended", (await ExecuteAsync("ada", With(Purchase("q", 30), "over"))).Code);
    }

    [Fact]
    public async Task Purchase_that_moves_takes_its_vouchers_along()
    {
        await IssueAsync("MINE", TenOff with { Uses = 2, UsesPerCustomer = 1 });
        await GivenAsync("ada", With(Purchase("p", 30), "MINE"));
        await GivenAsync("ada", new MovePurchase { MoveId = "m", PurchaseId = "p", ToCustomerId = "bob" });
        await SettleAsync();

        Assert.Equal("voucher_used_by_customer", (await ExecuteAsync("bob", With(Purchase("q", 30), "MINE"))).Code);
        await GivenAsync("ada", With(Purchase("q", 30), "MINE"));
        await AssertUsesAsync("MINE", 2);
        await GivenAsync("bob", WholeReturn("r", "p"));
        await AssertUsesAsync("MINE", 1);
        await GivenAsync("bob", With(Purchase("q", 30), "MINE"));
        await AssertUsesAsync("MINE", 2);
    }

    protected static RecordPurchase With(RecordPurchase purchase, params string[] vouchers) => purchase with { Vouchers = vouchers };

    private static VoucherTerms Read(string json) => System.Text.Json.JsonSerializer.Deserialize<VoucherTerms>(json, System.Text.Json.JsonSerializerOptions.Web)!;

    private Task<IReadOnlyList<CommandOutcome>> VoucherAsync(string code, Domain.Actors.ActorCommand command) => Engine.Customer(VoucherCode.ActorOf(code)).ExecuteAsync([command]);

    private async Task IssueAsync(string code, VoucherTerms terms) => Assert.Equal(OutcomeStatus.Accepted, Assert.Single(await VoucherAsync(code, new IssueVoucher { Terms = terms })).Status);

    private async Task HoldAsync(string code, string holdId, string? customerId = null) =>
        Assert.NotNull(Assert.Single(await VoucherAsync(code, new HoldVoucher { HoldId = holdId, CustomerId = customerId })).Receipt);

    private async Task<Voucher> StateAsync(string code) => Voucher.Part.Of((await Engine.Customer(VoucherCode.ActorOf(code)).GetAsync())!);

    /// <summary>Uses once all messages are delivered, with none taken out.</summary>
    private async Task AssertUsesAsync(string code, long uses)
    {
        await SettleAsync();
        var voucher = await StateAsync(code);
        Assert.Equal((uses, 0), (voucher.Uses, voucher.Open.Count));
    }

    private async Task<(string Left, int TakenOut)> RestAsync(string code)
    {
        await SettleAsync();
        var voucher = await StateAsync(code);
        return ($"{voucher.Rest}", voucher.Open.Count);
    }
}
