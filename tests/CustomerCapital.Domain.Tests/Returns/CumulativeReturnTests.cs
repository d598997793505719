using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Returns;

/// <summary>Returns by what has come back in all, as shops export refunds.</summary>
public sealed class CumulativeReturnTests
{
    [Fact]
    public void Return_in_all_takes_what_earlier_returns_leave_of_it()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "60.00"), InAll("r20", "20.00"), InAll("r30", "30.00"));

        Assert.Equal(Amount("10.00"), scenario.Last<ReturnRecorded>().Amount);
        Assert.Equal((1, Amount("30.00")), (scenario.State.Orders, scenario.State.Revenue));
    }

    [Theory]
    [InlineData("30.00")]
    [InlineData("25.00")]
    [InlineData("0")]
    public void Return_in_all_of_no_more_than_came_back_changes_nothing(string inAll)
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "60.00"), Return("r1", "p1", "30.00"));

        var decision = scenario.When(InAll("r2", inAll));

        Assert.Null(decision.Refusal);
        Assert.True(decision.Fact < 0);
    }

    [Fact]
    public void Return_in_all_of_everything_is_a_whole_return()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", "60.00"), InAll("r1", "20.00"), InAll("r2", "60.00"));

        Assert.True(scenario.Last<ReturnRecorded>().Whole);
        Assert.Equal((0, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
    }

    [Fact]
    public void Return_in_all_of_more_than_was_paid_is_refused() =>
        Assert.Equal("return_exceeds_purchase", new CustomerScenario().Given(Purchase("p1", "60.00")).RefusalOf(InAll("r1", "60.01")));

    [Fact]
    public void Return_in_all_stands_beside_the_purchase_alone()
    {
        Assert.Equal(["cumulativeAmount"], FaultFields(InAll("r1", "-1")));
        Assert.Equal(["cumulativeAmount"], FaultFields(InAll("r1", "1") with { Amount = Amount("1") }));
        Assert.Contains("cumulativeAmount", FaultFields(InAll("r1", "1") with { PurchaseId = null }));
    }

    private static RecordReturn InAll(string id, string amount) => new() { ReturnId = id, PurchaseId = "p1", CumulativeAmount = Amount(amount) };
}
