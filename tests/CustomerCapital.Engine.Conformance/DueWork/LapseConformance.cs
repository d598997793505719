using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.DueWork;

/// <summary>What time alone changes is recorded at its moment, however late it is looked at.</summary>
public abstract class LapseConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task Customer_lapses_180_days_after_the_last_purchase_to_the_microsecond()
    {
        await GivenAsync("ada", Purchase("p1", at: Start.AddMicroseconds(-5)), Purchase("p2", at: Start));
        var lapses = Start.AddDays(180);

        Time.SetUtcNow(lapses.AddMicroseconds(-1));
        await SettleAsync();
        Assert.Equal(new Standing(Rung.Customer, false), (await CustomerAsync("ada")).Standing);
        Time.SetUtcNow(lapses);
        await SettleAsync();

        Assert.Equal(new Standing(Rung.Buyer, true), (await CustomerAsync("ada")).Standing);
        Assert.Equal(lapses, (await EntriesAsync("ada"))[^1].OccurredAt);
        Assert.Equal(1, (await Engine.AskAsync(new ReportLadder())).Rungs.Single(rung => rung.Rung == Rung.Buyer).Lapsed);
    }

    [Fact]
    public async Task Customers_looked_at_late_lapsed_at_their_own_moments_once()
    {
        for (var i = 0; i < 30; i++) await GivenAsync($"c{i}", Purchase("p1", at: Start.AddHours(-i)));
        Time.Advance(TimeSpan.FromDays(400));

        await SettleAsync();
        await SettleAsync();

        for (var i = 0; i < 30; i++)
        {
            var change = Assert.Single(await EntriesAsync($"c{i}"), entry => entry.Event is StandingChanged { Reason: StandingReason.Lapsed });
            Assert.Equal(Start.AddHours(-i).AddDays(180), change.OccurredAt);
            Assert.Equal(Time.GetUtcNow(), change.RecordedAt);
        }
    }

    [Fact]
    public async Task Purchase_after_the_lapse_that_nobody_had_looked_at_records_both()
    {
        await GivenAsync("ada", Purchase("p1", at: Start));
        Time.Advance(TimeSpan.FromDays(200));

        await GivenAsync("ada", Purchase("p2"));

        Assert.Equal(
            [StandingReason.FirstPurchase, StandingReason.Lapsed, StandingReason.PurchaseAfterLapse],
            (await EntriesAsync("ada")).Select(entry => entry.Event).OfType<StandingChanged>().Select(change => change.Reason));
    }
}
