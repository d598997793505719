using System.CommandLine;
using CustomerCapital.Engine;
using CustomerCapital.Ledger;
using CustomerCapital.Server;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Demo;
using CustomerCapital.Server.Exporting;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Migrating;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Verifying;

var root = new RootCommand("A loyalty engine: customers, the ladder, cohorts and value, exact as purchases arrive.")
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    new Command("import", "Import from a file") { ImportPurchasesCommand.Create(), ImportCommandsCommand.Create() },
    ExportCommand.Create(),
    ReportCommand.Create(),
    VerifyCommand.Create(),
    MigrateCommand.Create(),
};
foreach (var option in new Option[] { Database.DatabaseOption, Database.TimeZoneOption })
{
    option.Recursive = true;
    root.Options.Add(option);
}

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception refused) when (refused is UsageException or LedgerSchemaException or LedgerUnavailableException or EngineUnavailableException)
{
    await Console.Error.WriteLineAsync($"customercapital: {refused.Message}");
    return ExitCode.Usage;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("customercapital: interrupted; run it again to complete it.");
    return ExitCode.Interrupted;
}
