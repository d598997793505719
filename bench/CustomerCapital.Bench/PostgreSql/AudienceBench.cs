using System.Diagnostics;
using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A campaign for a million members, whose audience is taken at launch, beside one for a tenth of them: what it takes, and how much memory.</summary>
internal static class AudienceBench
{
    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(1_000_000, 100);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "tenth", "whole");
        foreach (var (name, members) in ((string, int)[])[("tenth", customers / 10), ("whole", customers)])
        {
            var url = ServerProcess.FreeUrl();
            using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionStringOf(name));
            await engine.WaitForAsync("Serving");
            var watch = Stopwatch.StartNew();
            await CampaignLoad.FillAsync(url, members);
            var filled = ProcessFile.PeakMegabytes(engine.Id);
            var of = string.Create(CultureInfo.InvariantCulture, $"audience: {members:N0} members");
            table.Add($"{of}, loading them", $"{watch.Elapsed.TotalSeconds:0.0} s");
            using var client = new HttpClient { BaseAddress = new(url) };
            var run = await Measurement.OfAsync(cluster, engine.Id, () => CampaignLoad.RunAsync(client, "everybody", members, isTakenAtLaunch: true));
            table.Add($"{of}, from the first taken to the last grant", $"{members / run.PerSecond:0.0} s");
            table.Add($"{of}, grants/s; processor time of a grant, server + PostgreSQL", $"{run.PerSecond:N0}; {run.Server:0} + {run.PostgreSql:0} µs");
            table.Add($"{of}, peak memory of the server, before the campaign and with it", $"{filled:0}, {ProcessFile.PeakMegabytes(engine.Id):0} MB");
        }
    }
}
