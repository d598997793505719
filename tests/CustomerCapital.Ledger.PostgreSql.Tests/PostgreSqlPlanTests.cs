using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>How the server goes about a recall, which every turn begins with: its cost must not grow with the ledger, whatever the planner guesses.</summary>
public sealed class PostgreSqlPlanTests : IAsyncLifetime
{
    private const string Fill = """
        ALTER TABLE actors SET (autovacuum_enabled = off);
        ALTER TABLE entries SET (autovacuum_enabled = off);
        INSERT INTO actors (kind, actor_id, version, state, rung, lapsed, orders, revenue, acquisition_cost, enrolled, converted_referrals, known_since)
        SELECT 1, 'c' || n, 10, repeat('x', 300), 3, false, 10, 1, 0, false, 0, now() FROM generate_series(1, 5000) AS n;
        INSERT INTO entries (actor_key, sequence, natural_id, occurred_at, utc_offset, recorded_at, body)
        SELECT actor_key, s, 'purchase:' || s, now(), 0, now(), repeat('x', 300) FROM actors, generate_series(1, 10) AS s;
        """;

    private string _database = "";

    public async Task InitializeAsync()
    {
        _database = await PostgreSqlCluster.NewSchemaAsync();
        await using var ledger = PostgreSqlLedger.Open($"{_database};Pooling=false");
        await ledger.MigrateAsync();
        await PostgreSqlCluster.RunAsync(_database, Fill);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SelectEntriesByNaturalIds_looks_each_id_up_by_customer_and_id(bool withStatistics)
    {
        if (withStatistics) await PostgreSqlCluster.RunAsync(_database, "ANALYZE actors; ANALYZE entries");

        var plan = await PlanAsync("SelectEntriesByNaturalIds", "actor_id", [.. Enumerable.Range(1, 500).Select(n => $"c{n * 10}")], "natural_id", [.. Enumerable.Range(1, 500).Select(n => $"purchase:new-{n}")]);

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: ((actor_key = actors.actor_key) AND (natural_id = wanted.natural_id))", plan, StringComparison.Ordinal);
        Assert.Contains("AND (concerns_id = wanted_1.natural_id))", plan, StringComparison.Ordinal);
    }

    private async Task<string> PlanAsync(string operation, string one, string[] ones, string other, string[] others)
    {
        await using var connection = new NpgsqlConnection($"{_database};Pooling=false");
        await connection.OpenAsync();
        await using var explain = new NpgsqlCommand("EXPLAIN (COSTS OFF) " + PostgreSqlDialect.Text.Of(operation), connection) { Parameters = { new(one, ones), new(other, others), new("kind", Array.ConvertAll(ones, _ => (short)1)), new("size_limit", 4_000_000L) } };
        await using var rows = await explain.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync()) lines.Add(rows.GetString(0));
        return string.Join('\n', lines);
    }
}
