using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Vouchers;

/// <summary>What vouchers take off, and of which lines.</summary>
public sealed class VoucherDraftTests
{
    [Theory]
    [InlineData(10, null, null, "2.00", "17.99")]
    [InlineData(12.5, "2.10", null, "2.10", "17.89")]
    [InlineData(12.5, null, "0.05", "2.50", "17.49")]
    [InlineData(100, null, null, "19.99", "0.00")]
    public void Percentage_is_rounded_and_capped(double percent, string? cap, string? roundTo, string discount, string left)
    {
        var terms = new VoucherTerms { Percent = (decimal)percent, Cap = cap is null ? null : Amount(cap), RoundTo = roundTo is null ? null : Amount(roundTo) };
        Assert.Empty(new IssueVoucher { Terms = terms }.Faults());
        var purchase = Recorded(Purchase("p", "19.99"), terms);

        Assert.Equal((discount, left), ($"{purchase.Vouchers![0].Discount}", $"{purchase.Amount}"));
    }

    [Fact]
    public void Discount_comes_off_the_lines_for_which_it_is_in_proportion_and_exactly()
    {
        var purchase = new RecordPurchase { PurchaseId = "p", Lines = [Line("tea", 3, "3.33"), Line("cup", 1, "9.00"), Line("tea", 1, "0.01")] };

        var recorded = Recorded(purchase, new VoucherTerms { Value = Amount("5"), Skus = ["tea"] });

        Assert.Equal(["4.995", "9.00", "0.005"], recorded.Lines!.Select(line => $"{line.Paid}"));
        Assert.Equal("14.00", $"{recorded.Amount}");
    }

    [Fact]
    public void Each_voucher_takes_off_what_those_before_it_have_left_and_one_that_finds_nothing_is_refused()
    {
        var percent = Recorded(Purchase("p", "30.00"), new() { Value = Amount("10") }, new() { Percent = 50 });
        Assert.Equal(["10.00", "10.00"], percent.Vouchers!.Select(voucher => $"{voucher.Discount}"));

        Assert.Equal("voucher_nothing_to_take_off", new CustomerScenario().RefusalOf(Redeem(Purchase("p", "10.00"), new() { Value = Amount("10") }, new() { Percent = 50 })));
    }

    [Fact]
    public void What_vouchers_take_off_earns_nothing()
    {
        var scenario = new CustomerScenario(new ProgramPolicy { Currency = "EUR", Wallets = [new("points") { Earn = [new(1)] }] });
        scenario.Given(Redeem(Purchase("p", "30.00"), new VoucherTerms { Value = Amount("10") }));

        Assert.Equal("20", $"{HeldWallets.Part.Of(scenario.State).Of("points").Balance}");
    }

    [Fact]
    public void Held_in_time_is_used_after_the_last_day_and_for_a_customer_only_so_often()
    {
        var scenario = new CustomerScenario();
        var terms = new VoucherTerms { Value = Amount("10"), Uses = 9, UsesPerCustomer = 1, ValidTo = new(2026, 1, 14) };
        Assert.Equal("voucher_expired", scenario.RefusalOf(Redeem(Purchase("p", "30.00"), terms)));
        var held = Redeem(Purchase("p", "30.00"), terms);

        scenario.Given(held with { Claims = [held.Claims[0] with { HeldAt = Start.AddDays(-1) }] });
        Assert.Equal("voucher_used_by_customer", scenario.RefusalOf(Redeem(Purchase("q", "30.00", Start.AddDays(-1)), terms)));

        // What was bought in time and is sent too late for uses to be told is not guessed.
        scenario.By(Start.AddDays(CustomerVouchers.LateDays)).Given(Purchase("r"));
        Assert.Equal("voucher_expired", scenario.RefusalOf(Redeem(Purchase("s", "30.00", Start.AddDays(-1)), terms with { UsesPerCustomer = 2 })));
    }

    private static PurchaseRecorded Recorded(RecordPurchase purchase, params VoucherTerms[] terms) => new CustomerScenario().Given(Redeem(purchase, terms)).Last<PurchaseRecorded>();

    private static RedeemVouchers Redeem(RecordPurchase purchase, params VoucherTerms[] terms) => RedeemVouchers.Of(
        purchase with { Vouchers = [.. terms.Select((_, at) => $"CODE-{at}")] }, [.. terms.Select((each, at) => new VoucherClaim($"CODE-{at}") { Terms = each, Number = 1, MadeAt = Start })]);
}
