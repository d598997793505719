using System.CommandLine;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Importing;

/// <summary><c>import commands FILE.ndjson[.gz]</c>: commands as <c>POST /v1/commands</c> takes them, or an export.</summary>
internal static class ImportCommandsCommand
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "NDJSON file (plain or .gz): an export, or commands as POST /v1/commands takes them" };

    public static Command Create()
    {
        var command = new Command("commands", "Import commands, or restore an export. Importing a file again changes nothing") { FileArgument, ImportTarget.GatewayOption };
        command.SetAction((line, cancellation) => RunAsync(new(line.GetValue(FileArgument)!), line, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(InputFile input, ParseResult line, CancellationToken cancellation)
    {
        await using var target = await ImportTarget.OpenAsync(line, cancellation);
        await using var stream = input.Open();
        using var rejected = new RejectedLines(input.Path + ".rejected.ndjson");
        rejected.Clear();
        var import = new CommandImport(target.Commands, target.Restore, rejected);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await ProgressDisplay.RunAsync($"Importing {input.Path}", null, advance => import.RunAsync(stream, advance, cancellation));
        var settled = await target.SettleAsync(cancellation);
        ImportSummary.Print(
        [
            (Counted.Noun(import.Lines, "line"), import.Lines), ("carried out", import.Accepted), ("there before, or nothing to change", import.Known),
            ($"{Counted.Noun(import.Restored, "entry", "entries")} restored", import.Restored), ("rejected", rejected.Count),
        ], watch.Elapsed);
        if (settled is not null) Console.WriteLine(settled);
        if (rejected.Count > 0) Console.WriteLine($"Rejected lines, with reasons: {rejected.Path}");
        return import.Lines > 0 && rejected.Count == import.Lines ? ExitCode.Rejected : ExitCode.Done;
    }
}
