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

    private static readonly Option<bool> KeepBoughtOption = new("--keep-bought")
    {
        Description = "Keep what each customer has bought, for segments by sku or category, from all that is recorded. Recording waits meanwhile, and costs the database more from then on",
    };

    private static readonly Option<bool> NoKeepBoughtOption = new("--no-keep-bought") { Description = "Keep that no longer, and delete what was kept of it. The history stays" };

    public static Command Create()
    {
        var command = new Command("migrate", "Make the ledger, or complete its tables after an upgrade") { GrantOption, KeepBoughtOption, NoKeepBoughtOption };
        command.SetAction(async (line, cancellation) =>
        {
            var (keep, drop) = (line.GetValue(KeepBoughtOption), line.GetValue(NoKeepBoughtOption));
            if (keep && drop) throw new UsageException("--keep-bought and --no-keep-bought: name one of them");
            var database = Database.Of(SettingsReader.Read(line));
            await using var ledger = await database.OpenLedgerAsync(cancellation);
            var (applied, policy) = await database.CompleteAsync(ledger, cancellation);
            foreach (var script in applied) Console.WriteLine($"applied {script}");
            if ((keep || drop) && await ledger.KeepBoughtAsync(keep, cancellation)) Console.WriteLine(keep ? "filled: what each customer has bought" : "deleted: what was kept of what each customer has bought");
            if (line.GetValue(GrantOption) is { } role)
            {
                await database.GrantAsync(role, cancellation);
                Console.WriteLine($"granted to {role}: what serving needs");
            }

            Console.WriteLine($"{database} is complete; its time zone is {policy.Program.Policy.TimeZone}{(await ledger.KeepsBoughtAsync(cancellation) ? "; it keeps what was bought" : "")}");
            return ExitCode.Done;
        });
        return command;
    }
}
