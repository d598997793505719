using System.Globalization;
using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Cluster;

/// <summary>A campaign for everybody, by one process and by a cluster of three silos in turn.</summary>
internal static class CampaignDistribution
{
    /// <summary>Its name after <c>--only</c>.</summary>
    public const string Name = "campaigns";

    private const int Customers = 20_000;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? Customers;
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "bench_one", "bench_three");
        await using var one = await Deployment.OneProcessAsync("one process", "postgres:" + cluster.ConnectionStringOf("bench_one"), options.Program);
        await using var three = await Deployment.ClusterAsync("three silos, a gateway", [cluster.ConnectionStringOf("bench_three")], silos: 3);
        var measured = ((Deployment Deployment, List<DistributionMeasurement> Rounds)[])[(one, []), (three, [])];
        foreach (var (deployment, _) in measured)
        {
            table.Write($"process ids of {deployment.Processes}");
            await CampaignLoad.FillAsync(deployment.Url, customers);
        }

        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var (deployment, rounds) in measured)
            {
                // The first round warms up.
                if (round == 1) rounds.Clear();
                using var client = new HttpClient { BaseAddress = new(deployment.Url) };
                var campaign = string.Create(CultureInfo.InvariantCulture, $"all-{round}");
                rounds.Add(await DistributionMeasurement.OfAsync(cluster, deployment, () => CampaignLoad.RunAsync(client, campaign, customers)));
            }
        }

        foreach (var (deployment, rounds) in measured)
        {
            double Of(Func<DistributionMeasurement, double> figure) => DistributionMeasurement.Median(rounds, figure);
            table.Add($"campaigns: {deployment.Name}, medians of {options.Rounds} runs for {customers:N0} customers, grants/s", $"{Of(run => run.PerSecond):N0}");
            table.Add($"campaigns: {deployment.Name}, processor time of a grant: engine, gateway, PostgreSQL, µs", $"{Of(run => run.Engine):0} + {Of(run => run.Gateway):0} + {Of(run => run.PostgreSql):0}");
            table.Add($"campaigns: {deployment.Name}, peak memory, MB", $"{deployment.PeakMegabytes:0}");
        }

        table.Add("campaigns: processor time of a grant, three silos / one process", $"{DistributionMeasurement.Ratio(measured[1].Rounds, measured[0].Rounds, run => run.Cost):0.00}", "at most 1.7");
    }
}
