using CustomerCapital.Bench.Effects;
using CustomerCapital.Bench.Encodings;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Bench.Scale;
using CustomerCapital.Bench.Speed;
using CustomerCapital.Bench.Value;
using CustomerCapital.Bench.Value.Pictures;

namespace CustomerCapital.Bench;

/// <summary>What the benchmark program can measure.</summary>
internal static class BenchParts
{
    /// <summary>The parts that take too long to be measured with all others.</summary>
    public static readonly IReadOnlyList<string> Long = ["lines", "rewards", "bought", "redemptions", "lots", "campaigns", "audience", "raffles", "effects", "value", "value-pictures", "scores", "messages", "mails", "console", "writers", "growth", "speed", "size", "scale", "million"];

    /// <summary>Every part by its name, in the order of the whole run.</summary>
    public static readonly IReadOnlyList<(string Name, Func<BenchOptions, TemporaryFolder, ResultTable, Task> RunAsync)> All =
    [
        ("import", ImportBench.RunAsync),
        ("memory", MemoryBench.RunAsync),
        ("lines", LineBench.RunAsync),
        ("history", HistoryBench.RunAsync),
        ("outbox", OutboxBench.RunAsync),
        ("http", HttpBench.RunAsync),
        ("access", AccessBench.RunAsync),
        ("reports", ReportBench.RunAsync),
        ("raffles", RafflesBench.RunAsync),
        ("encodings", (options, _, table) => EncodingBench.RunAsync(options, table)),
        ("scale", (options, _, table) => ScaleBench.RunAsync(options, table)),
        ("effects", (options, _, table) => EffectsBench.RunAsync(options, table)),
        ("value", (options, _, table) => ValueBench.RunAsync(options, table)),
        ("value-pictures", ValuePicturesBench.RunAsync),
        OnPostgreSql("postgres", PostgreSqlBench.RunAsync),
        OnPostgreSql("writers", WritersBench.RunAsync),
        OnPostgreSql("growth", GrowthBench.RunAsync),
        OnPostgreSql("rewards", RewardsBench.RunAsync),
        OnPostgreSql("bought", BoughtBench.RunAsync),
        OnPostgreSql("redemptions", RedemptionBench.RunAsync),
        OnPostgreSql("lots", LotsBench.RunAsync),
        OnPostgreSql("campaigns", CampaignsBench.RunAsync),
        OnPostgreSql("audience", AudienceBench.RunAsync),
        OnPostgreSql("scores", ScoresBench.RunAsync),
        OnPostgreSql("messages", MessagesBench.RunAsync),
        OnPostgreSql("mails", MailsBench.RunAsync),
        OnPostgreSql("console", ConsoleBench.RunAsync),
        OnPostgreSql("speed", SpeedBench.RunAsync),
        OnPostgreSql("size", SizeBench.RunAsync),
        OnPostgreSql("million", MillionBench.RunAsync),
    ];

    /// <summary>A part that starts a PostgreSQL of its own; one line says that it is left out where none is installed.</summary>
    private static (string Name, Func<BenchOptions, TemporaryFolder, ResultTable, Task> RunAsync) OnPostgreSql(string name, Func<BenchOptions, ResultTable, Task> runAsync) =>
        OnPostgreSql(name, (options, _, table) => runAsync(options, table));

    private static (string Name, Func<BenchOptions, TemporaryFolder, ResultTable, Task> RunAsync) OnPostgreSql(string name, Func<BenchOptions, TemporaryFolder, ResultTable, Task> runAsync) => (name, async (options, folder, table) =>
    {
        if (PostgreSqlCluster.IsInstalled()) await runAsync(options, folder, table);
        else table.Add($"{name}: left out, PostgreSQL is not installed here", "");
    });
}
