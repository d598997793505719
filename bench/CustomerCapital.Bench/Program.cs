using CustomerCapital.Bench;

// Measures one node and prints one table. Every ratio compares two figures of this same run.
var file = args is ["--file", var named, ..] ? named : null;
using var folder = new TemporaryFolder();
var table = new ResultTable(Console.Out);
table.Begin();
await ImportBench.RunAsync(folder, file, table);
await MemoryBench.RunAsync(folder, table);
await HistoryBench.RunAsync(folder, table);
await HttpBench.RunAsync(folder, table);
await ReportBench.RunAsync(folder, table);
