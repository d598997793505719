using CustomerCapital.Bench.Effects;
using CustomerCapital.Bench.Encodings;
using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench;

/// <summary>What the benchmark program can measure.</summary>
internal static class BenchParts
{
    /// <summary>The parts that take too long to be measured with all others.</summary>
    public static readonly IReadOnlyList<string> Long = ["lines", "rewards", "bought", "redemptions", "lots", "campaigns", "audience", "raffles", "effects", "million"];

    /// <summary>Every part by its name, in the order of the whole run.</summary>
    public static readonly IReadOnlyList<(string Name, Func<BenchOptions, TemporaryFolder, ResultTable, Task> RunAsync)> All =
    [
        ("import", ImportBench.RunAsync),
        ("memory", MemoryBench.RunAsync),
        ("lines", LineBench.RunAsync),
        ("history", HistoryBench.RunAsync),
        ("outbox", OutboxBench.RunAsync),
        ("http", HttpBench.RunAsync),
        ("reports", ReportBench.RunAsync),
        ("raffles", RafflesBench.RunAsync),
        ("encodings", (options, _, table) => EncodingBench.RunAsync(options, table)),
        ("effects", (options, _, table) => EffectsBench.RunAsync(options, table)),
        ("postgres", (options, _, table) => PostgreSqlBench.RunAsync(options, table)),
        ("rewards", (options, _, table) => RewardsBench.RunAsync(options, table)),
        ("bought", (options, _, table) => BoughtBench.RunAsync(options, table)),
        ("redemptions", (options, _, table) => RedemptionBench.RunAsync(options, table)),
        ("lots", (options, _, table) => LotsBench.RunAsync(options, table)),
        ("campaigns", (options, _, table) => CampaignsBench.RunAsync(options, table)),
        ("audience", (options, _, table) => AudienceBench.RunAsync(options, table)),
        ("million", (options, _, table) => MillionBench.RunAsync(options, table)),
    ];
}
