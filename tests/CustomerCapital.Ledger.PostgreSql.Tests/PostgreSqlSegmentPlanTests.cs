using System.Text.Json;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Sql;
using Npgsql;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>What is read by page, or again and again, finds its rows by an index once the planner knows the table.</summary>
public sealed class PostgreSqlSegmentPlanTests : IAsyncLifetime
{
    /// <remarks>Rows that no history has: plans depend on the columns only. Ids lie in another order than rows. One in ten is lapsed, one in three hundred is due within the first minute.</remarks>
    private const string FiveThousandCustomers =
        """
        INSERT INTO actors
          (kind, actor_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since)
        SELECT 1, md5(n::text), 1, repeat('x', 300), 1 + n % 7, n % 10 = 0, 'channel-' || n % 5, n % 9, n, 0, epoch + n * second, epoch + n * second, n % 4 = 0, n % 3, epoch
        FROM generate_series(1, 5000) AS n, (SELECT timestamptz '2026-01-01Z' AS epoch, interval '1 second' AS second) AS units;
        INSERT INTO due SELECT actor_key, 'standing', timestamptz '2026-01-01Z' + actor_key * interval '0.2 second' FROM actors;
        INSERT INTO search_keys SELECT actor_key, key, actor_id FROM actors, LATERAL (VALUES (actor_id), ('name ' || actor_id), (actor_id || ' name')) AS keys (key);
        INSERT INTO open_follow_ups SELECT actor_key, timestamptz '2026-01-01Z' + actor_key * interval '1 minute', 'f', actor_id FROM actors;
        ANALYZE actors;
        ANALYZE due;
        ANALYZE search_keys;
        ANALYZE open_follow_ups
        """;

    private static readonly PostgreSqlDialect Dialect = new("postgres:");

    private string _database = "";

    public async Task InitializeAsync()
    {
        _database = await PostgreSqlCluster.NewSchemaAsync();
        await using (var ledger = PostgreSqlLedger.Open(_database)) await ledger.MigrateAsync();
        await PostgreSqlCluster.RunAsync(_database, FiveThousandCustomers);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Page_of_everyone_follows_the_index_of_ids() =>
        Assert.Equal(["Limit", "Index Scan actors_kind_actor_id_key"], await PlanOfPageAsync(Segment.Everyone));

    [Fact]
    public async Task Page_of_a_rung_and_lapse_is_found_by_their_index()
    {
        var plan = await PlanOfPageAsync(new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Rung.Member), LadderFields.Lapsed.Where(SegmentOperator.Equals, true)]));

        Assert.Contains(plan, node => node.EndsWith("Index Scan actors_by_rung", StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan actors", plan);
    }

    /// <remarks>Which index the planner takes depends on how many it expects to find: in each it reads on only until the page is full.</remarks>
    [Fact]
    public async Task Page_of_any_other_segment_scans_no_table()
    {
        Segment[] segments =
        [
            LadderFields.Rung.Where(AtLeast, Rung.Member),
            EnrolmentFields.Enrolled.Where(SegmentOperator.Equals, true),
            PurchaseFields.Revenue.Where(AtLeast, new Domain.Program.Money(1_000)),
            new Not(CustomerFields.AcquisitionChannel.Where(In, "channel-1", "channel-2")),
        ];

        foreach (var segment in segments) Assert.DoesNotContain("Seq Scan actors", await PlanOfPageAsync(segment));
    }

    [Fact]
    public async Task Segment_of_ids_is_found_by_them()
    {
        var ids = CustomerFields.CustomerId.Where(In, "45c48cce2e2d7fbdea1afc51c7c6ad26", "9bf31c7ff062936a96d3c8bd1f8f2ff3");

        Assert.DoesNotContain("Seq Scan actors", await PlanOfPageAsync(ids));
    }

    /// <remarks>Nothing is sorted.</remarks>
    [Fact]
    public async Task Due_work_follows_its_index()
    {
        var due = new SqlStatement(
            "SelectDue",
            SqlValue.Instant("until", new(2026, 1, 1, 0, 0, 3, TimeSpan.Zero)), SqlValue.Instant("after", new(2026, 1, 1, 0, 0, 1, TimeSpan.Zero)),
            SqlValue.Bigint("after_place", 5), SqlValue.Bigint("limit", 1_000));

        Assert.Equal(["Index Scan due_by_look_at", "Index Scan actors_pkey"], (await PlanOfAsync(due)).TakeLast(2));
    }

    /// <remarks>Nothing is sorted, so that a page of many costs what a page of few does.</remarks>
    [Theory]
    [InlineData("4", "name")]
    [InlineData("45c48cce2e2d7fbdea1afc51c7c6ad26", "")]
    [InlineData("name", "3")]
    public async Task Search_follows_the_index_of_keys(string prefix, string afterId)
    {
        var search = SqlStatement.Over(
            new(Segment.Everyone, Dialect), "SelectFoundCustomers",
            SqlValue.Text("prefix", prefix), SqlValue.Text("end", SearchKeys.EndOf(prefix)), SqlValue.Text("after_key", prefix), SqlValue.Text("after_id", afterId), SqlValue.Bigint("limit", 51));

        var plan = await PlanOfAsync(search);

        Assert.Contains(plan, node => node.EndsWith("Scan search_keys_by_key", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, node => node.StartsWith("Seq Scan", StringComparison.Ordinal) || node.StartsWith("Sort", StringComparison.Ordinal) || node.StartsWith("Hash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_list_follows_its_index()
    {
        var open = new SqlStatement(
            "SelectOpenFollowUps",
            SqlValue.Instant("through", new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero)), SqlValue.Instant("after_due", new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)), SqlValue.Text("after_id", "4"),
            SqlValue.Text("after_follow_up", "f"), SqlValue.Bigint("limit", 101));

        Assert.Equal(["Limit", "Index Only Scan open_follow_ups_by_due_at"], await PlanOfAsync(open));
    }

    /// <remarks>A count reads every row of its segment; of everyone, the smallest index is enough.</remarks>
    [Fact]
    public async Task Count_of_a_rung_and_lapse_reads_their_part_of_the_index()
    {
        var segment = new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Rung.Member), LadderFields.Lapsed.Where(SegmentOperator.Equals, true)]);

        Assert.DoesNotContain("Seq Scan actors", await PlanOfAsync(SqlStatement.Over(new(segment, Dialect), "CountCustomers")));
    }

    private Task<List<string>> PlanOfPageAsync(Segment segment) =>
        PlanOfAsync(SqlStatement.Over(new(segment, Dialect), "SelectCustomers", SqlValue.Text("after", "2"), SqlValue.Bigint("limit", 101)));

    /// <summary>The plan's nodes from the top, each with the index or table that it reads.</summary>
    private async Task<List<string>> PlanOfAsync(SqlStatement statement)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("EXPLAIN (FORMAT JSON)\n" + Dialect.TextOf(statement), connection);
        foreach (var value in statement.Values) command.Parameters.Add(PostgreSqlSession.Parameter(value));
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        var nodes = new List<string>();
        Add(plan.RootElement[0].GetProperty("Plan"));
        return nodes;

        void Add(JsonElement node)
        {
            var reads = node.TryGetProperty("Index Name", out var index) ? index.GetString() : node.TryGetProperty("Relation Name", out var table) ? table.GetString() : "";
            nodes.Add($"{node.GetProperty("Node Type").GetString()} {reads}".TrimEnd());
            if (!node.TryGetProperty("Plans", out var below)) return;
            foreach (var next in below.EnumerateArray()) Add(next);
        }
    }
}
