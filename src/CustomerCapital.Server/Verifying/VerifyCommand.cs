using System.CommandLine;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Verification;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Verifying;

/// <summary><c>verify</c>: replays and recounts everything.</summary>
internal static class VerifyCommand
{
    private const int Shown = 100;

    public static Command Create()
    {
        var command = new Command("verify", "Replay every entry, recount every figure, and name each difference");
        command.SetAction(async (line, cancellation) =>
        {
            var database = Database.Of(SettingsReader.Read(line));
            await using var engine = await database.StartReaderAsync();
            // Gifts, campaigns and raffles are few beside customers and codes.
            var liability = await engine.AskAsync(new ReportLiability(engine.Policy.Program.Calendar.DayOf(engine.Now), IsToday: true), cancellation);
            var known = (await engine.AskAsync(new ReportMetrics(), cancellation)).Customers + liability.Vouchers.Sum(batch => batch.Issued);
            VerificationResult? result = null;
            await ProgressDisplay.RunAsync($"Verifying {database}", known, async advance => result = await engine.Verifier().VerifyAsync(advance, cancellation));
            foreach (var difference in result!.Differences.Take(Shown)) Console.WriteLine(difference);
            if (result.DifferenceCount > Shown) Console.WriteLine($"… and {result.DifferenceCount - Shown:N0} more");
            Console.WriteLine($"{Named(result)} replayed, {Counted.Of(result.Counters, "counter")} recounted: {Counted.Of(result.DifferenceCount, "difference")}");
            return result.DifferenceCount == 0 ? ExitCode.Done : ExitCode.Differences;
        });
        return command;
    }

    /// <summary>What was replayed, with every number that is not zero; customers and entries in any case.</summary>
    internal static string Named(VerificationResult result)
    {
        var actors = result.Actors;
        (long Count, string One, string Many)[] others =
        [
            (actors.Vouchers, "voucher", "vouchers"), (actors.GiftStocks, "stock of a gift", "stocks of gifts"), (actors.Campaigns, "campaign", "campaigns"),
            (actors.Raffles, "raffle", "raffles"), (actors.Others, "other actor", "other actors"),
        ];
        var named = others.Where(kind => kind.Count > 0).Select(kind => Counted.Of(kind.Count, kind.One, kind.Many)).Prepend(Counted.Of(actors.Customers, "customer"));
        return $"{string.Join(", ", named)} and {Counted.Of(result.Entries, "entry", "entries")}";
    }
}
