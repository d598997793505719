using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: a return is priced at today's rate instead of the one then paid, or in today's month.</summary>
public sealed class ReturnAtTodaysPriceTests
{
    [Fact]
    public void Return_pays_the_price_then_paid_although_the_price_has_doubled_since()
    {
        var scenario = new CustomerScenario()
            .Given(new RecordPurchase { PurchaseId = "p1", Lines = [Line("coat", 2, "50.00")], Discount = Amount("10.00") }).AfterDays(90)
            .Given(new RecordPurchase { PurchaseId = "p2", Lines = [Line("coat", 1, "100.00")] });

        scenario.Given(Return("r1", "p1") with { Lines = [new(Sku: "coat", Quantity: 1)] });

        Assert.Equal(Amount("45.00"), scenario.Last<ReturnRecorded>().Amount);
        Assert.Equal(
            [new(Month.Of(2026, 1), 1, Amount("45.00")), new(Month.Of(2026, 4), 1, Amount("100.00"))], scenario.State.Activity.Months.ToArray());
    }

    [Fact]
    public void Return_that_names_a_price_of_its_own_is_malformed() =>
        Assert.Equal(["lines[0].unitPrice"], FaultFields(Return("r1", "p1") with { Lines = [new(Sku: "coat", UnitPrice: Amount("100.00"))] }));
}
