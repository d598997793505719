using System.CommandLine;
using System.Diagnostics;
using CustomerCapital.Server.Databases;

namespace CustomerCapital.Server.Importing;

/// <summary><c>import purchases FILE.csv[.gz]</c>.</summary>
internal static class ImportPurchasesCommand
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "CSV file, plain or .gz, with the columns " + string.Join(", ", PurchaseColumns.Names) };

    private static readonly Option<string?> MapOption = new("--map")
    {
        Description = "Headers of the file where they are others, such as customer_id=CustomerID,purchase_id=InvoiceNo",
        HelpName = "COLUMN=HEADER,…",
    };

    public static Command Create()
    {
        var command = new Command("purchases", "Import purchases and returns from a CSV file; running it again changes nothing") { FileArgument, MapOption };
        command.SetAction((line, cancellation) => RunAsync(new(line.GetValue(FileArgument)!), PurchaseColumns.ParseMap(line.GetValue(MapOption)), Database.Of(line), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(InputFile input, IReadOnlyDictionary<string, string> map, Database database, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await using var engine = await database.StartEngineAsync(background: false);
        using var rejected = new RejectedFile(input.Path + ".rejected.csv");
        rejected.Clear();
        var summary = new ImportSummary();
        var import = new PurchaseImport(engine, rejected, summary);
        using var file = new PurchaseFile(input.Path, input.Open(), map);
        using var spool = import.Sort(file, input.ExpectedBytes, _ => { }, cancellation);
        Console.WriteLine($"sorted {watch.Elapsed}");
        await import.RecordAsync(spool, _ => { }, cancellation);
        Console.WriteLine($"recorded {watch.Elapsed}");
        await engine.SettleAsync(cancellation);
        Console.WriteLine($"{summary.Rows} rows {summary.Customers} customers {summary.Purchases} purchases {summary.Returns} returns {summary.Known} known {rejected.Count} rejected {watch.Elapsed} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        return summary.Handled == 0 && rejected.Count > 0 ? ExitCode.Rejected : ExitCode.Done;
    }
}
