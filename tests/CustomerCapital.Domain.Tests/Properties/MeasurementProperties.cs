using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What campaigns measure, with more campaigns than a state keeps; other histories are held against the same recount by <see cref="CounterProperties"/>.</summary>
public sealed class MeasurementProperties
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Results_of_a_customer_in_more_campaigns_than_are_kept_equal_a_recount(int seed)
    {
        var history = Crowded(seed);
        var kinds = CampaignCounters.All.ToHashSet();

        var expected = MeasurementRecount.Counters(history.Scenario.Entries);
        Assert.Contains(expected.Keys, key => key.Kind == CampaignCounters.Left);
        Assert.Equal(Sorted(expected), Sorted(history.Counted().Rows.Where(row => kinds.Contains(row.Key.Kind))));
    }

    /// <summary>A customer to whom some 130 campaigns offer something, between purchases and returns.</summary>
    internal static RandomHistory Crowded(int seed)
    {
        var random = new Random(seed);
        // An offer is what 36 comes to with a pick of 4 and cents that are no multiple of three.
        var steps = Enumerable.Range(0, 420).Select(_ => random.Next(5) switch
        {
            0 => new Step(random.Next(32), random.Next(3) == 0 ? random.Next(2_000) : 0, random.Next(100), random.Next(1, 30_000)),
            1 => new Step(50 + random.Next(10), 0, random.Next(100), random.Next(1, 30_000)),
            2 when random.Next(6) == 0 => new Step(95, 0, random.Next(4), 0),
            _ => new Step(36, 0, 4 + 8 * random.Next(12), 1 + 3 * random.Next(10_000)),
        }).ToArray();
        return RandomHistory.Play(steps, Histories.Policy(6), campaigns: 131);
    }

    private static IEnumerable<string> Sorted(IEnumerable<KeyValuePair<CounterKey, Count>> rows) => rows.Select(row => $"{row}").Order(StringComparer.Ordinal);
}
