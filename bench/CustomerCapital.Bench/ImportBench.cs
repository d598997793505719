using System.Diagnostics;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Sqlite;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Bench;

/// <summary>Purchases per second of the import, against a bare loop that writes the same rows in groups of the same size, both with synchronous=FULL.</summary>
internal static class ImportBench
{
    private static readonly Dictionary<string, string> RetailMap = new()
    {
        ["customer_id"] = "CustomerID", ["purchase_id"] = "InvoiceNo", ["occurred_at"] = "InvoiceDate",
        ["sku"] = "StockCode", ["quantity"] = "Quantity", ["unit_price"] = "UnitPrice",
    };

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var (file, rounds) = (options.File, options.Rounds);
        var map = file is null ? [] : RetailMap;
        if (file is null)
        {
            file = folder.File("year.csv");
            PurchaseFileMaker.Write(file, purchases: options.Size(22_000, 200), customers: options.Size(4_400, 40), seed: 1);
        }

        var (engine, bare) = (new List<double>(), new List<double>());
        ImportSummary? summary = null;
        var groupSize = 0.0;
        for (var round = 0; round <= rounds; round++)
        {
            var path = folder.File($"import-{round}.db");
            var watch = Stopwatch.StartNew();
            (summary, groupSize) = await ImportAsync(path, file, map);
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

    private static async Task<(ImportSummary Summary, double GroupSize)> ImportAsync(string path, string file, IReadOnlyDictionary<string, string> map)
    {
        var ledger = SqliteLedger.Open(path);
        await using var engine = await InProcessHost.StartAsync(ledger, new(), TimeProvider.System);
        using var rejected = new RejectedFile(path + ".rejected.csv");
        var input = new InputFile(file);
        var (rows, format) = PurchaseFileOpening.Open(input, null, new ImportFormat { Map = map });
        using var opened = rows;
        var import = new PurchaseImport(engine, engine.Policy, rejected, format) { LedgerWasEmpty = true };
        using var spool = import.Sort(rows, input.ExpectedBytes, _ => { }, CancellationToken.None);
        import.Examine(spool, rows.SplitDecimals, _ => { }, CancellationToken.None);
        await import.RecordAsync(spool, _ => { }, CancellationToken.None);
        await engine.SettleAsync();
        return (import.Summary, (double)ledger.AppendsCommitted / ledger.GroupsCommitted);
    }
}
