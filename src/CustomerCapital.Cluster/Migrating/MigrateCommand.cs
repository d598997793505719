using System.CommandLine;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Cluster.Settings;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Cluster.Migrating;

/// <summary><c>migrate</c>: completes the tables of the ledger and of the cluster.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> TimeZoneOption = new("--time-zone")
    {
        Description = "IANA time zone whose months and days count, such as Europe/Berlin; fixed when the ledger is made [default: the ledger's, UTC for a new one]",
        HelpName = "ZONE",
    };

    public static Command Create()
    {
        var command = new Command("migrate", "Complete the tables of the ledger and of the cluster; silos may be running") { TimeZoneOption, SettingsReader.ConfigOption };
        foreach (var option in SettingsReader.Options) command.Options.Add(option);
        command.SetAction(async (line, cancellation) =>
        {
            var database = ClusterDatabase.Parse(SettingsReader.Read(line).Database);
            var zone = line.GetValue(TimeZoneOption);
            if (zone is not null && !ProgramCalendar.Knows(zone)) throw new UsageException($"--time-zone {zone}: not a known IANA time zone; write it like Europe/Berlin or UTC");
            var (applied, timeZone) = await database.MigrateAsync(zone, cancellation);
            foreach (var script in applied) Console.WriteLine($"Applied {script}");
            Console.WriteLine($"{database} is complete; its time zone is {timeZone}");
            return ExitCode.Done;
        });
        return command;
    }
}
