using System.CommandLine;
using CustomerCapital.Engine.Reports;
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
            var known = (await engine.AskAsync(new ReportMetrics(), cancellation)).Customers;
            Engine.Verification.VerificationResult? result = null;
            await ProgressDisplay.RunAsync($"Verifying {database}", known, async advance => result = await engine.Verifier().VerifyAsync(advance, cancellation));
            foreach (var difference in result!.Differences.Take(Shown)) Console.WriteLine(difference);
            if (result.DifferenceCount > Shown) Console.WriteLine($"… and {result.DifferenceCount - Shown:N0} more");
            Console.WriteLine($"{Counted.Of(result.Customers, "customer")} and {Counted.Of(result.Entries, "entry", "entries")} replayed, {Counted.Of(result.Counters, "counter")} recounted: {Counted.Of(result.DifferenceCount, "difference")}");
            return result.DifferenceCount == 0 ? ExitCode.Done : ExitCode.Differences;
        });
        return command;
    }
}
