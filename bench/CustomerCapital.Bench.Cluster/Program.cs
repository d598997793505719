using CustomerCapital.Bench;
using CustomerCapital.Bench.Cluster;
using CustomerCapital.Bench.PostgreSql;

// Measures what distribution costs: one process, clusters, a naive grain and, with --beside FOLDER, another build of the program
// (the folder that holds its customercapital.dll) in turn, on one server of PostgreSQL and on SQLite, for the same purchases.
// --only LETTERS measures some of them, such as ab, and --only campaigns grants of campaigns by one process and by three silos, and --only latency
// how long single posts take under a steady load; bench/README.md says what they are and what the options mean.
var table = new ResultTable(Console.Out);
if (BenchOptions.Parse(args) is not { } options || (options.Only is not (CampaignDistribution.Name or LatencyBench.Name) && options.Only?.Any(letter => !DistributionBench.Letters.Contains(letter, StringComparison.Ordinal)) is true))
{
    Console.Error.WriteLine(
        $"usage: bench-cluster [--only {DistributionBench.Letters}|{CampaignDistribution.Name}|{LatencyBench.Name}] [--customers N] [--rounds N] [--seconds N] " +
        "[--folder FOLDER] [--beside FOLDER] [--program FOLDER]");
    return 2;
}

if (!PostgreSqlCluster.IsInstalled())
{
    Console.Error.WriteLine("PostgreSQL is not installed here; on Debian: apt-get install postgresql");
    return 2;
}

table.Begin();
await (options.Only switch
{
    CampaignDistribution.Name => CampaignDistribution.RunAsync(options, table),
    LatencyBench.Name => LatencyBench.RunAsync(options, table),
    _ => DistributionBench.RunAsync(options, table),
});
return 0;
