using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Sqlite;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Bench;

/// <summary>A year of purchases, real or made up, and its import into a ledger in SQLite as <c>import purchases</c> does it.</summary>
internal static class YearImport
{
    private static readonly Dictionary<string, string> RetailMap = new()
    {
        ["customer_id"] = "CustomerID", ["purchase_id"] = "InvoiceNo", ["occurred_at"] = "InvoiceDate",
        ["sku"] = "StockCode", ["quantity"] = "Quantity", ["unit_price"] = "UnitPrice",
    };

    /// <summary>The file that the command line names, or one that is made up, with which of its headers hold what.</summary>
    public static (string File, IReadOnlyDictionary<string, string> Map) FileOf(BenchOptions options, TemporaryFolder folder, int purchases, int customers)
    {
        if (options.File is { } named) return (named, RetailMap);
        var made = folder.File("year.csv");
        PurchaseFileMaker.Write(made, purchases, customers, seed: 1);
        return (made, new Dictionary<string, string>());
    }

    /// <summary>Imports a file into a new ledger; rows that are rejected stand in a file beside the ledger.</summary>
    /// <returns>What was recorded, and how many customers were committed together on average.</returns>
    public static async Task<(ImportSummary Summary, double GroupSize)> RunAsync(string ledgerPath, string file, IReadOnlyDictionary<string, string> map, EngineOptions options)
    {
        var ledger = SqliteLedger.Open(ledgerPath);
        await using var engine = await InProcessHost.StartAsync(ledger, options, TimeProvider.System);
        using var rejected = new RejectedFile(ledgerPath + ".rejected.csv");
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
