using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Complaints;

/// <summary>Complaint: an order sent twice (retry, offline sync, days later) earns twice.</summary>
public sealed class OrderSentTwiceTests
{
    [Fact]
    public void Order_sent_again_with_another_offset_is_told_by_id_and_content_as_the_same()
    {
        ActorCommand first = Purchase("p1", "10.00", new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.FromHours(1)));
        ActorCommand again = Purchase("p1", "10.0000", new DateTimeOffset(2026, 1, 10, 8, 0, 0, TimeSpan.Zero));

        Assert.Equal(first.NaturalId, again.NaturalId);
        Assert.Equal(LedgerJson.HashOf(first), LedgerJson.HashOf(again));
    }

    [Fact]
    public void Order_sent_again_with_other_content_is_told_from_a_repeat()
    {
        var first = Purchase("p1", "10.00", Start);

        Assert.NotEqual(LedgerJson.HashOf(first), LedgerJson.HashOf(first with { Amount = Amount("10.01") }));
        Assert.NotEqual(LedgerJson.HashOf(first), LedgerJson.HashOf(first with { OccurredAt = Start.AddSeconds(1) }));
        Assert.NotEqual(LedgerJson.HashOf(first), LedgerJson.HashOf(first with { Lines = [Line("a", 1, "10.00")] }));
    }

    [Fact]
    public void Return_sent_under_a_second_id_finds_nothing_left_to_pay_back()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Return("r1", "p1"));

        Assert.Equal("nothing_to_return", scenario.RefusalOf(Return("r1-retry", "p1")));
        Assert.Equal((0, Amount("0")), (scenario.State.Orders, scenario.State.Revenue));
    }
}
