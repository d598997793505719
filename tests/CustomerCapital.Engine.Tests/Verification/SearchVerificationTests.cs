using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Verification;

/// <summary>Search keys and open follow-ups that are not those of the entries are differences.</summary>
public sealed class SearchVerificationTests : IDisposable
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("customercapital-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("SELECT 1", null)]
    [InlineData("DELETE FROM search_keys WHERE search_key = 'rossi ada'", "the entries give [ada; ada rossi; rossi ada], follow-ups [f at 2026-11-28T12:00:00.0000000+00:00], the ledger holds [ada; ada rossi], ")]
    [InlineData("INSERT INTO search_keys VALUES (1, 'bianchi', 'ada')", "the ledger holds [ada; ada rossi; bianchi; rossi ada], ")]
    [InlineData("DELETE FROM open_follow_ups", "the ledger holds [ada; ada rossi; rossi ada], follow-ups [].")]
    [InlineData("UPDATE open_follow_ups SET due_at = due_at + 1000000", "the ledger holds [ada; ada rossi; rossi ada], follow-ups [f at 2026-11-28T12:00:01.0000000+00:00].")]
    public async Task What_is_changed_by_hand_is_named(string change, string? difference)
    {
        var file = Path.Combine(_folder, "ledger.db");
        await using var host = await InProcessHost.StartAsync(SqliteLedger.Open(file), new(), new FakeTimeProvider(Today));
        var outcomes = await host.ExecuteAsync("ada",
        [
            new RegisterCustomer { Name = "Ada Rossi", OccurredAt = Today }, new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Call, DueAt = Today.AddDays(1), OccurredAt = Today },
        ]);
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Receipt));
        await using (var other = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = change;
            await command.ExecuteNonQueryAsync();
        }

        var differences = (await host.Verifier().VerifyAsync(_ => { })).Differences;

        if (difference is null) Assert.Empty(differences);
        else Assert.Contains(difference, Assert.Single(differences), StringComparison.Ordinal);
    }
}
