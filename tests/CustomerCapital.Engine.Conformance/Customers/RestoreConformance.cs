using System.Text.Json;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>Entries exported from one engine and restored into another.</summary>
public abstract class RestoreConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly string[] Customers = ["ada", "bob", "carl"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(1_000, true)]
    public async Task RestoreAsync_of_an_export_gives_the_same_customers_and_reports(int page, bool reversed)
    {
        await GivenHistoryAsync();
        var restored = await Source.StartAsync(Time);

        foreach (var id in reversed ? Customers.Reverse() : Customers)
            foreach (var entries in (await EntriesAsync(id)).Chunk(page)) Assert.Equal(entries.Length, await restored.Customer(id).RestoreAsync(entries));
        await Source.SettleAsync(restored);

        var holds = await WhatHoldsAsync(restored);
        Assert.Equal(await WhatHoldsAsync(Engine), holds);
        Assert.Equal(["tea has carl"], holds.Where(line => line.Contains(" has ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RestoreAsync_twice_appends_nothing_more()
    {
        await GivenHistoryAsync();
        var restored = await Source.StartAsync(Time);
        foreach (var id in Customers) await restored.Customer(id).RestoreAsync((await EntriesAsync(id)).Take(3).ToList());

        foreach (var id in Customers)
        {
            var entries = await EntriesAsync(id);
            Assert.Equal(entries.Count - 3, await restored.Customer(id).RestoreAsync(entries));
            Assert.Equal(0, await restored.Customer(id).RestoreAsync(entries));
        }

        await Source.SettleAsync(restored);
        Assert.Equal(await WhatHoldsAsync(Engine), await WhatHoldsAsync(restored));
    }

    [Fact]
    public async Task RestoreAsync_keeps_ids_known()
    {
        await GivenHistoryAsync();
        var first = (await EntriesAsync("ada")).First(entry => entry.NaturalId == "purchase:p1");
        var restored = await Source.StartAsync(Time);
        await restored.Customer("ada").RestoreAsync(await EntriesAsync("ada"));

        var outcomes = await restored.ExecuteAsync("ada", [Purchase("p1", at: Start), Purchase("p1", 11, Start)]);

        Assert.Equal((OutcomeStatus.Duplicate, OutcomeStatus.Conflict), (outcomes[0].Status, outcomes[1].Status));
        Assert.Equal(first.Sequence, outcomes[0].Receipt!.Sequence);
    }

    [Fact]
    public async Task RestoreAsync_over_other_entries_is_refused_and_changes_nothing()
    {
        await GivenHistoryAsync();
        var other = await Source.StartAsync(Time);
        await other.ExecuteAsync("ada", [Purchase("theirs")]);
        var before = await WhatHoldsAsync(other);

        await Assert.ThrowsAsync<RestoreConflictException>(async () => await other.Customer("ada").RestoreAsync(await EntriesAsync("ada")));

        Assert.Equal(before, await WhatHoldsAsync(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task RestoreAsync_with_a_gap_is_refused_and_changes_nothing(int missing)
    {
        await GivenHistoryAsync();
        var restored = await Source.StartAsync(Time);

        await Assert.ThrowsAsync<RestoreConflictException>(async () => await restored.Customer("ada").RestoreAsync((await EntriesAsync("ada")).Where((_, i) => i != missing).ToList()));

        Assert.Null(await restored.Customer("ada").GetAsync());
    }

    private async Task GivenHistoryAsync()
    {
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada Löwe", AcquisitionChannel = "web", AcquisitionCost = Money.Round(3) }, new SetEnrolment { Enrolled = true });
        await GivenAsync("ada", Purchase("p1", at: Start), new MakeReferral { ReferralId = "m1", ReferredCustomerId = "bob" }, new MakeReferral { ReferralId = "m2", ReferredCustomerId = "carl" });
        await GivenAsync("bob", Purchase("p1", 20, Start.AddMinutes(3).ToOffset(TimeSpan.FromHours(2))), Purchase("p2", 5));
        await GivenAsync("carl", Purchase("p1", 7), new RecordPurchase { PurchaseId = "p2", Lines = [new("tea", "drinks", 2, Money.Round(3)), new("cup", null, 1, Money.Round(5))] });
        await SettleAsync();
        Time.Advance(TimeSpan.FromDays(40));
        await GivenAsync("carl", WholeReturn("r1", "p1"), new RecordReturn { ReturnId = "r2", PurchaseId = "p2", Lines = [new(2)] });
        await GivenAsync("carl", new RecordReturn { ReturnId = "r3", PurchaseId = "p2", Lines = [new(1, Quantity: 1)] });
        await GivenAsync("bob", new RecordReturn { ReturnId = "r1", PurchaseId = "p1", Amount = Money.Round(1.2345m) });
        await SettleAsync();
        Time.Advance(TimeSpan.FromDays(200));
        await SettleAsync();
    }

    private static async Task<IReadOnlyList<string>> WhatHoldsAsync(ICustomerCapital engine)
    {
        var holds = new List<string>();
        foreach (var line in (await engine.AskAsync(new FindCustomers(Segment.Everyone, null, 100))).Lines)
        {
            holds.Add(line.ToString());
            holds.Add(LedgerJson.Encode((await engine.Customer(line.CustomerId).GetAsync())!));
            holds.AddRange(Whole(await engine.Customer(line.CustomerId).EntriesAsync(0, 1_000)));
        }

        foreach (var sku in (string[])["tea", "cup"])
            holds.AddRange((await engine.AskAsync(new FindCustomers(PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, sku), null, 100))).Lines.Select(line => $"{sku} has {line.CustomerId}"));
        holds.Add(JsonSerializer.Serialize(await engine.AskAsync(new ReportCohorts())));
        holds.Add(JsonSerializer.Serialize(await engine.AskAsync(new ReportPeriods())));
        holds.Add(JsonSerializer.Serialize(await engine.AskAsync(new ReportMetrics())));
        holds.Add(JsonSerializer.Serialize(await engine.AskAsync(new ReportLadder())));
        holds.Add(JsonSerializer.Serialize(await engine.AskAsync(new ReportValue())));
        return holds;
    }
}
