using System.Diagnostics;

namespace CustomerCapital.Bench;

/// <summary>Peak memory and rate of importing many lines as a process, beside a fifth of them.</summary>
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
            var (file, ledger) = (folder.File($"lines-{lines}.csv"), folder.File($"lines-{lines}.db"));
            PurchaseFileMaker.Write(file, purchases, customers: options.Customers ?? purchases / 5, seed: 3);
            var watch = Stopwatch.StartNew();
            var program = Path.Combine(options.Program, "customercapital.dll");
            using (var import = ServerProcess.StartProgram(program, "import", "purchases", file, "--database", "sqlite:" + ledger))
                peaks.Add(await import.PeakMemoryAsync());
            table.Add($"lines: peak of importing {lines:N0} lines, {new FileInfo(file).Length >> 20} MB of CSV", $"{peaks[^1]:0} MB", "under 500 MB");
            table.Add("lines: lines/s, from CSV to durable", $"{lines / watch.Elapsed.TotalSeconds:N0}");
            File.Delete(file);
            File.Delete(ledger);
        }

        table.Add("lines: ratio of the two peaks", $"{peaks[1] / peaks[0]:0.00}", "about 1");
    }
}
