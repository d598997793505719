using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>What a ledger of before counted otherwise is counted as the entries tell it, in the states and in the counters.</summary>
public sealed class SqliteCounterRefillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CountMissingAsync_of_a_ledger_that_counted_one_entry_as_two_corrections_counts_it_as_one()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        await using (var before = SqliteLedger.Open(_folder.Path("ledger.db")))
        {
            await before.MigrateAsync();
            foreach (var scribe in (Scribe[])[ada, bob])
            {
                await before.AppendAsync(scribe.Write(Purchase("first", at: Start.AddDays(-1)), new OfferReward { CampaignId = "thanks", RunId = "run", RunNumber = 1, Reward = "mug", MeasureDays = 1, OccurredAt = Start }));
                scribe.RecordedAt = Start.AddDays(3);
                await before.AppendAsync(scribe.Write(Purchase("late", at: Start.AddHours(2))));
            }

            Assert.False(await before.CountMissingAsync(Program.Calendar));
        }

        using (var older = _folder.Connect("ledger.db"))
        {
            older.Run("UPDATE parts SET state = json_set(state, '$.memberships[0].measurement.corrections', 2) WHERE name = 'campaigns' AND actor_key = (SELECT actor_key FROM actors WHERE actor_id = 'ada')");
            older.Run($"UPDATE counters SET sum1 = sum1 + 1 WHERE kind = {CampaignCounters.Corrections.Number}");
            older.Run("UPDATE control_states SET version = 2 WHERE name = 'counter-generation'");
            Assert.Equal(3L, older.Run($"SELECT sum1 FROM counters WHERE kind = {CampaignCounters.Corrections.Number}"));
        }

        await using var ledger = SqliteLedger.Open(_folder.Path("ledger.db"));
        Assert.Equal(2, CustomerCampaigns.Part.Of((await ledger.RecallAsync(ada.Recall())).Row!.State).Memberships[0].Measurement!.Corrections);

        Assert.True(await ledger.CountMissingAsync(Program.Calendar));

        foreach (var scribe in (Scribe[])[ada, bob]) Same.State(scribe.State, (await ledger.RecallAsync(scribe.Recall())).Row?.State);
        Assert.Equal(1, CustomerCampaigns.Part.Of(ada.State).Memberships[0].Measurement!.Corrections);
        var sum = ada.Contribution;
        sum.Add(bob.Contribution);
        Same.Counters(sum, await ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
        Assert.False(await ledger.CountMissingAsync(Program.Calendar));
    }
}
