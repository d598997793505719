using System.CommandLine;
using System.Globalization;
using CustomerCapital.Cluster.Migrating;
using CustomerCapital.Cluster.Serving;
using CustomerCapital.Engine;
using CustomerCapital.Ledger;

namespace CustomerCapital.Cluster;

/// <summary>The program <c>customercapital-cluster</c>: what it is told, done, and an exit code.</summary>
internal static class CommandLineProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Cultures are there for the database driver's sake; everything that is written here reads the same everywhere.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        var root = new RootCommand("The loyalty engine on many nodes: silos hold the customers, gateways serve HTTP.") { ServeCommand.Create(), MigrateCommand.Create() };
        try
        {
            var line = root.Parse(args);
            var code = await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            return line.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Exception refused) when (refused is UsageException or LedgerSchemaException or LedgerUnavailableException or EngineUnavailableException or IOException)
        {
            await Console.Error.WriteLineAsync($"customercapital-cluster: {refused.Message}");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("customercapital-cluster: told to end before it served.");
            return ExitCode.Done;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"customercapital-cluster: a fault of the program; what was accepted is kept.{Environment.NewLine}{fault}");
            return ExitCode.Fault;
        }
    }
}
