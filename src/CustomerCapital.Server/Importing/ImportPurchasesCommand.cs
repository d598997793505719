using System.CommandLine;
using System.Diagnostics;
using CustomerCapital.Server.Terminal;

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
        var command = new Command("purchases", "Import purchases and returns from a CSV file; running it again changes nothing") { FileArgument, MapOption, ImportTarget.GatewayOption };
        command.SetAction((line, cancellation) => RunAsync(new(line.GetValue(FileArgument)!), PurchaseColumns.ParseMap(line.GetValue(MapOption)), line, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(InputFile input, IReadOnlyDictionary<string, string> map, ParseResult line, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var file = new PurchaseFile(input.Path, input.Open(), map);
        await using var target = await ImportTarget.OpenAsync(line, cancellation);
        using var rejected = new RejectedFile(input.Path + ".rejected.csv");
        rejected.Clear();
        var import = new PurchaseImport(target.Commands, target.Policy, rejected);
        RowSpool? spool = null;
        try
        {
            await ProgressDisplay.RunAsync("Reading rows", null, advance => Task.Run(() => spool = import.Sort(file, input.ExpectedBytes, advance, cancellation)));
            await ProgressDisplay.RunAsync("Recording rows", spool!.Rows, advance => import.RecordAsync(spool, advance, cancellation));
        }
        finally
        {
            spool?.Dispose();
        }

        var settled = await target.SettleAsync(cancellation);
        var summary = import.Summary;
        ImportSummary.Print(
        [
            ("rows", summary.Rows), ("customers with new entries", summary.Customers), ("purchases recorded", summary.Purchases),
            ("returns recorded", summary.Returns), ("recorded before", summary.Known), ("rows rejected", rejected.Count),
        ], watch.Elapsed);
        foreach (var said in import.LookAlikes.Lines) Console.WriteLine(said);
        if (settled is not null) Console.WriteLine(settled);
        if (rejected.Count > 0) Console.WriteLine($"Rejected rows, with reasons: {rejected.Path}");
        return summary.Handled == 0 && rejected.Count > 0 ? ExitCode.Rejected : ExitCode.Done;
    }
}
