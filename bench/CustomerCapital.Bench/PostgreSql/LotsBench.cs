using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Customers whose wallets hold many lots, ten times as many each time: memory of the server, and how long the liability takes.</summary>
internal static class LotsBench
{
    private const int Streams = 4;

    /// <summary>Lots of each customer: the ends of twenty months.</summary>
    private const int Lots = 20;

    private const int Reads = 200;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var most = options.Customers ?? options.Size(100_000, 100);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionString);
        await engine.WaitForAsync("Serving");
        await RewardsBench.PutWalletAsync(url);

        using var client = new HttpClient { BaseAddress = new(url) };
        var (first, loaded) = (0.0, 0);
        foreach (var customers in Sizes(most))
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => Task.Run(() => StreamLoad.OneAsync(url, (line, number) => WriteLot(line, loaded + stream + (Streams * (number / Lots)), number % Lots, customers), _ => { }))));
            var rate = (customers - loaded) * Lots / watch.Elapsed.TotalSeconds;
            loaded = customers;
            if (first == 0) await LiabilityAsync(client); // A program that has just begun is slower.
            var milliseconds = await LiabilityAsync(client);
            var median = milliseconds[Reads / 2];
            if (first == 0) first = median;
            table.Add($"lots: {customers:N0} customers of {Lots}: lots/s from streams, peak memory of the server, MB", $"{rate:N0}, {ProcessFile.PeakMegabytes(engine.Id):N0}");
            table.Add($"lots: {customers:N0} customers: liability, p50 and p99 of {Reads} reads, ms", $"{median:0.0} and {milliseconds[(int)(Reads * 0.99)]:0.0}", "p50 under 20");
            if (customers == most) table.Add($"lots: ratio of the liability's p50, {most:N0} customers over the first", $"{median / first:0.00}", "about 1");
        }
    }

    private static IEnumerable<int> Sizes(int most)
    {
        for (var size = Math.Min(1_000, most); size < most; size *= 10) yield return size;
        yield return most;
    }

    /// <summary>The line of a stream that gives a customer the lot of a number.</summary>
    /// <returns>How many bytes it has; none where the customer is beyond the last.</returns>
    private static int WriteLot(Span<byte> target, int customer, int number, int customers)
    {
        if (customer >= customers) return 0;
        var last = new DateOnly(TimeProvider.System.GetUtcNow().Year + 1, 1, 1).AddMonths(number + 1).AddDays(-1);
        return Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{{\"customerId\":\"c{customer}\",\"command\":{{\"type\":\"wallet_adjustment\",\"adjustmentId\":\"a{number}\",\"wallet\":\"points\",\"amount\":\"{10 + number}\",\"validTo\":\"{last:yyyy-MM-dd}\"}}}}\n"),
            target);
    }

    /// <summary>How long it took, each time, in order of length.</summary>
    private static async Task<List<double>> LiabilityAsync(HttpClient client)
    {
        var milliseconds = new List<double>();
        for (var read = 0; read < Reads; read++)
        {
            var watch = Stopwatch.StartNew();
            await client.GetStringAsync("v1/liability");
            milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        }

        milliseconds.Sort();
        return milliseconds;
    }
}
