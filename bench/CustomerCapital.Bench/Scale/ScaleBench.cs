using System.Globalization;

namespace CustomerCapital.Bench.Scale;

/// <summary>What clusters would do that are larger than this machine: a simulation, held against what was measured here, and carried on to a thousand silos (docs/scale.md).</summary>
internal static class ScaleBench
{
    private const string Columns = "| silos | databases | load | purchases/s | p50 ms | p99 ms | silos busy | databases busy | in a group | in a message |\n|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|";

    private const string FailoverColumns = "| silos | databases | purchases/s before | until it is found out | in the second after | wait then | all answered after s |\n|---:|---:|---:|---:|---:|---:|---:|";

    private const string ReportColumns = "| silos | databases | silos of a database | each database, ms | the silo that adds up, ms | the report, ms |\n|---:|---:|---:|---:|---:|---:|";

    /// <summary>Seconds until silos have found out that one is gone which says nothing: two probes of a second that are not answered, and the vote.</summary>
    private const double FoundAfter = 3;

    /// <summary>Callers of a silo, each of whom waits for an answer.</summary>
    private const int Callers = 128;

    /// <summary>Measured on two quiet shared virtual processors, everything on one machine: bench/README.md, "Measured beside the build before the program became one".</summary>
    private static readonly MeasuredPoint[] Points =
    [
        new("one process, posts", OneMachine(1, gateway: false) with { Callers = 64 }, 7_264, 7.9, 122, 77),
        new("one process, streams", OneMachine(1, gateway: false) with { Streams = 4 }, 22_699, 170, 41, 34),
        new("three silos and a gateway, posts", OneMachine(3, gateway: true) with { Callers = 64 }, 5_017, 12.3, 86 + 175, 98),
        new("three silos and a gateway, streams", OneMachine(3, gateway: true) with { Streams = 4 }, 15_337, 243, 19 + 58, 43),
    ];

    public static Task RunAsync(BenchOptions options, ResultTable table)
    {
        Compare(options, table);
        // Machines of their own, in one data centre, with disks of their own.
        var terms = ClusterTerms.Measured with { Driver = 0, OthersShare = 0, Network = 100e-6, Flush = 400e-6, FlushEach = 1e-6 };
        int[] silos = options.Smallest ? [1, 2] : [1, 10, 100, 1_000];
        int[] databases = options.Smallest ? [1, 2] : [1, 4, 16, 64];
        table.Write("");
        table.Write(Columns);
        foreach (var count in silos)
            foreach (var of in databases.Where(of => of <= count))
                foreach (var (load, shape) in Loads(new(count, of)))
                    table.Write(Row(shape, load, ClusterSimulation.Run(terms, shape, options.Size(40_000, 400))));
        table.Write("");
        table.Write(FailoverColumns);
        foreach (var shape in options.Smallest ? [new ClusterShape(2, 1)] : (ClusterShape[])[new(10, 1), new(10, 4), new(100, 4), new(100, 16), new(1_000, 16)])
        {
            var failover = ClusterSimulation.Fail(terms, shape with { Callers = Callers * shape.Silos }, options.Smallest ? FoundAfter / 100 : FoundAfter, options.Size(40_000, 400));
            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"| {shape.Silos:N0} | {shape.Databases} | {failover.Before:N0} | {failover.Meanwhile:N0} | {failover.After:N0} | {failover.Waiting:N0} | {failover.UntilAnswered:0.00} |"));
        }

        table.Write("");
        table.Write(ReportColumns);
        foreach (var count in silos)
            foreach (var of in databases.Where(of => of <= count)) table.Write(ReportRow(terms, count, of));
        return Task.CompletedTask;
    }

    /// <summary>What a cohort report costs: each database adds up the counters of the silos that write to it, and one silo what all databases answer.</summary>
    private static string ReportRow(ClusterTerms terms, int silos, int databases)
    {
        // Where silos and databases do not fit each other, a silo writes to two.
        var writers = (silos + databases - 1) / databases + (silos % databases == 0 ? 0 : 1);
        var inDatabase = terms.Report + (writers * terms.WritersOfSilo * terms.CellsOfReport * terms.CounterInDatabase);
        var inSilo = databases * terms.CellsOfReport * terms.CellInSilo;
        return string.Create(CultureInfo.InvariantCulture, $"| {silos:N0} | {databases} | {writers} | {inDatabase * 1_000:0.0} | {inSilo * 1_000:0.0} | {(inDatabase + inSilo + terms.Report) * 1_000:0.0} |");
    }

    private static void Compare(BenchOptions options, ResultTable table)
    {
        foreach (var point in Points)
        {
            var simulated = ClusterSimulation.Run(ClusterTerms.Measured, point.Shape, options.Size(40_000, 2_000));
            Add("purchases/s", simulated.PerSecond, point.PerSecond, "0.85 to 1.15");
            Add("p50 in ms", simulated.P50 * 1_000, point.P50, "0.85 to 1.15");
            Add("processor time of gateway and silos, microseconds", (simulated.GatewayWork + simulated.SiloWork) * 1e6, point.Engine);
            Add("processor time of PostgreSQL, microseconds", simulated.DatabaseWork * 1e6, point.Database);

            void Add(string what, double one, double other, string aim = "") => table.Add($"scale: {point.What}, {what}", $"{one:N1} / {other:N1} = {one / other:0.00}", aim);
        }

        // Of other builds, to which nothing was fitted: a silo and a gateway beside one process, and customers placed by their databases beside customers placed anywhere.
        foreach (var (what, one, both) in new[] { ("posts", Points[0].Shape, 0.78), ("streams", Points[1].Shape, 0.74) })
        {
            var least = options.Size(40_000, 2_000);
            var ratio = ClusterSimulation.Run(ClusterTerms.Measured, one with { HasOneGateway = true }, least).PerSecond / ClusterSimulation.Run(ClusterTerms.Measured, one, least).PerSecond;
            table.Add($"scale: a silo and a gateway beside one process, {what}, simulated / measured", $"{ratio:0.00} / {both:0.00} = {ratio / both:0.00}", "0.85 to 1.15");
        }

        foreach (var (what, load, measured) in new[] { ("posts", OneMachine(2, gateway: true) with { Databases = 2, Callers = 64 }, 1.24), ("streams", OneMachine(2, gateway: true) with { Databases = 2, Streams = 4 }, 1.03) })
        {
            var least = options.Size(40_000, 2_000);
            var ratio = ClusterSimulation.Run(ClusterTerms.Measured, load, least).PerSecond / ClusterSimulation.Run(ClusterTerms.Measured, load with { SpreadsCustomers = true }, least).PerSecond;
            table.Add($"scale: two silos over two databases, customers by database beside anywhere, {what}, simulated / measured", $"{ratio:0.00} / {measured:0.00} = {ratio / measured:0.00}", "0.85 to 1.15");
        }
    }

    private static IEnumerable<(string Load, ClusterShape Shape)> Loads(ClusterShape shape)
    {
        var (posts, streams) = (shape with { Callers = Callers * shape.Silos }, shape with { Streams = shape.Silos });
        yield return ("posts", posts);
        yield return ("streams", streams);
        if (shape.Silos == 1) yield break;
        yield return ("posts, each to the silo of its customer", posts with { CallsOwnSilo = true });
        if (shape.Databases == 1) yield break;
        yield return ("posts, were a silo's customers of all databases", posts with { SpreadsCustomers = true });
        yield return ("streams, were a silo's customers of all databases", streams with { SpreadsCustomers = true });
    }

    private static string Row(ClusterShape shape, string load, ClusterOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {shape.Silos:N0} | {shape.Databases} | {load} | {outcome.PerSecond:N0} | {outcome.P50 * 1_000:0.0} | {outcome.P99 * 1_000:0.0} | {outcome.SiloBusy:0 %} | {outcome.DatabaseBusy:0 %} | {outcome.PerGroup:0.0} | {outcome.PerMessage:0.0} |");

    private static ClusterShape OneMachine(int silos, bool gateway) => new(silos, 1) { HasOneGateway = gateway, IsOneMachine = true, Processors = 2 };

    /// <summary>What was measured of a cluster.</summary>
    /// <param name="What">Which, and by what.</param>
    /// <param name="Shape">The same, to be simulated.</param>
    /// <param name="PerSecond">Purchases a second.</param>
    /// <param name="P50">Median of the answers in milliseconds.</param>
    /// <param name="Engine">Microseconds of a processor for a purchase, of gateway and silos.</param>
    /// <param name="Database">The same of PostgreSQL.</param>
    private sealed record MeasuredPoint(string What, ClusterShape Shape, double PerSecond, double P50, double Engine, double Database);
}
