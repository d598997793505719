using System.CommandLine;
using System.Globalization;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Migrating;

/// <summary><c>grow</c>: moves half of the customers of one database into one that is named after all others, while servers go on.</summary>
internal static class GrowCommand
{
    private static readonly Option<int> AtOnceOption = new("--at-once")
    {
        Description = "About how many customers move at once; these wait meanwhile. A move that was stopped goes on as it began",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create()
    {
        var command = new Command("grow", "Move customers into the database that is named last, while servers go on. PostgreSQL. Start every server with it named first; a run that was stopped goes on with the next") { AtOnceOption };
        command.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(AtOnceOption) is not (>= 1 and <= 10_000 and var atOnce)) throw new UsageException("--at-once: name a number from 1 to 10000");
            var database = Database.Of(SettingsReader.Read(line));
            if (database.Partitions < 2) throw new UsageException("--database: name all databases of the ledger, in their order, and after them the new one");
            await using var ledger = await database.OpenLedgerAsync(cancellation);
            var growing = (PartitionedLedger)ledger;
            await growing.CheckGrowthAsync(cancellation);
            await database.CompleteAsync(ledger, cancellation);
            var shown = -1;
            try
            {
                await growing.GrowAsync(atOnce, Show, cancellation);
            }
            catch (LedgerUnavailableException failed)
            {
                throw new LedgerUnavailableException($"{failed.Message} Who has moved stays there; the same command goes on with the others.", failed);
            }

            Console.WriteLine($"{database.Partitions} databases hold the customers now. Give all of them, in this order, to every command: {database}");
            return ExitCode.Done;

            void Show(int moved, int buckets)
            {
                var percent = (int)(100L * moved / buckets);
                if (percent == shown) return;
                shown = percent;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{percent} % moved"));
            }
        });
        return command;
    }
}
