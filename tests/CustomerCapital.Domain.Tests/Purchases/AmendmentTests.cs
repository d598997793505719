using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Purchases;

/// <summary>Purchases that are edited after they were recorded.</summary>
public sealed class AmendmentTests
{
    private static readonly RecordPurchase Shopping = new() { PurchaseId = "p1", Lines = [Line("shirt", 2, "10.00"), Line("hat", 1, "30.00")] };

    [Theory]
    [InlineData("80.00")]
    [InlineData("20.00")]
    [InlineData("0.00")]
    public void Amendment_to_more_or_less_corrects_the_month_of_the_purchase_and_keeps_the_order(string amount)
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00")).AfterDays(40).Given(Amendment("a1", amount));

        Assert.Equal((1, Amount(amount)), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal([new(Month.Of(2026, 1), 1, Amount(amount))], scenario.State.Activity.Months.ToArray());
        Assert.Equal((Start, Start), (scenario.State.FirstOrderAt, scenario.State.LastOrderAt));
    }

    [Fact]
    public void Lines_that_are_added_can_come_back_at_their_price_and_those_that_are_gone_cannot()
    {
        var scenario = new CustomerScenario().Given(
            Shopping, Lines("a1", Line("shirt", 3, "10.00"), Line("hat", 1, "25.00"), Line("scarf", 1, "12.00")), ByLine("r1", new ReturnLine(Sku: "scarf"), new ReturnLine(Sku: "hat")));

        Assert.Equal((Amount("37.00"), Amount("30.00")), (scenario.Last<ReturnRecorded>().Amount, scenario.State.Revenue));
        Assert.Equal("line_not_found", new CustomerScenario().Given(Shopping, Lines("a1", Line("shirt", 2, "10.00"))).RefusalOf(ByLine("r1", new ReturnLine(Sku: "hat"))));
    }

    [Fact]
    public void What_came_back_before_an_amendment_stays_back_at_the_price_then_paid()
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Line: 1, Quantity: 1)), Lines("a1", Line("shirt", 2, "8.00"), Line("hat", 1, "30.00")));

        Assert.Equal(Amount("36.00"), scenario.State.Revenue);
        Assert.Equal((0, Money.Zero), (scenario.Given(Return("r2", "p1")).State.Orders, scenario.State.Revenue));
    }

    [Fact]
    public void Amendment_that_leaves_no_more_than_has_come_back_is_refused()
    {
        var scenario = new CustomerScenario().Given(Shopping, ByLine("r1", new ReturnLine(Line: 1)));

        Assert.Equal("amendment_below_returns", scenario.RefusalOf(Lines("a1", Line("shirt", 1, "10.00"), Line("hat", 1, "30.00"))));
        Assert.Equal("amendment_below_returns", scenario.RefusalOf(Lines("a2", Line("shirt", 2, "10.00"))));
        Assert.Equal("amendment_below_returns", scenario.RefusalOf(Amendment("a3", "20.00")));
        Assert.Equal((1, Amount("30.00")), (scenario.State.Orders, scenario.State.Revenue));
    }

    [Fact]
    public void Amendments_in_any_order_come_to_the_one_of_the_latest_date()
    {
        var (first, second) = (Amendment("a1", "70.00") with { OccurredAt = Start.AddDays(1) }, Amendment("a2", "60.00") with { OccurredAt = Start.AddDays(2) });
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00")).AfterDays(5);

        Assert.Equal(Amount("60.00"), scenario.Given(second, first).State.Revenue);
        Assert.Equal(Amount("65.00"), scenario.Given(Amendment("a3", "65.00")).State.Revenue);
    }

    [Fact]
    public void Amendment_of_what_is_not_there_or_came_back_or_is_dated_before_it_is_refused()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00"));

        Assert.Equal("purchase_not_found", scenario.RefusalOf(Amendment("a1", "1.00") with { PurchaseId = "p2" }));
        Assert.Equal("amendment_before_purchase", scenario.RefusalOf(Amendment("a1", "1.00") with { OccurredAt = Start.AddMicroseconds(-1) }));
        Assert.Equal("currency_mismatch", scenario.RefusalOf(Amendment("a1", "1.00") with { Currency = "USD" }));
        Assert.Equal("purchase_returned", scenario.Given(Return("r1", "p1")).RefusalOf(Amendment("a1", "1.00")));
    }

    [Fact]
    public void Faults_of_an_amendment_name_the_field()
    {
        Assert.Equal(["amendmentId", "purchaseId", "amount"], FaultFields(new AmendPurchase()));
        Assert.Equal(["amount"], FaultFields(Amendment("a", "-1")));
        Assert.Equal(["amount"], FaultFields(Lines("a", Line("shirt", 1, "10.00")) with { Amount = Amount("11") }));
        Assert.Equal(["lines[0].quantity"], FaultFields(Lines("a", Line("shirt", 0, "10.00"))));
    }

    private static AmendPurchase Amendment(string id, string amount) => new() { AmendmentId = id, PurchaseId = "p1", Amount = Amount(amount) };

    private static AmendPurchase Lines(string id, params PurchaseLine[] lines) => new() { AmendmentId = id, PurchaseId = "p1", Lines = lines };

    private static RecordReturn ByLine(string id, params ReturnLine[] lines) => Return(id, "p1") with { Lines = lines };
}
