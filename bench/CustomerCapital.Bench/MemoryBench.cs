namespace CustomerCapital.Bench;

/// <summary>Peak memory of the import as a process, for a file and for one four times as long.</summary>
internal static class MemoryBench
{
    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var peaks = new List<double>();
        foreach (var times in new[] { 1, 4 })
        {
            var purchases = options.Size(22_000, 200) * times;
            var file = folder.File($"memory-{times}.csv");
            PurchaseFileMaker.Write(file, purchases, customers: purchases / 5, seed: 2);
            using var import = ServerProcess.Start("import", "purchases", file, "--database", "sqlite:" + folder.File($"memory-{times}.db"));
            peaks.Add(await import.PeakMemoryAsync());
            table.Add($"memory: peak of importing {purchases:N0} purchases, {new FileInfo(file).Length >> 20} MB of CSV", $"{peaks[^1]:0} MB", "under 500 MB");
        }

        table.Add("memory: ratio of the two", $"{peaks[1] / peaks[0]:0.00}", "about 1");
    }
}
