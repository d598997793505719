using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>One role owns the tables, another serves.</summary>
public sealed class PostgreSqlRoleTests : IAsyncLifetime
{
    private string _owner = "";
    private string _role = "";

    private string Serving => _owner.Replace("Username=customercapital", $"Username={_role}", StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        _owner = await PostgreSqlCluster.NewSchemaAsync();
        _role = "Till " + _owner[(_owner.LastIndexOf('_') + 1)..]; // Must be quoted wherever it stands.
        await PostgreSqlCluster.RunAsync(_owner, $"CREATE ROLE \"{_role}\" LOGIN");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task GrantAsync_gives_a_role_all_that_serving_needs()
    {
        await using (var owner = PostgreSqlLedger.Open(_owner))
        {
            await owner.MigrateAsync();
            await owner.GrantAsync(_role);
            await owner.GrantAsync(_role);
        }

        await using var ledger = PostgreSqlLedger.Open(Serving);
        Assert.Empty(await ledger.MigrateAsync());
        var bob = new Scribe("bob");
        await ledger.AppendAsync(bob.Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1")));
        await ledger.AppendAsync(bob.Write(Purchase("p2")));
        await ledger.FenceAsync(0);
        await ledger.RevokeCallAsync("bob", new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"));
        await Assert.ThrowsAsync<CallRevokedException>(() => ledger.AppendAsync(Of(new Scribe("eve").Write(Purchase("p1")), new Guid("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"))));
        await ledger.WriteControlAsync("policy", "{}", 0);
        await ledger.WriteControlAsync("policy", "{}", 1);
        await ledger.SettleMessagesAsync(new() { Delivered = [(await ledger.ReadMessagesAsync(1))[0].MessageId] });
        Same.Entries(bob.Entries, await ledger.ReadEntriesAsync("bob", 0, 10));
        Same.Entries(bob.Entries, (await ledger.ReadFeedAsync(FeedPlace.Start, 10)).Entries);
        Assert.Empty((await ledger.ReadFeedAsync(new([bob.Entries.Count]), 10)).Entries);
        Assert.Equal(bob.Line, Assert.Single((await ledger.ReadCustomersAsync(Segment.Everyone, null, 10)).Lines));
        await using var reader = await PostgreSqlLedger.OpenToReadAsync(Serving);
        Same.Counters(bob.Contribution, await reader.ReadCountersAsync([.. Capabilities.Counters.Values]));
    }

    [Fact]
    public async Task GrantAsync_gives_the_right_to_write_entries_anew_as_an_erasure_does()
    {
        await using (var owner = PostgreSqlLedger.Open(_owner))
        {
            await owner.MigrateAsync();
            await owner.GrantAsync(_role);
        }

        await using var ledger = PostgreSqlLedger.Open(Serving);
        var eve = new Scribe("eve");
        await ledger.AppendAsync(eve.Write(Purchase("eve/1")));
        var next = eve.Write(Purchase("p2"));

        await ledger.AppendAsync(new(next.Before, next.Entries, next.After, next.Difference, next.Messages, next.Due)
        {
            Rewritten = [eve.Entries[0] with { NaturalId = "purchase:erased/1" }], RenamedTo = new(ActorKind.Customer, "erased-1"),
        });

        Assert.Equal("purchase:erased/1", (await ledger.ReadEntriesAsync("erased-1", 0, 10))[0].NaturalId);
    }

    [Theory]
    [InlineData("ALTER TABLE actors ADD COLUMN more text")]
    [InlineData("CREATE TABLE more (id bigint)")]
    [InlineData("UPDATE entries SET occurred_at = now()")]
    [InlineData("UPDATE entries SET sequence = 7")]
    [InlineData("DELETE FROM entries")]
    [InlineData("DELETE FROM actors")]
    [InlineData("UPDATE schema_scripts SET sha256 = ''")]
    public async Task GrantAsync_gives_no_right_to_change_schema_or_history(string sql)
    {
        await using (var owner = PostgreSqlLedger.Open(_owner))
        {
            await owner.MigrateAsync();
            await owner.GrantAsync(_role);
        }

        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PostgreSqlCluster.RunAsync(Serving, sql));

        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task MigrateAsync_of_a_role_that_may_not_make_tables_says_who_may()
    {
        await using var ledger = PostgreSqlLedger.Open(Serving);

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.MigrateAsync());

        Assert.EndsWith("let their owner run: migrate, or grow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrantAsync_to_a_role_that_does_not_exist_is_refused()
    {
        await using var owner = PostgreSqlLedger.Open(_owner);
        await owner.MigrateAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => owner.GrantAsync("nobody at all"));
    }
}
