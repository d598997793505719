using System.CommandLine;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Cluster.Settings;

namespace CustomerCapital.Cluster.Migrating;

/// <summary><c>migrate</c>: completes the tables of the ledger and of the cluster.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Complete the tables of the ledger and of the cluster; silos may be running") { SettingsReader.ConfigOption };
        foreach (var option in SettingsReader.Options) command.Options.Add(option);
        command.SetAction(async (line, cancellation) =>
        {
            var database = ClusterDatabase.Parse(SettingsReader.Read(line).Database);
            var applied = await database.MigrateAsync(cancellation);
            foreach (var script in applied) Console.WriteLine($"Applied {script}");
            Console.WriteLine($"{database} is complete.");
            return ExitCode.Done;
        });
        return command;
    }
}
