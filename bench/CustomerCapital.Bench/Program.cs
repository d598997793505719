using CustomerCapital.Bench;

// Measures one node and prints one table. Every ratio compares two figures of this same run.
// --file FILE imports a real file in the shape of UCI Online Retail; --only NAME measures one part.
var (file, only) = ((string?)null, (string?)null);
for (var i = 0; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--file") file = args[i + 1];
    else if (args[i] == "--only") only = args[i + 1];
}

using var folder = new TemporaryFolder();
var table = new ResultTable(Console.Out);
(string Name, Func<Task> Run)[] parts =
[
    ("import", () => ImportBench.RunAsync(folder, file, table)),
    ("memory", () => MemoryBench.RunAsync(folder, table)),
    ("history", () => HistoryBench.RunAsync(folder, table)),
    ("http", () => HttpBench.RunAsync(folder, table)),
    ("reports", () => ReportBench.RunAsync(folder, table)),
];
if (args.Length % 2 != 0 || (only is not null && !parts.Any(part => part.Name == only)))
{
    Console.Error.WriteLine($"usage: bench [--file FILE.csv.gz] [--only {string.Join("|", parts.Select(part => part.Name))}]");
    return 2;
}

table.Begin();
foreach (var part in parts.Where(part => only is null || part.Name == only)) await part.Run();
return 0;
