using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What models of value are fitted to, read in the shortest way, is what decisions know of each purchase.</summary>
public sealed class BuyingProperties
{
    [Fact]
    public void Order_days_of_any_history_are_what_the_rests_of_its_purchases_leave() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var history = new BuyingHistory();
        foreach (var entry in scenario.Entries)
        {
            var change = LedgerJson.DecodeBuying(LedgerJson.EncodeUtf8(entry), entry.OccurredAt, entry.NaturalId, entry.ConcernsId);
            Assert.Equal(BuyingChange.Of(entry.Event, entry.OccurredAt, entry.NaturalId, entry.ConcernsId), change);
            history.Take(change);
        }

        var calendar = scenario.Program.Calendar;
        foreach (var asOf in scenario.Entries.Select(entry => calendar.DayOf(entry.OccurredAt)).Append(DateOnly.MaxValue).Distinct())
        {
            var (full, record) = (Full(scenario.Entries, asOf, calendar), history.Observe(asOf, calendar));
            Assert.Equal(full.Days, record?.Days ?? []);
            if (record is null) continue;
            Assert.Equal(full.Credits, record.Credits);
            var summary = record.Summary;
            Assert.Equal(full.Days.Sum(day => day.Revenue.ToDecimal()) - full.Credits.ToDecimal(), summary.Revenue);
            Assert.Equal((full.Days.Count - 1, record.Observation, (double?)record.MeanRepeatValue), (summary.Repeats, summary.Observation, summary.MeanRepeatValue));
        }
    });

    /// <summary>Folds the rest of each purchase whole, with its lines, wallets and vouchers.</summary>
    private static (IReadOnlyList<OrderDay> Days, Money Credits) Full(IReadOnlyList<Entry> entries, DateOnly asOf, ProgramCalendar calendar)
    {
        var (rests, days) = (new Dictionary<string, PurchaseRest>(), new SortedDictionary<DateOnly, Money>());
        foreach (var entry in entries)
        {
            if (PieceHistory.PurchaseOf(entry) is not { } purchase) continue;
            if (entry.NaturalId == purchase || !rests.TryGetValue(purchase, out var known)) rests[purchase] = PurchaseRest.Of(entry);
            else known.Take(entry);
        }

        foreach (var rest in rests.Values.Where(rest => rest.IsKnown && !rest.IsWhole && calendar.DayOf(rest.PurchasedAt) <= asOf))
            days[calendar.DayOf(rest.PurchasedAt)] = days.GetValueOrDefault(calendar.DayOf(rest.PurchasedAt)) + rest.Left;
        var credits = entries.Where(entry => entry.Event is ReturnRecorded { PurchaseId: null } && calendar.DayOf(entry.OccurredAt) <= asOf);
        return ([.. days.Select(day => new OrderDay(day.Key, day.Value))], credits.Aggregate(Money.Zero, (sum, entry) => sum + ((ReturnRecorded)entry.Event).Amount));
    }
}
