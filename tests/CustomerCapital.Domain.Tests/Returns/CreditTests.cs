using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Returns;

public sealed class CreditTests
{
    [Fact]
    public void Credit_lowers_revenue_of_its_own_month_and_undoes_no_order()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "50.00")).AfterDays(40).Given(Return("r1", null, "60.00"));

        Assert.Equal((1, Amount("-10.00")), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal(
            [new(Month.Of(2026, 1), 1, Amount("50.00")), new(Month.Of(2026, 2), 0, Amount("-60.00"))], scenario.State.Activity.Months.ToArray());
        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Credit_by_lines_comes_to_quantities_times_prices()
    {
        var lines = new ReturnLine[] { new(Sku: "a", Quantity: 2, UnitPrice: Amount("5.00")), new(Quantity: 0.5m, UnitPrice: Amount("3.00")) };
        var scenario = new CustomerScenario().Given(Return("r1", null, "11.50") with { Lines = lines });

        Assert.Equal(Amount("11.50"), scenario.Last<ReturnRecorded>().Amount);
        Assert.Equal(
            [new(null, "a", 2, Amount("10.00")), new(null, null, 0.5m, Amount("1.50"))], scenario.Last<ReturnRecorded>().Lines!);
    }

    [Fact]
    public void Credit_of_which_amount_and_lines_disagree_is_refused() => Assert.Equal(
        "amount_mismatch",
        new CustomerScenario().RefusalOf(Return("r1", null, "9.99") with { Lines = [new(Sku: "a", Quantity: 1, UnitPrice: Amount("10.00"))] }));

    [Fact]
    public void Credit_in_another_currency_is_refused() =>
        Assert.Equal("currency_mismatch", new CustomerScenario().RefusalOf(Return("r1", null, "1") with { Currency = "CHF" }));

    [Fact]
    public void Credit_of_nothing_leaves_no_month_without_activity()
    {
        var scenario = new CustomerScenario().Given(Return("r1", null, "0"));

        Assert.Equal(1, scenario.State.Sequence);
        Assert.Empty(scenario.State.Activity.Months);
    }

    [Fact]
    public void Credit_beyond_the_range_of_revenue_is_refused_instead_of_wrapping()
    {
        var empty = PurchaseHistory.Part.Set(ActorState.New("ada") with { Sequence = 1 }, new() { Revenue = new Money(long.MinValue + Money.Limit.Units + 99_999) });
        var program = new CustomerScenario().Program;

        var fits = Decider.Decide(empty, Return("r1", null, "9.9999"), new([]), program, Start, () => "");
        var exceeds = Decider.Decide(empty, Return("r1", null, "10.00"), new([]), program, Start, () => "");

        Assert.Equal(long.MinValue + Money.Limit.Units, fits.State.Revenue.Units);
        Assert.Equal("total_limit_reached", exceeds.Refusal?.Code);
    }

    [Fact]
    public void Return_beyond_the_range_of_revenue_is_refused_instead_of_wrapping()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "10.00"));
        var least = PurchaseHistory.Part.Set(scenario.State, PurchaseHistory.Part.Of(scenario.State) with { Revenue = new Money(long.MinValue + Money.Limit.Units + 99_999) });

        var exceeds = Decider.Decide(least, Return("r1", "p1"), new(scenario.Entries), scenario.Program, Start, scenario.NewCode);

        Assert.Equal("total_limit_reached", exceeds.Refusal?.Code);
    }

    [Fact]
    public void Account_of_the_least_revenue_and_the_greatest_acquisition_cost_holds_their_value()
    {
        var state = PurchaseHistory.Part.Set(ActorState.New("ada"), new() { Revenue = new Money(long.MinValue + Money.Limit.Units) });
        state = Registration.Part.Set(state, new() { AcquisitionCost = Money.Limit });

        Assert.Equal(new Money(long.MinValue), Account.Of(state, new ProgramPolicy()).HistoricValue);
    }
}
