using System.CommandLine;
using System.Globalization;
using CustomerCapital.Client;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Server.Access;
using CustomerCapital.Server.Campaigns;
using CustomerCapital.Server.Configuring;
using CustomerCapital.Server.Demo;
using CustomerCapital.Server.Exporting;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Messages;
using CustomerCapital.Server.Migrating;
using CustomerCapital.Server.Privacy;
using CustomerCapital.Server.Raffles;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;
using CustomerCapital.Server.Value;
using CustomerCapital.Server.Verifying;

namespace CustomerCapital.Server;

/// <summary>The program <c>customercapital</c>: what the command line says, done, and an exit code.</summary>
internal static class CommandLineProgram
{
    /// <summary>How long a command may take to stop once it is interrupted: more than a server may be told to give the requests that it has taken.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(640);

    public static async Task<int> RunAsync(string[] args)
    {
        // Cultures are there for a database driver's sake; everything that is written here reads the same everywhere.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        var root = new RootCommand("A loyalty engine: customers, the ladder, cohorts and value, exact as purchases arrive. Begin with: customercapital demo")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            new Command("import", "Import purchases or commands from a file") { ImportPurchasesCommand.Create(), ImportCommandsCommand.Create() },
            ExportCommand.Create(),
            ReportCommand.Create(),
            FitCommand.Create(),
            ScoreCommand.Create(),
            VerifyCommand.Create(),
            MigrateCommand.Create(),
            GrowCommand.Create(),
            OutboxCommand.Create(),
            CampaignVerbs.Create(),
            ConfigurationVerbs.Create(),
            KeyVerbs.Create(),
            AuditVerbs.Create(),
            PrivacyVerbs.Create(),
            new Command("raffle", "Check the draw of a raffle") { VerifyRaffleCommand.Create() },
        };
        foreach (var option in SettingsReader.Common)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }

        try
        {
            // A value is a value: an id that begins with @ names no file.
            var asWritten = new ParserConfiguration { ResponseFileTokenReplacer = null };
            var line = root.Parse(args, asWritten);
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopLimit };
            if (line.Errors.Count == 0) return await line.InvokeAsync(invocation);
            if (CommandLineFaults.LacksCommand(line)) await root.Parse([.. args, "--help"], asWritten).InvokeAsync(invocation);
            throw new UsageException(CommandLineFaults.Of(line));
        }
        catch (GatewayException unknown) when (unknown.Code == "unauthenticated")
        {
            await Console.Error.WriteLineAsync($"customercapital: {unknown.Message} Name the file of a key in CUSTOMERCAPITAL_KEY_FILE.");
            return ExitCode.Usage;
        }
        catch (Exception refused) when (refused is UsageException or LedgerSchemaException or LedgerUnavailableException or ActorUnreadableException
            or EngineUnavailableException or GatewayException or RestoreConflictException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"customercapital: {refused.Message}");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("customercapital: interrupted; what was accepted is kept. Run the command again to complete it.");
            return ExitCode.Interrupted;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"customercapital: a fault of the program; what was accepted is kept.{Environment.NewLine}{fault}");
            return ExitCode.Fault;
        }
    }
}
