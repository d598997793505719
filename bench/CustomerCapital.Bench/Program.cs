using CustomerCapital.Bench;

// Measures one node and prints one table. Every ratio compares two figures of this same run.
// --only NAME measures one part; bench/README.md says what the parts are and what the options mean.
using var folder = new TemporaryFolder();
var table = new ResultTable(Console.Out);
var options = BenchOptions.Parse(args);
if (options is null || (options.Only is not null && !BenchParts.All.Any(part => part.Name == options.Only)))
{
    Console.Error.WriteLine($"usage: bench [--only {string.Join("|", BenchParts.All.Select(part => part.Name))}] {BenchOptions.Usage}");
    return 2;
}

table.Begin();
foreach (var part in BenchParts.All.Where(part => options.Only is null ? !BenchParts.Long.Contains(part.Name) : part.Name == options.Only)) await part.RunAsync(options, folder, table);
return 0;
