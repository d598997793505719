using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>Reminders, as Orleans' provider reads and writes them.</summary>
public sealed class PostgreSqlRemindersTests(PostgreSqlSilo silo) : IClassFixture<PostgreSqlSilo>
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    private IReminderTable Table => silo.Silos.Services.GetRequiredService<IReminderTable>();

    [Fact]
    public async Task UpsertRow_registers_and_registers_anew()
    {
        Assert.Equal("1", await Table.UpsertRow(Entry("upsert", "wake", TimeSpan.FromMinutes(1))));
        Assert.Equal("2", await Table.UpsertRow(Entry("upsert", "wake", TimeSpan.FromDays(60))));

        var read = await Table.ReadRow(Id("upsert"), "wake");
        Assert.Equal((Id("upsert"), "wake", Noon, TimeSpan.FromDays(60), "2"), (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Null(await Table.ReadRow(Id("upsert"), "Wake"));
    }

    [Fact]
    public async Task UpsertRow_of_eight_at_once_makes_one_row_of_eight_versions()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Table.UpsertRow(Entry("race", "wake", TimeSpan.FromMinutes(1))))));

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], versions.Order());
        Assert.Equal("8", Assert.Single((await Table.ReadRows(Id("race"))).Reminders).ETag);
    }

    [Fact]
    public async Task RemoveRow_unregisters_where_the_version_is_the_one_read()
    {
        await Table.UpsertRow(Entry("remove", "wake", TimeSpan.FromMinutes(1)));
        await Table.UpsertRow(Entry("remove", "sleep", TimeSpan.FromMinutes(1)));

        Assert.False(await Table.RemoveRow(Id("remove"), "wake", "2"));
        Assert.True(await Table.RemoveRow(Id("remove"), "wake", "1"));
        Assert.False(await Table.RemoveRow(Id("remove"), "wake", "1"));

        Assert.Equal("sleep", Assert.Single((await Table.ReadRows(Id("remove"))).Reminders).ReminderName);
    }

    [Fact]
    public async Task ReadRows_of_a_range_gives_those_after_its_begin_up_to_its_end_around_the_ring()
    {
        await Table.TestOnlyClearTable();
        var hashes = new Dictionary<string, uint>();
        for (var grain = 0; grain < 40; grain++)
        {
            await Table.UpsertRow(Entry($"range{grain}", "wake", TimeSpan.FromMinutes(1)));
            hashes[Id($"range{grain}").ToString()] = Id($"range{grain}").GetUniformHashCode();
        }

        uint[] bounds = [0, 1, int.MaxValue, int.MaxValue + 1u, uint.MaxValue, .. hashes.Values.Order().Where((_, place) => place % 13 == 0)];
        foreach (var begin in bounds)
        {
            foreach (var end in bounds)
            {
                // How far a hash is behind the begin, going around the ring; the begin itself is the farthest, and a range to itself is the whole ring.
                var expected = hashes.Where(hash => unchecked(hash.Value - begin - 1) <= unchecked(end - begin - 1)).Select(hash => hash.Key).Order(StringComparer.Ordinal);
                var read = (await Table.ReadRows(begin, end)).Reminders.Select(reminder => reminder.GrainId.ToString()).Order(StringComparer.Ordinal);
                Assert.Equal(expected, read);
            }
        }
    }

    private static GrainId Id(string key) => GrainId.Create("courier", key);

    private static ReminderEntry Entry(string grain, string name, TimeSpan period) => new() { GrainId = Id(grain), ReminderName = name, StartAt = Noon, Period = period };
}
