using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Returns;

public sealed class ReturnTests
{
    /// <summary>Three shirts on two lines and a hat, 60.00 in all, of which 6.00 were taken off the whole.</summary>
    private static readonly RecordPurchase Shopping = new()
    {
        PurchaseId = "p1",
        Lines = [Line("shirt", 2, "10.00"), Line("hat", 1, "30.00"), Line("shirt", 1, "10.00")],
        Discount = Amount("6.00"),
    };

    [Fact]
    public void Return_of_a_whole_purchase_takes_back_order_revenue_month_and_rung()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "54.00"), Return("r1", "p1"));

        Assert.Equal((0, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Empty(scenario.State.Activity.Months);
        Assert.Null(scenario.State.FirstOrderAt);
        Assert.Null(scenario.State.LastOrderAt);
        Assert.Equal(Standing.Start, scenario.State.Standing);
        Assert.Equal([StandingReason.FirstPurchase, StandingReason.PurchaseReturned], scenario.StandingChanges.Select(change => change.Reason));
        Assert.Equal(["return:r1"], scenario.Last<StandingChanged>().Evidence);
    }

    [Theory]
    [InlineData(1, null, "18.00", "1:2:18.00")]
    [InlineData(1, "1", "9.00", "1:1:9.00")]
    [InlineData(2, null, "27.00", "2:1:27.00")]
    [InlineData(3, "0.5", "4.50", "3:0.5:4.50")]
    public void Return_by_line_pays_back_what_was_paid_after_the_discount_on_the_whole(int line, string? quantity, string amount, string lines)
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Line: line, Quantity: Quantity(quantity))));

        Assert.Equal((Amount(amount), lines), (scenario.Last<ReturnRecorded>().Amount, Lines(scenario.Last<ReturnRecorded>())));
        Assert.False(scenario.Last<ReturnRecorded>().Whole);
        Assert.Equal((1, Amount("54.00") - Amount(amount)), (scenario.State.Orders, scenario.State.Revenue));
    }

    [Theory]
    [InlineData(null, "27.00", "1:2:18.00 3:1:9.00")]
    [InlineData("1", "9.00", "1:1:9.00")]
    [InlineData("2.5", "22.50", "1:2:18.00 3:0.5:4.50")]
    [InlineData("3", "27.00", "1:2:18.00 3:1:9.00")]
    public void Return_by_sku_takes_from_its_lines_in_order(string? quantity, string amount, string lines)
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Sku: "shirt", Quantity: Quantity(quantity))));

        Assert.Equal((Amount(amount), lines), (scenario.Last<ReturnRecorded>().Amount, Lines(scenario.Last<ReturnRecorded>())));
    }

    [Fact]
    public void Return_by_sku_goes_on_where_an_earlier_return_stopped()
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Line: 1, Quantity: 1)), ByLine("r2", new ReturnLine(Sku: "shirt")));

        Assert.Equal("1:1:9.00 3:1:9.00", Lines(scenario.Last<ReturnRecorded>()));
    }

    [Fact]
    public void Return_of_a_line_piece_by_piece_adds_up_to_what_was_paid()
    {
        var scenario = new CustomerScenario().Given(new RecordPurchase { PurchaseId = "p1", Lines = [Line("a", 3, "3.3333"), Line("b", 1, "1")], Discount = Amount("1") });
        var paid = scenario.Last<PurchaseRecorded>().Lines![0].Paid;

        var returned = Money.Zero;
        foreach (var id in (string[])["r1", "r2", "r3"])
            returned += scenario.Given(ByLine(id, new ReturnLine(Line: 1, Quantity: 1))).Last<ReturnRecorded>().Amount;

        Assert.Equal(paid, returned);
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r4", new ReturnLine(Line: 1))));
    }

    [Fact]
    public void Return_of_every_line_is_a_whole_return()
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Sku: "shirt")), ByLine("r2", new ReturnLine(Sku: "hat")));

        Assert.True(scenario.Last<ReturnRecorded>().Whole);
        Assert.Equal((0, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
    }

    [Fact]
    public void Return_by_amount_lowers_revenue_of_the_purchases_month_and_keeps_the_order()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00")).AfterDays(40).Given(Return("r1", "p1", "20.00"));

        Assert.Equal((1, Amount("30.00")), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal([new(Month.Of(2026, 1), 1, Amount("30.00"))], scenario.State.Activity.Months.ToArray());
        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Return_by_amounts_that_come_to_the_whole_is_a_whole_return()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00"), Return("r1", "p1", "20.00"), Return("r2", "p1", "30.00"));

        Assert.Equal(0, scenario.State.Orders);
        Assert.Equal("nothing_to_return", scenario.RefusalOf(Return("r3", "p1")));
    }

    [Fact]
    public void Return_of_the_rest_after_a_part_pays_back_only_the_rest()
    {
        var scenario = new CustomerScenario().Given(Shopping, Return("r1", "p1", "4.00"), Return("r2", "p1"));

        Assert.Equal((Amount("50.00"), true), (scenario.Last<ReturnRecorded>().Amount, scenario.Last<ReturnRecorded>().Whole));
        Assert.Equal(Money.Zero, scenario.State.Revenue);
    }

    [Fact]
    public void Return_of_more_than_was_bought_is_refused_and_changes_nothing()
    {
        var scenario = new CustomerScenario().Given(Shopping, Return("r0", "p1", "20.00"));

        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(Return("r1", "p1", "34.0001")));
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r2", new ReturnLine(Line: 1, Quantity: 2.0001m))));
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r3", new ReturnLine(Sku: "shirt", Quantity: 3.0001m))));
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r4", new ReturnLine(Line: 2), new ReturnLine(Line: 2))));
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r5", new ReturnLine(Line: 2), new ReturnLine(Line: 1))));
        Assert.Equal(Amount("34.00"), scenario.State.Revenue);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(null, "scarf")]
    public void Return_of_a_line_that_was_not_bought_is_refused(int? line, string? sku) =>
        Assert.Equal("line_not_found", new CustomerScenario().Given(Shopping).RefusalOf(ByLine("r1", new ReturnLine(line, sku))));

    [Fact]
    public void Return_of_a_purchase_that_is_not_there_is_refused() =>
        Assert.Equal("purchase_not_found", new CustomerScenario().Given(Purchase("p1")).RefusalOf(Return("r1", "p2")));

    [Fact]
    public void Return_dated_before_its_purchase_is_refused_and_at_its_moment_is_not()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"));

        Assert.Equal("return_before_purchase", scenario.RefusalOf(Return("r1", "p1", at: Start.AddMicroseconds(-1))));
        Assert.Null(scenario.RefusalOf(Return("r2", "p1", at: Start)));
    }

    /// <summary>A lamp at 40.00 and a bulb that is free with it.</summary>
    private static readonly RecordPurchase LampAndBulb = new() { PurchaseId = "p1", Lines = [Line("LAMP", 1, "40.00"), Line("BULB", 1, "0")] };

    [Fact]
    public void Purchase_counts_as_an_order_while_a_free_piece_of_it_is_with_the_customer()
    {
        var scenario = new CustomerScenario().Given(LampAndBulb, ByLine("r1", new ReturnLine(Sku: "LAMP")));

        Assert.Equal((1, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
        Assert.Equal(0, scenario.Given(ByLine("r2", new ReturnLine(Sku: "BULB"))).State.Orders);
        Assert.Equal("nothing_to_return", scenario.RefusalOf(ByLine("r3", new ReturnLine(Sku: "BULB"))));
    }

    [Fact]
    public void Return_of_all_that_was_paid_by_amount_leaves_the_free_piece_and_no_other()
    {
        var scenario = new CustomerScenario().Given(LampAndBulb, Return("r1", "p1", "40.00"));

        Assert.Equal((1, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal("return_exceeds_purchase", scenario.RefusalOf(ByLine("r2", new ReturnLine(Sku: "LAMP"))));
        Assert.Equal(0, scenario.Given(ByLine("r3", new ReturnLine(Sku: "BULB"))).State.Orders);
        Assert.Equal(0, new CustomerScenario().Given(Shopping, Return("r1", "p1", "54.00")).State.Orders);
    }

    [Fact]
    public void Lines_that_a_discount_made_free_come_back_one_by_one()
    {
        var scenario = new CustomerScenario().Given(new RecordPurchase
        {
            PurchaseId = "p1", Lines = [Line("a", 2, "5.00"), Line("b", 1, "3.00", "3.00")], Discount = Amount("10.00"),
        });

        foreach (var (id, sku, orders) in (ReadOnlySpan<(string, string, int)>)[("r1", "a", 1), ("r2", "b", 1), ("r3", "a", 0)])
            Assert.Equal(orders, scenario.Given(ByLine(id, new ReturnLine(Sku: sku, Quantity: 1))).State.Orders);
    }

    [Fact]
    public void Referral_stays_converted_while_a_free_piece_of_the_first_order_is_with_the_person()
    {
        var scenario = new CustomerScenario().Given(
            new AcceptReferral { ReferralId = "f1", ReferrerId = "bob" }, LampAndBulb, ByLine("r1", new ReturnLine(Sku: "LAMP")));
        Assert.True(scenario.State.BroughtBy!.Converted);

        Assert.False(scenario.Given(ByLine("r2", new ReturnLine(Sku: "BULB"))).State.BroughtBy!.Converted);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("20.00")]
    public void Return_of_nothing_is_refused(string paid)
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", paid));

        Assert.Equal("nothing_to_return", scenario.RefusalOf(Return("r1", "p1", "0")));
        Assert.Equal("nothing_to_return", scenario.RefusalOf(Return("r2", "p1", "0.00")));
        Assert.Equal(0, scenario.Given(Return("r3", "p1")).State.Orders);
    }

    [Fact]
    public void Return_of_a_free_purchase_is_whole_when_everything_comes_back_and_only_then()
    {

        var byLine = new CustomerScenario().Given(new RecordPurchase { PurchaseId = "p1", Lines = [Line("a", 1, "0"), Line("b", 1, "0")] }, ByLine("r1", new ReturnLine(Line: 1)));
        Assert.Equal(1, byLine.State.Orders);
        Assert.Equal(0, byLine.Given(ByLine("r2", new ReturnLine(Line: 2))).State.Orders);
        Assert.Equal("nothing_to_return", byLine.RefusalOf(Return("r3", "p1")));
    }

    [Fact]
    public void Return_of_the_first_purchase_moves_the_customer_to_the_cohort_of_the_second()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1")).AfterDays(45).Given(Purchase("p2"));
        var second = scenario.Now;
        Assert.Equal(Month.Of(2026, 1), scenario.State.Activity.Cohort);

        scenario.Given(Return("r1", "p1"));

        Assert.Equal(Month.Of(2026, 3), scenario.State.Activity.Cohort);
        Assert.Equal((second, second), (scenario.State.FirstOrderAt, scenario.State.LastOrderAt));
    }

    [Fact]
    public void Return_of_a_lapsed_customers_only_purchase_says_that_the_purchase_was_returned()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1")).AfterDays(200).Given(Return("r1", "p1"));

        Assert.Equal(new StandingChanged(new(Rung.Buyer, true), Standing.Start, StandingReason.PurchaseReturned, []) with { Evidence = scenario.Last<StandingChanged>().Evidence }, scenario.Last<StandingChanged>());
        Assert.Equal(["return:r1"], scenario.Last<StandingChanged>().Evidence);
    }

    [Fact]
    public void Return_of_the_latest_purchase_can_make_the_customer_lapse()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", at: Start.AddDays(-300)), Purchase("p2"), Return("r1", "p2"));

        Assert.Equal(new Standing(Rung.Buyer, true), scenario.State.Standing);
        Assert.Equal(StandingReason.Lapsed, scenario.Last<StandingChanged>().Reason);
    }

    public static TheoryData<string, RecordReturn> Malformed => new()
    {
        { "returnId", Return("", "p") },
        { "purchaseId", Return("r", " p") },
        { "reason", Return("r", "p") with { Reason = new string('r', 2_001) } },
        { "currency", Return("r", "p") with { Currency = "EURO" } },
        { "amount", Return("r", "p", "-0.01") },
        { "amount", Return("r", null) },
        { "amount", Return("r", null, "10000000000.01") },
        { "amount", Return("r", "p", "1") with { Lines = [new(Line: 1)] } },
        { "lines", Return("r", "p") with { Lines = [.. Enumerable.Repeat(new ReturnLine(Line: 1), 2_001)] } },
        { "lines[0]", Return("r", "p") with { Lines = [new()] } },
        { "lines[0]", Return("r", "p") with { Lines = [new(1, "a")] } },
        { "lines[1]", Return("r", "p") with { Lines = [new(1), null!] } },
        { "lines[0].quantity", Return("r", "p") with { Lines = [new(1, Quantity: 0)] } },
        { "lines[0].quantity", Return("r", "p") with { Lines = [new(1, Quantity: 0.00001m)] } },
        { "lines[0].unitPrice", Return("r", "p") with { Lines = [new(1, UnitPrice: Amount("1"))] } },
        { "lines[0].quantity", Return("r", null) with { Lines = [new(Sku: "a", UnitPrice: Amount("1"))] } },
        { "lines[0].unitPrice", Return("r", null) with { Lines = [new(Sku: "a", Quantity: 1)] } },
        { "lines[0].unitPrice", Return("r", null) with { Lines = [new(Sku: "a", Quantity: 2, UnitPrice: Money.Limit)] } },
        { "lines[0].sku", Return("r", "p") with { Lines = [new(Sku: new string('s', 201))] } },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Faults_of_a_return_name_the_field(string field, RecordReturn command) => Assert.Equal([field], FaultFields(command));

    private static RecordReturn ByLine(string id, params ReturnLine[] lines) => Return(id, "p1") with { Lines = lines };

    private static decimal? Quantity(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Lines(ReturnRecorded returned) =>
        string.Join(' ', returned.Lines!.Select(line => FormattableString.Invariant($"{line.Line}:{line.Quantity:0.####}:{line.Amount}")));
}
