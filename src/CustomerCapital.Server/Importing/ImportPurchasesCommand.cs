using System.CommandLine;
using System.Diagnostics;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Importing;

/// <summary><c>import purchases FILE.csv[.gz]</c>.</summary>
internal static class ImportPurchasesCommand
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "CSV file (plain or .gz), Excel workbook (.xlsx) or Parquet file. Columns: " + string.Join(", ", PurchaseColumns.Names) };

    private static readonly Option<bool> PreviewOption = new("--preview") { Description = "Show what would be recorded, and record nothing" };

    public static Command Create()
    {
        var command = new Command("purchases", "Import purchases and returns from a file. Importing a file again changes nothing. docs/importing.md has all formats") { FileArgument };
        foreach (var option in ImportOptions.All) command.Add(option);
        command.Add(PreviewOption);
        command.Add(ImportTarget.GatewayOption);
        command.SetAction((line, cancellation) => RunAsync(new(line.GetValue(FileArgument)!), line, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(InputFile input, ParseResult line, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var said = ImportOptions.Read(line);
        var (file, format) = PurchaseFileOpening.Open(input, ImportOptions.FormatOf(line) is { } name ? ImportFormats.Named(name) : null, said);
        using var opened = file;
        var accepted = Doubts.Parse(format.Accept);
        await using var target = await ImportTarget.OpenAsync(line, cancellation);
        using var rejected = new RejectedFile(input.Path + ".rejected.csv");
        rejected.Clear();
        var import = new PurchaseImport(target.Commands, target.Policy, rejected, format) { LedgerWasEmpty = await target.IsEmptyAsync(cancellation) };
        var zoneIsOpen = import.LedgerWasEmpty && SettingsReader.Read(line).TimeZone is null && target.Policy.Program.Policy.TimeZone == new ProgramPolicy().TimeZone;
        RowSpool? spool = null;
        try
        {
            Examination? examination = null;
            await ProgressDisplay.RunAsync("Reading rows", null, advance => Task.Run(() => spool = import.Sort(file, input.ExpectedBytes, advance, cancellation)));
            await ProgressDisplay.RunAsync("Examining rows", spool!.Rows, advance => Task.Run(() => examination = import.Examine(spool, file.SplitDecimals, advance, cancellation)));
            ControlSumsText.Print(ControlSums.Of(file, format, said, import.Summary, examination!, rejected, target.Policy.Program), rejected.Reasons, zoneIsOpen);
            var doubts = DoubtReport.Of(examination!, accepted).Where(doubt => !doubt.Accepted).ToList();
            if (doubts.Count > 0) throw new UsageException(string.Join(Environment.NewLine, ["nothing was recorded, since the file may not be meant as it is read.", .. doubts]));
            if (line.GetValue(PreviewOption)) return rejected.Count > 0 ? ExitCode.Rejected : ExitCode.Done;
            await ProgressDisplay.RunAsync("Recording rows", spool.Rows, advance => import.RecordAsync(spool, advance, cancellation));
        }
        finally
        {
            spool?.Dispose();
        }

        var settled = await target.SettleAsync(cancellation);
        ControlSumsText.PrintRecorded(import.Summary, rejected, target.Policy.Program.Policy.Currency, watch.Elapsed);
        if (settled is not null) Console.WriteLine(settled);
        if (rejected.Count > 0) Console.WriteLine($"Rejected rows, with reasons: {rejected.Path}");
        return rejected.Reasons.Lines().Any() ? ExitCode.Rejected : ExitCode.Done;
    }
}
