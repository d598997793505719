using System.CommandLine;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Migrating;

/// <summary><c>migrate</c>: makes or completes a ledger's schema, which every command that writes does too.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> GrantOption = new("--grant-to")
    {
        Description = "Let a role of PostgreSQL or SQL Server serve. The role gets no right to change tables or history",
        HelpName = "ROLE",
    };

    public static Command Create()
    {
        var command = new Command("migrate", "Make the ledger, or complete its tables after an upgrade") { GrantOption };
        command.SetAction(async (line, cancellation) =>
        {
            var database = Database.Of(SettingsReader.Read(line));
            await using var ledger = await database.OpenLedgerAsync(cancellation);
            var (applied, policy) = await database.CompleteAsync(ledger, cancellation);
            foreach (var script in applied) Console.WriteLine($"applied {script}");
            if (line.GetValue(GrantOption) is { } role)
            {
                await database.GrantAsync(role, cancellation);
                Console.WriteLine($"granted to {role}: what serving needs");
            }

            Console.WriteLine($"{database} is complete; its time zone is {policy.Program.Policy.TimeZone}");
            return ExitCode.Done;
        });
        return command;
    }
}
