using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>What a turn reads does not grow with the tables: the server counts the rows.</summary>
public sealed class PostgreSqlTurnCostTests : IAsyncLifetime
{
    private const int Turns = 50;

    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <remarks>Plans that were made for empty tables go on being used: they are prepared, and the tables grow meanwhile.</remarks>
    [Fact]
    public async Task Turns_read_the_rows_they_need_and_no_others_while_the_tables_grow()
    {
        await using (var empty = PostgreSqlLedger.Open(_database)) await empty.MigrateAsync();
        var scannedBefore = await CountAsync("seq_scan"); // making an index is a scan too
        await using (var ledger = PostgreSqlLedger.Open(_database))
        {
            await RunTurnsAsync(ledger, "early");
            await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => ledger.AppendAsync(new Scribe($"c{i}").Write(Purchase("p")))));
            await RunTurnsAsync(ledger, "late");
        }

        Assert.Equal(scannedBefore, await CountAsync("seq_scan"));
        // Each of the two times fifty turns appends twice and recalls once; the 3,000 customers are looked at once by each of their two entries, which refer to them.
        Assert.InRange(await CountAsync("idx_tup_fetch"), 2 * Turns, 6_000 + (2 * Turns * 16));
    }

    private static async Task RunTurnsAsync(PostgreSqlLedger ledger, string kind)
    {
        for (var i = 0; i < Turns; i++)
        {
            var scribe = new Scribe($"{kind}{i}");
            await ledger.AppendAsync(scribe.Write(Purchase("p1")));
            await ledger.RecallAsync(scribe.Recall("purchase:p1", "purchase:p2"));
            var next = scribe.Write(Purchase("p2"));
            await ledger.AppendAsync(Scribe.Like(next, idsUnchecked: true));
        }
    }

    /// <summary>What the server has counted for the two tables. A session tells it at its end at the latest; the ledger's are gone by now.</summary>
    private async Task<decimal> CountAsync(string what) => (decimal)(await PostgreSqlCluster.RunAsync(
        _database, $"SELECT sum({what}) FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname IN ('actors', 'entries', 'parts', 'due')"))!;
}
