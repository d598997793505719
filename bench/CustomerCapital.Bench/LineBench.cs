using System.Diagnostics;

namespace CustomerCapital.Bench;

/// <summary>Peak memory and rate of importing many lines as a process, five million where no number is given, beside a fifth of them.</summary>
internal static class LineBench
{
    private const double LinesInPurchase = 18.2;

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var peaks = new List<double>();
        var most = options.Lines ?? options.Size(5_000_000, 10_000);
        foreach (var lines in new[] { most / 5, most })
        {
            var purchases = (int)(lines / LinesInPurchase);
            var file = folder.File($"lines-{lines}.csv");
            PurchaseFileMaker.Write(file, purchases, customers: options.Customers ?? purchases / 5, seed: 3);
            var watch = Stopwatch.StartNew();
            using (var import = ServerProcess.StartProgram(Path.Combine(options.Program, "customercapital.dll"), "import", "purchases", file, "--database", "sqlite:" + folder.File($"lines-{lines}.db"))) peaks.Add(await import.PeakMemoryAsync());
            table.Add($"lines: peak of importing {lines:N0} lines, {new FileInfo(file).Length >> 20} MB of CSV", $"{peaks[^1]:0} MB", "under 500 MB");
            table.Add("lines: lines/s, from CSV to durable", $"{lines / watch.Elapsed.TotalSeconds:N0}");
            File.Delete(file);
            File.Delete(folder.File($"lines-{lines}.db"));
        }

        table.Add("lines: ratio of the two peaks", $"{peaks[1] / peaks[0]:0.00}", "about 1");
    }
}
