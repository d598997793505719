using CustomerCapital.Bench;
using CustomerCapital.Bench.Encodings;
using CustomerCapital.Bench.PostgreSql;

// Measures one node and prints one table. Every ratio compares two figures of this same run.
// --only NAME measures one part; bench/README.md says what the parts are and what the options mean.
using var folder = new TemporaryFolder();
var table = new ResultTable(Console.Out);
var options = BenchOptions.Parse(args);
(string Name, Func<Task> Run)[] parts =
[
    ("import", () => ImportBench.RunAsync(folder, options!.File, table)),
    ("memory", () => MemoryBench.RunAsync(folder, table)),
    ("history", () => HistoryBench.RunAsync(folder, table)),
    ("http", () => HttpBench.RunAsync(folder, table)),
    ("reports", () => ReportBench.RunAsync(folder, table)),
    ("encodings", () => EncodingBench.RunAsync(options!, table)),
    ("postgres", () => PostgreSqlBench.RunAsync(options!, table)),
    ("million", () => MillionBench.RunAsync(options!, table)),
];
if (options is null || (options.Only is not null && !parts.Any(part => part.Name == options.Only)))
{
    Console.Error.WriteLine($"usage: bench [--only {string.Join("|", parts.Select(part => part.Name))}] {BenchOptions.Usage}");
    return 2;
}

table.Begin();
foreach (var part in parts.Where(part => options.Only is null ? part.Name != "million" : part.Name == options.Only)) await part.Run();
return 0;
