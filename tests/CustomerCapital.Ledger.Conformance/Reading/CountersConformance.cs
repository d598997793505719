using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Counters change by the differences of the appends, and are read by kind.</summary>
public abstract class CountersConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task ReadCountersAsync_of_an_empty_ledger_is_empty() => Assert.Empty((await Ledger.ReadCountersAsync([.. Capabilities.Counters.Values])).Rows);

    [Fact]
    public async Task ReadCountersAsync_after_every_append_is_what_the_customers_contribute()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));

        await GivenAsync(ada, Purchase("p1", 20, "web", Start.AddDays(40)));
        await AssertCountAsync(ada);
        await GivenAsync(bob, new RegisterCustomer { AcquisitionChannel = "fair", AcquisitionCost = Money.Round(3), OccurredAt = Start });
        await AssertCountAsync(ada, bob);
        await GivenAsync(ada, Purchase("p0", 5, "shop"));
        await AssertCountAsync(ada, bob);
        await GivenAsync(ada, new RecordReturn { ReturnId = "r", PurchaseId = "p0", OccurredAt = Start.AddDays(50) });
        await AssertCountAsync(ada, bob);
        await Ledger.AppendAsync(ada.WriteCatchUp(Start.AddYears(1)));
        await AssertCountAsync(ada, bob);
    }

    [Fact]
    public async Task ReadCountersAsync_gives_the_kinds_asked_for_and_no_others()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1", channel: "web"), Purchase("p2", channel: "web"));

        foreach (var kind in Capabilities.Counters.Values)
            Same.Counters(Counters.Of(ada.Contribution.OfKind(kind)), await Ledger.ReadCountersAsync([kind]));
        Assert.Empty((await Ledger.ReadCountersAsync([])).Rows);
    }

    [Fact]
    public async Task ReadCountersAsync_keeps_all_64_bits_and_the_sign()
    {
        var counters = new Counters();
        counters.Add(new(PurchasesCapability.Cell, int.MaxValue, int.MinValue, "ß"), new(long.MaxValue, long.MinValue, -1, long.MaxValue - 1));
        var ada = new Scribe("ada").Write(Purchase("p1"));

        await Ledger.AppendAsync(Scribe.Like(ada, counters));

        Same.Counters(counters, await Ledger.ReadCountersAsync([PurchasesCapability.Cell]));
    }

    private async Task AssertCountAsync(params Scribe[] scribes)
    {
        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        Same.Counters(sum, await Ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
    }
}
