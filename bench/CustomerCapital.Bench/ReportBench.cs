using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Bench;

/// <summary>Time of the cohort report over HTTP with 1,000 and with 100,000 customers over two years.</summary>
internal static class ReportBench
{
    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var medians = new List<double>();
        foreach (var customers in new[] { options.Size(1_000, 10), options.Size(100_000, 100) })
        {
            var path = folder.File($"report-{customers}.db");
            await FillAsync(path, customers);
            var url = ServerProcess.FreeUrl();
            using var server = ServerProcess.Start("serve", "--url", url, "--database", "sqlite:" + path);
            await server.WaitForAsync("Serving");
            using var load = new HttpLoad(url, connections: 1);
            await load.RunAsync(TimeSpan.FromMilliseconds(options.Size(2_000, 100)), _ => Cohorts());
            var result = await load.RunAsync(TimeSpan.FromMilliseconds(options.Size(3_000, 100)), _ => Cohorts());
            medians.Add(result.P50);
            table.Add($"reports: GET /v1/cohorts with {customers:N0} customers, p50 and p99", $"{result.P50:0.0} and {result.P99:0.0} ms", "under 20 ms");
        }

        table.Add("reports: ratio of the medians", $"{medians[1] / medians[0]:0.00}", "about 1");
    }

    private static HttpRequestMessage Cohorts() => new(HttpMethod.Get, "v1/cohorts");

    private static async Task FillAsync(string path, int customers)
    {
        var start = TimeProvider.System.GetUtcNow().AddDays(-720);
        await using var engine = await InProcessHost.StartAsync(SqliteLedger.Open(path), new(), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, customers), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (customer, _) =>
        {
            var random = new Random(customer);
            var first = random.Next(720);
            await engine.ExecuteAsync($"c{customer}", [.. Enumerable.Range(0, 3).Select(number => new RecordPurchase
            {
                PurchaseId = $"p{number}", OccurredAt = start.AddDays(number == 0 ? first : first + random.Next(720 - first)), Amount = new Money(10_000 * (1 + random.Next(90))),
            })]);
        });
    }
}
