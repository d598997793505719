using System.Globalization;
using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Cluster;

/// <summary>One process, clusters, a naive grain and one process of another build beside each other, in turn, for purchases of the same kind.</summary>
internal static class DistributionBench
{
    /// <summary>One for each that is measured.</summary>
    public const string Letters = "abcdefghi";

    private const string OfAnotherBuild = "fgi";

    private const string OverTwo = "hi";

    private const int Connections = 64;
    private const int Streams = 4;
    private const int Customers = 10_000;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? Customers;
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, [.. Letters.Select(DatabaseOf), .. OverTwo.Select(letter => DatabaseOf(letter) + "2")]);
        using var folder = new TemporaryFolder();
        var measured = new List<Measured>();
        try
        {
            foreach (var letter in (options.Only ?? Letters).Where(letter => options.Beside is not null || !OfAnotherBuild.Contains(letter, StringComparison.Ordinal)))
            {
                measured.Add(new(letter, await StartAsync(letter, cluster, folder, options)));
                await StreamLoad.OneAsync(measured[^1].Deployment.Url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
                table.Write($"process ids of {measured[^1].Deployment.Processes}");
            }

            for (var round = 0; round <= options.Rounds; round++)
            {
                if (round == 1) foreach (var warm in measured) warm.Forget();
                foreach (var one in measured) await one.MeasureAsync(cluster, options.Duration, customers, round);
            }

            Show(options, table, customers, measured);
        }
        finally
        {
            foreach (var one in measured) await one.Deployment.DisposeAsync();
        }
    }

    private static string DatabaseOf(char letter) => string.Create(CultureInfo.InvariantCulture, $"bench_{letter}");

    private static Task<Deployment> StartAsync(char letter, PostgreSqlCluster cluster, TemporaryFolder folder, BenchOptions options)
    {
        var database = cluster.ConnectionStringOf(DatabaseOf(letter));
        string[] Two() => [database, cluster.ConnectionStringOf(DatabaseOf(letter) + "2")];
        return letter switch
        {
            'a' => Deployment.OneProcessAsync("(a) one process, PostgreSQL", "postgres:" + database, options.Program),
            'b' => Deployment.ClusterAsync("(b) one silo, a gateway", [database], silos: 1),
            'c' => Deployment.ClusterAsync("(c) three silos, a gateway", [database], silos: 3),
            'd' => Deployment.OneProcessAsync("(d) one process, SQLite", "sqlite:" + folder.File("d.db"), options.Program),
            'e' => Deployment.NaiveGrainAsync("(e) naive grain", database),
            'f' => Deployment.OneProcessAsync("(f) one process of the other build, PostgreSQL", "postgres:" + database, options.Beside!),
            'g' => Deployment.OneProcessAsync("(g) one process of the other build, SQLite", "sqlite:" + folder.File("g.db"), options.Beside!),
            'h' => Deployment.ClusterAsync("(h) two silos over two databases, a gateway", Two(), silos: 2),
            'i' => Deployment.ClusterAsync("(i) the same of the other build", Two(), silos: 2, options.Beside!),
            _ => throw new ArgumentOutOfRangeException(nameof(letter)),
        };
    }

    private static void Show(BenchOptions options, ResultTable table, int customers, List<Measured> measured)
    {
        table.Write(string.Create(CultureInfo.InvariantCulture, $"distribution: medians of {options.Rounds} rounds, {customers:N0} customers, {Streams} streams, {Connections} connections"));
        table.Write($"{"",-46} {"",11} {"milliseconds",17}   {"CPU microseconds per purchase",46} {"peak",7}");
        table.Write($"{"",-46} {"purchases/s",11} {"p50",8} {"p99",8}   {"gateway",8} {"engine",8} {"PostgreSQL",11} {"driver",7} {"sum",8} {"MB",7}");
        foreach (var one in measured) one.ShowStreams(table);
        foreach (var one in measured) one.ShowPosts(table);
        foreach (var one in measured.Where(one => one.Deployment.Start.Started > TimeSpan.Zero))
            table.Write(string.Create(CultureInfo.InvariantCulture, $"{one.Deployment.Name}: serves after {one.Deployment.Start.Started.TotalSeconds:0.00} s, {one.Deployment.Start.AtRest:0} MB at rest"));
        Compare('a', 'f', "at most 1.1");
        Compare('d', 'g', "at most 1.1");
        Compare('h', 'i', "");
        Compare('b', 'a', "");
        Compare('c', 'a', "single posts at most 2");
        if (measured.Find(one => one.Letter == 'e') is not { } naive) return;
        foreach (var other in measured.Where(one => one.Letter is 'a' or 'b' or 'c'))
        {
            table.Add($"distribution: purchases/s, ({other.Letter}) / (e), streams", $"{DistributionMeasurement.Ratio(other.Streams, naive.Streams, one => one.PerSecond):0.00}", "at least 5");
            table.Add($"distribution: purchases/s, ({other.Letter}) / (e), single posts", $"{DistributionMeasurement.Ratio(other.Posts, naive.Posts, one => one.PerSecond):0.00}");
            table.Add($"distribution: processor time, (e) / ({other.Letter}), streams", $"{DistributionMeasurement.Ratio(naive.Streams, other.Streams, one => one.Cost):0.00}");
        }

        void Compare(char letter, char with, string aim)
        {
            if (measured.Find(one => one.Letter == letter) is not { } one || measured.Find(one => one.Letter == with) is not { } other) return;
            table.Add($"distribution: processor time, ({letter}) / ({with}), streams", $"{DistributionMeasurement.Ratio(one.Streams, other.Streams, round => round.Cost):0.00}", aim);
            table.Add($"distribution: processor time, ({letter}) / ({with}), single posts", $"{DistributionMeasurement.Ratio(one.Posts, other.Posts, round => round.Cost):0.00}", aim);
        }
    }

    /// <summary>What is measured of a deployment.</summary>
    private sealed record Measured(char Letter, Deployment Deployment)
    {
        public List<DistributionMeasurement> Streams { get; } = [];

        public List<DistributionMeasurement> Posts { get; } = [];

        public void Forget()
        {
            Streams.Clear();
            Posts.Clear();
        }

        public async Task MeasureAsync(PostgreSqlCluster cluster, TimeSpan duration, int customers, int round)
        {
            PurchaseMaker Maker(int number) => new(seed: (10 * round) + number, customers, string.Create(CultureInfo.InvariantCulture, $"m{round}-{number}"));
            Streams.Add(await DistributionMeasurement.OfAsync(
                cluster, Deployment, () => StreamLoad.RunAsync(Deployment.Url, duration, [.. Enumerable.Range(0, DistributionBench.Streams).Select(Maker)])));
            Posts.Add(await DistributionMeasurement.OfAsync(
                cluster, Deployment, () => Task.Run(() => PostLoad.Run(Deployment.Url, Connections, duration, Maker(DistributionBench.Streams)))));
        }

        public void ShowStreams(ResultTable table) => Show(table, Deployment.Name + ", streams", Streams, Deployment.PeakMegabytes);

        public void ShowPosts(ResultTable table) => Show(table, Deployment.Name + ", posts", Posts, null);

        private static void Show(ResultTable table, string name, IReadOnlyList<DistributionMeasurement> rounds, double? peakMegabytes)
        {
            double Of(Func<DistributionMeasurement, double> figure) => DistributionMeasurement.Median(rounds, figure);
            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"{name,-46} {Of(one => one.PerSecond),11:N0} {Of(one => one.P50),8:0.0} {Of(one => one.P99),8:0.0}   {Of(one => one.Gateway),8:0} {Of(one => one.Engine),8:0} {Of(one => one.PostgreSql),11:0} {Of(one => one.Driver),7:0} {Of(one => one.Cost + one.Driver),8:0} {peakMegabytes,7:0}"));
        }
    }
}
