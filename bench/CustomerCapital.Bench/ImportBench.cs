using System.Diagnostics;
using CustomerCapital.Server.Importing;

namespace CustomerCapital.Bench;

/// <summary>Purchases per second of the import, against a bare loop that writes the same rows in groups of the same size, both with synchronous=FULL.</summary>
internal static class ImportBench
{
    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var rounds = options.Rounds;
        var (file, map) = YearImport.FileOf(options, folder, purchases: options.Size(22_000, 200), customers: options.Size(4_400, 40));
        var (engine, bare) = (new List<double>(), new List<double>());
        ImportSummary? summary = null;
        var groupSize = 0.0;
        for (var round = 0; round <= rounds; round++)
        {
            var path = folder.File($"import-{round}.db");
            var watch = Stopwatch.StartNew();
            (summary, groupSize) = await YearImport.RunAsync(path, file, map, new());
            var imported = watch.Elapsed;
            var written = BareLoop.Run(path, folder.File($"bare-{round}.db"), groupSize);
            if (round == 0) continue; // warms up both
            engine.Add(summary.Handled / imported.TotalSeconds);
            bare.Add(summary.Handled / written.TotalSeconds);
        }

        var ratios = engine.Zip(bare, (one, other) => one / other).Order().ToList();
        table.Add($"import: rows, purchases and returns in {Path.GetFileName(file)}", $"{summary!.Rows:N0}, {summary.Handled:N0}");
        table.Add("import: customers committed together, on average", $"{groupSize:0.0}");
        table.Add("import: purchases/s, from CSV to durable", $"{engine.Order().ElementAt(rounds / 2):N0}");
        table.Add("import: purchases/s of a bare loop with the same rows and groups", $"{bare.Order().ElementAt(rounds / 2):N0}");
        table.Add($"import: ratio, median of {rounds} rounds", $"{ratios[rounds / 2]:0.00}", "at least 0.5");
    }
}
