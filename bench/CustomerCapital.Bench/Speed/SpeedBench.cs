using System.Globalization;
using CustomerCapital.Bench.PostgreSql;
using Npgsql;

namespace CustomerCapital.Bench.Speed;

/// <summary>Processor time, bytes on disk and memory per purchase and customer, of this build, of another where one is named, and of a plain service, in turn on one server.</summary>
internal static class SpeedBench
{
    private const int Connections = 64;

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(10_000, 50);
        string[] names = options.Beside is null ? ["this"] : ["this", "other"];
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, [.. names, .. names.Select(name => name + "_loaded"), .. names.Select(name => name + "_empty")]);
        List<SpeedSide> sides = [.. names.Select(name => new SpeedSide(name, name == "this" ? Path.Combine(options.Program, "customercapital.dll") : Path.Combine(options.Beside!, "customercapital.dll"), cluster, folder))];
        var makers = 0;
        PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));

        var plain = await ServeAsync(sides, cluster, customers, options, Maker);
        await LoadAsync(sides, cluster, customers * 5, options);
        Show(sides, plain, customers, options, table);
    }

    /// <summary>Streams and single posts of customers in memory, in turn.</summary>
    /// <returns>Single posts to the plain service.</returns>
    private static async Task<List<SpeedMeasurement>> ServeAsync(List<SpeedSide> sides, PostgreSqlCluster cluster, int customers, BenchOptions options, Func<PurchaseMaker> maker)
    {
        var servers = new List<SpeedServer>();
        var url = ServerProcess.FreeUrl();
        using var service = ServerProcess.StartProgram("plainservice.dll", "--urls", url, "--database", $"{cluster.ConnectionString};Maximum Pool Size={options.Pool}");
        try
        {
            foreach (var side in sides) servers.Add(await side.StartFilledAsync(customers));
            await service.WaitForAsync("Serving");
            await cluster.RunAsync("FillPlain", new NpgsqlParameter { Value = customers });
            var plain = new List<SpeedMeasurement>();
            for (var round = 0; round <= options.Rounds; round++)
            {
                if (round == 1) Forget(plain, [.. sides.Select(side => side.Streamed), .. sides.Select(side => side.Posted)]); // the first warms up
                foreach (var (side, server) in InTurn(sides.Zip(servers), round)) await side.MeasureAsync(server, options.Duration, maker);
                plain.Add(await SpeedMeasurement.OfAsync(cluster, service, null, () => Task.Run(() => PostLoad.Run(url, Connections, options.Duration, maker()))));
            }

            return plain;
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }
    }

    /// <summary>How large what is bought becomes, and single posts of customers that are not in memory, in turn.</summary>
    private static async Task LoadAsync(List<SpeedSide> sides, PostgreSqlCluster cluster, int customers, BenchOptions options)
    {
        foreach (var side in sides) await side.LoadAsync(side.Name + "_loaded", customers);
        var servers = new List<(SpeedSide Side, SpeedServer Loaded, SpeedServer Empty)>();
        try
        {
            foreach (var side in sides)
                servers.Add((side, await side.StartAsync("postgres:" + cluster.ConnectionStringOf(side.Name + "_loaded")), await side.StartAsync("postgres:" + cluster.ConnectionStringOf(side.Name + "_empty"))));
            for (var round = 0; round <= options.Rounds; round++)
            {
                if (round == 1) Forget([.. sides.Select(side => side.Cold), .. sides.Select(side => side.Fresh)]);
                foreach (var (side, loaded, empty) in InTurn(servers, round))
                {
                    side.Cold.Add(await side.PostAsync(loaded, options.Duration / 2, Evenly(round)));
                    side.Fresh.Add(await side.PostAsync(empty, options.Duration / 2, Evenly(round)));
                }
            }
        }
        finally
        {
            foreach (var (_, loaded, empty) in servers)
            {
                loaded.Dispose();
                empty.Dispose();
            }
        }

        PurchaseMaker Evenly(int round) => new(seed: round, customers, string.Create(CultureInfo.InvariantCulture, $"r{round}"), skew: 1);
    }

    private static void Show(List<SpeedSide> sides, List<SpeedMeasurement> plain, int customers, BenchOptions options, ResultTable table)
    {
        var comparison = new ComparisonTable(table);
        comparison.Begin($"speed: medians of {options.Rounds} rounds, {customers:N0} customers");
        foreach (var side in sides)
        {
            comparison.Add($"{side.Name}: streams", Loads(side.Streamed), null);
            comparison.Add($"{side.Name}: single posts", Loads(side.Posted), null);
            comparison.Add($"{side.Name}: posts, customers read first", Loads(side.Cold), null);
            comparison.Add($"{side.Name}: posts, an empty ledger", Loads(side.Fresh), null);
        }

        comparison.Add("plain service: single posts", Loads(plain), null);
        var columns = new SpeedColumns(sides, table);
        columns.Begin();
        columns.Add("streams: processor time, µs", side => Median(side.Streamed, one => one.Load.Cost), "at most 0.55");
        columns.Add("streams: WAL, bytes", side => Median(side.Streamed, one => one.WalBytes));
        columns.Add("streams: whole pages in WAL", side => Median(side.Streamed, one => one.PageImages));
        columns.Add("streams: allocated, bytes", side => Median(side.Streamed, one => one.Allocated));
        columns.Add("posts: processor time, µs", side => Median(side.Posted, one => one.Load.Cost), "at most 0.6");
        columns.Add("posts: WAL, bytes", side => Median(side.Posted, one => one.WalBytes));
        columns.Add("posts: whole pages in WAL", side => Median(side.Posted, one => one.PageImages));
        columns.Add("posts: allocated, bytes", side => Median(side.Posted, one => one.Allocated));
        columns.Add("posts, customers read first: processor time, µs", side => Median(side.Cold, one => one.Load.Cost));
        columns.Add("memory of an active customer, bytes", side => side.BytesOfCustomer);
        columns.Add("of it beyond the state, bytes", side => side.BytesOfCustomer - side.BytesOfState, "at most 3,000");
        SizeBench.Show(sides, table);

        var own = sides[0];
        table.Add("speed: processor time, posts of customers read first / on an empty ledger", $"{Measurement.Ratio(Loads(own.Cold), Loads(own.Fresh), one => one.Cost):0.00}", "at most 1.4");
        table.Add("speed: processor time, plain service / streams", $"{Measurement.Ratio(Loads(plain), Loads(own.Streamed), one => one.Cost):0.0}", "at least 25");
        table.Add("speed: processor time, plain service / single posts", $"{Measurement.Ratio(Loads(plain), Loads(own.Posted), one => one.Cost):0.0}", "at least 10");
        table.Add("speed: purchases/s, streams / plain service", $"{Measurement.Ratio(Loads(own.Streamed), Loads(plain), one => one.PerSecond):0.0}", "at least 16");
        table.Add("speed: purchases/s, single posts / plain service", $"{Measurement.Ratio(Loads(own.Posted), Loads(plain), one => one.PerSecond):0.0}", "at least 6");
    }

    private static List<Measurement> Loads(List<SpeedMeasurement> rounds) => rounds.ConvertAll(one => one.Load);

    private static double Median(List<SpeedMeasurement> rounds, Func<SpeedMeasurement, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private static IEnumerable<T> InTurn<T>(IEnumerable<T> sides, int round) => round % 2 == 0 ? sides : sides.Reverse();

    private static void Forget(params List<SpeedMeasurement>[] warm)
    {
        foreach (var rounds in warm) rounds.Clear();
    }

    private static void Forget(List<SpeedMeasurement> plain, List<SpeedMeasurement>[] warm) => Forget([plain, .. warm]);
}
