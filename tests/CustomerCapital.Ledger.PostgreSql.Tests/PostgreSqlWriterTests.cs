using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Sql;
using Npgsql;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>Whole groups: each of its appends is answered for itself.</summary>
public sealed class PostgreSqlWriterTests : IAsyncLifetime
{
    private static readonly PostgreSqlDialect Dialect = new("postgres:");

    private string _database = "";
    private PostgreSqlSessions _sessions = null!;
    private SqlWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgreSqlCluster.NewSchemaAsync();
        await using (var ledger = PostgreSqlLedger.Open(_database)) await ledger.MigrateAsync();
        _sessions = new(_database, Dialect, TimeProvider.System);
        _writer = new(Dialect, _sessions, [3]);
    }

    public async Task DisposeAsync() => await _sessions.DisposeAsync();

    [Fact]
    public async Task WriteAsync_of_a_group_with_bad_ones_answers_each_for_itself()
    {
        await using (var ledger = PostgreSqlLedger.Open(_database)) await ledger.FenceAsync(2);
        var late = new Scribe("late");
        late.Write(Purchase("p1"));
        var most = new Domain.Cohorts.Counters();
        most.Add(new(Domain.Purchases.PurchasesCapability.Cell, 1), new(Orders: long.MaxValue));
        Append Most(string id) => Like(new Scribe(id).Write(Purchase("p")), most, [], [], policyVersion: 2);

        var results = await _writer.WriteAsync(
        [
            Under(2, new Scribe("good").Write(Purchase("p"))),
            Under(2, late.Write(Purchase("p2"))),
            Under(2, new Scribe("twice").Write(Purchase("p"), Purchase("p", 11))),
            Under(1, new Scribe("old").Write(Purchase("p"))),
            Most("most"),
            Most("more"),
            Under(3, new Scribe("better").Write(Purchase("p"))),
        ]);

        Assert.Equal(
            [
                AppendResult.Committed, AppendResult.VersionConflict, AppendResult.NaturalIdTaken, AppendResult.PolicyOutdated,
                AppendResult.Committed, AppendResult.Rejected, AppendResult.Committed,
            ],
            results);
        Assert.Equal("better,good,most", await CustomersAsync());
    }

    /// <remarks>The first of its appends moves the row for the second, if it were not too old; the third repeats an id.</remarks>
    [Fact]
    public async Task WriteAsync_of_a_customers_appends_of_which_some_are_older_than_the_fence_takes_the_others()
    {
        await using var ledger = PostgreSqlLedger.Open(_database);
        await ledger.FenceAsync(2);
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        var (old, first) = (new Scribe("ada").Write(Purchase("p0")), ada.Write(Purchase("p1")));
        await ledger.AppendAsync(Under(2, bob.Write(Purchase("p1"))));
        var again = bob.Write(Purchase("p1-again"));
        var repeat = new Append(again.Before, [.. again.Entries.Select(entry => entry with { NaturalId = "purchase:p1" })], again.After, new(), [], []) { PolicyVersion = 2, IdsUnchecked = true };

        var results = await _writer.WriteAsync([Under(1, old), Under(2, first), repeat, Under(3, ada.Write(Purchase("p2")))]);

        Assert.Equal([AppendResult.PolicyOutdated, AppendResult.Committed, AppendResult.NaturalIdTaken, AppendResult.Committed], results);
        Same.Entries(ada.Entries, await ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task WriteAsync_of_text_that_the_database_does_not_hold_rejects_it_alone(int codeUnit)
    {
        var id = $"a{(char)codeUnit}";
        var results = await _writer.WriteAsync(
            [new Scribe("good").Write(Purchase("p")), new Scribe("bad").Write(Purchase(id)), new Scribe(id).Write(Purchase("p")), new Scribe("better").Write(Purchase("p"))]);

        Assert.Equal([AppendResult.Committed, AppendResult.Rejected, AppendResult.Rejected, AppendResult.Committed], results);
        Assert.Equal("better,good", await CustomersAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task RecallAsync_of_text_that_the_database_does_not_hold_gives_nothing(int codeUnit)
    {
        var id = $"a{(char)codeUnit}";
        await using var ledger = PostgreSqlLedger.Open(_database);

        Assert.Null((await ledger.RecallAsync(new(id, WithRow: true, [id, "purchase:p"]))).Row);
        Assert.Empty((await ledger.RecallAsync(new("ada", WithRow: true, [id]))).Entries);
    }

    [Fact]
    public async Task WriteAsync_of_a_customers_appends_in_one_group_takes_them_one_after_the_other()
    {
        var ada = new Scribe("ada");
        var (first, second) = (ada.Write(Purchase("p1")), ada.Write(Purchase("p2")));
        var other = new Scribe("ada").Write(Purchase("p3"));
        var dueOnly = new Append(first.After, [], first.After, new(), [], [new("standing", Start)]);

        var results = await _writer.WriteAsync([first, other, dueOnly, second, dueOnly, new Scribe("bob").Write(Purchase("p"))]);

        Assert.Equal(
            [AppendResult.Committed, AppendResult.VersionConflict, AppendResult.Committed, AppendResult.Committed, AppendResult.VersionConflict, AppendResult.Committed],
            results);
        await using var ledger = PostgreSqlLedger.Open(_database);
        Same.Entries(ada.Entries, await ledger.ReadEntriesAsync("ada", 0, 10));
        Assert.Equal(ada.DueAt, (await ledger.RecallAsync(ada.Recall())).Row?.DueAt);
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task WriteAsync_that_the_database_rolls_back_because_of_others_is_tried_again(string state)
    {
        await GivenFailuresAsync(state, times: 4);

        Assert.Equal([AppendResult.Committed], await _writer.WriteAsync([new Scribe("ada").Write(Purchase("p"))]));

        Assert.Equal("ada", await CustomersAsync());
    }

    [Fact]
    public async Task WriteAsync_that_the_database_always_rolls_back_gives_up()
    {
        await GivenFailuresAsync("40001", times: 1_000);

        var error = await Assert.ThrowsAsync<PostgresException>(async () => await _writer.WriteAsync([new Scribe("ada").Write(Purchase("p"))]));

        Assert.Equal("40001", error.SqlState);
        Assert.IsType<LedgerUnavailableException>(Dialect.ToLedger(error));
        Assert.Equal(6L, await PostgreSqlCluster.RunAsync(_database, "SELECT nextval('tries')"));
    }

    [Fact]
    public async Task WriteAsync_that_fails_for_no_append_of_its_own_writes_nothing()
    {
        await GivenFailuresAsync("53100", times: 1);
        var group = Enumerable.Range(0, 50).Select(i => new Scribe($"c{i}").Write(Purchase("p"))).ToList();

        var full = await Assert.ThrowsAsync<PostgresException>(async () => await _writer.WriteAsync(group));
        Assert.Contains("no room left", Dialect.ToLedger(full).Message, StringComparison.Ordinal);
        Assert.Equal(DBNull.Value, await CustomersAsync());

        Assert.Equal(Enumerable.Repeat(AppendResult.Committed, 50), await _writer.WriteAsync(group));
    }

    private Task<object?> CustomersAsync() => PostgreSqlCluster.RunAsync(_database, "SELECT string_agg(actor_id, ',' ORDER BY actor_id) FROM actors");

    /// <summary>Messages aside, the counters are what a group writes last: there the first so many tries fail.</summary>
    private Task<object?> GivenFailuresAsync(string state, int times) => PostgreSqlCluster.RunAsync(
        _database,
        $$"""
        CREATE SEQUENCE tries;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('tries') <= {{times}} THEN RAISE EXCEPTION 'made up' USING ERRCODE = '{{state}}'; END IF; RETURN NULL; END $$;
        CREATE TRIGGER fails BEFORE INSERT ON counters FOR EACH STATEMENT EXECUTE FUNCTION fail()
        """);
}
