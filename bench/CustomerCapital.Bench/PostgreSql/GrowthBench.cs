using System.Diagnostics;
using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A database is added to a ledger that is served: how long that takes, and what purchases feel of it.</summary>
internal static class GrowthBench
{
    private const int Connections = 64;
    private const int PerSecond = 300;
    private const string Second = "second";

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(100_000, 200);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, Second);
        string[] first = ["--database", "postgres:" + cluster.ConnectionString];
        string[] both = [.. first, "--database", "postgres:" + cluster.ConnectionStringOf(Second)];
        var url = ServerProcess.FreeUrl();
        using (var alone = ServerProcess.Start(["serve", "--url", url, .. first]))
        {
            await alone.WaitForAsync("Serving");
            await HistoryLoad.FillAsync(url, customers);
        }

        using var engine = ServerProcess.Start(["serve", "--url", url, .. both]);
        await engine.WaitForAsync("Serving");
        await PostAsync("warm up", options.Duration);
        Add("before", await PostAsync("before", options.Duration));

        var watch = Stopwatch.StartNew();
        using var growing = ServerProcess.Start(["grow", .. both]);
        var grown = growing.EndAsync().ContinueWith(
            ended =>
            {
                ended.GetAwaiter().GetResult();
                watch.Stop();
            },
            TaskScheduler.Default);
        var during = new List<Load>();
        do during.Add(await PostAsync($"during {during.Count}", TimeSpan.FromSeconds(Math.Min(2, options.Duration.TotalSeconds))));
        while (!grown.IsCompleted);
        await grown;
        var moved = (long)(await cluster.RunInAsync(Second, "CountActors"))!;
        table.Add($"growth: {moved:N0} of {customers:N0} customers moved with their entries, beside {PerSecond:N0} purchases/s", $"{watch.Elapsed.TotalSeconds:0.0} s, {moved / watch.Elapsed.TotalSeconds:N0} customers/s");
        Add("while customers move", new(during.Sum(load => load.Purchases), watch.Elapsed, [.. during.SelectMany(load => load.Milliseconds)]));
        Add("afterwards", await PostAsync("afterwards", options.Duration));

        Task<Load> PostAsync(string round, TimeSpan duration) => Task.Run(() => PostLoad.Run(
            url, Connections, duration, new PurchaseMaker(seed: round.Length, customers, string.Create(CultureInfo.InvariantCulture, $"{round.Replace(' ', '-')}"), skew: 1), PerSecond));

        void Add(string when, Load load)
        {
            var times = load.Milliseconds.Order().ToList();
            table.Add($"growth: {PerSecond:N0} purchases/s, {when}: p50, p99, p99.9 and longest", $"{At(0.5):0.0}, {At(0.99):0.0}, {At(0.999):0.0}, {times[^1]:0.0} ms");

            double At(double share) => times[(int)((times.Count - 1) * share)];
        }
    }
}
