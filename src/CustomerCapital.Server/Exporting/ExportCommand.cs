using System.CommandLine;
using System.IO.Compression;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Exporting;

/// <summary><c>export</c>: the policy and all entries as NDJSON; <c>import commands</c> restores it elsewhere.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> OutputOption = new("--output", "-o") { Description = "Write to a file instead of standard output; a name that ends in .gz packs it", HelpName = "FILE" };

    private static readonly Option<bool> LinkKeysOption = new("--link-keys")
    {
        Description = "Write the keys of links too, so that links of mails that were sent hold where the export is restored; whoever has the file can then make such links",
    };

    public static Command Create()
    {
        var command = new Command("export", "Write the policy and all entries as NDJSON, which import commands restores") { OutputOption, LinkKeysOption };
        command.SetAction(async (line, cancellation) =>
        {
            await using var engine = await Database.Of(SettingsReader.Read(line)).StartReaderAsync();
            var path = line.GetValue(OutputOption);
            await using var output = Open(path);
            var entries = 0L;
            await foreach (var exported in engine.Export(line.GetValue(LinkKeysOption)).ReadAsync(cancellation))
            {
                await output.WriteAsync(exported.ToUtf8(), cancellation);
                output.WriteByte((byte)'\n');
                if (exported.Entry is not null) entries++;
            }

            if (path is not null) Console.WriteLine($"{Counted.Of(entries, "entry", "entries")} and the policy written to {path}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Stream Open(string? path)
    {
        if (path is null) return new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        try
        {
            var file = File.Create(path, 1 << 16);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new BufferedStream(new GZipStream(file, CompressionLevel.Fastest), 1 << 16) : file;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output {path}: {refused.Message}", refused);
        }
    }
}
