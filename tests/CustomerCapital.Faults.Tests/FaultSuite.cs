using System.Diagnostics;
using System.Globalization;
using CustomerCapital.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests;

/// <summary>A whole suite: every fault, one after the other, and one table.</summary>
/// <param name="command">As it is called.</param>
/// <param name="faults">In their order.</param>
/// <param name="service">What the table's last column holds.</param>
internal sealed class FaultSuite(string command, IReadOnlyList<Fault> faults, string service)
{
    private static readonly TextWriter Output = Console.Out;

    /// <summary>Why faults cannot be brought about here; null where they can.</summary>
    public static string? NeedsLinux { get; } = OperatingSystem.IsLinux() ? null : "Faults are brought about by signals, prlimit and what /proc says, which Linux has.";

    /// <returns>0 where every promise was kept, 1 where one was broken, 2 for a wrong command line.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        if (NeedsLinux is not null)
        {
            Console.Error.WriteLine(NeedsLinux);
            return 2;
        }

        var (only, seconds, seed) = ((string?)null, 2.0, Environment.TickCount & 0xffff);
        var (times, members) = ((int?)null, 2_000);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--only" && faults.Any(fault => fault.Name == value)) only = value;
            else if (args[i] == "--seconds" && double.TryParse(value, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= 3_600) seconds = given;
            else if (args[i] == "--seed" && int.TryParse(value, CultureInfo.InvariantCulture, out var number)) seed = number;
            else if (args[i] == "--times" && int.TryParse(value, CultureInfo.InvariantCulture, out var repeats) && repeats is > 0 and <= 1_000) times = repeats;
            else if (args[i] == "--members" && int.TryParse(value, CultureInfo.InvariantCulture, out var audience) && audience is >= 1_000 and <= 1_000_000) members = audience;
            else return Refuse();
        }

        var options = FaultOptions.Whole(seed, seconds) with { Members = members };
        if (times is { } asked) options = options with { Times = asked };
        var watch = Stopwatch.StartNew();
        Say($"seed {seed}, {seconds} s of load before and after each fault, {Environment.ProcessorCount} processors");
        var outcomes = new List<FaultOutcome>();
        await using (var servers = new FaultServers())
        {
            foreach (var fault in faults.Where(fault => only is null || fault.Name == only))
                outcomes.Add(await RunAsync(fault, options, servers, Say));
        }

        FaultTable.Write(Output, outcomes, service);
        var broken = outcomes.Sum(outcome => outcome.Row?.Broken.Count ?? 0);
        Say($"{outcomes.Count(outcome => outcome.Row is not null)} faults in {watch.Elapsed.TotalSeconds:0} s, {broken} broken promises, seed {seed}");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>Runs one fault; that it cannot be carried through is a broken promise, too.</summary>
    public static async Task<FaultOutcome> RunAsync(Fault fault, FaultOptions options, FaultServers servers, Action<string> say)
    {
        say(fault.Name);
        if (fault.NeedsPostgreSql && !PostgreSqlServer.IsInstalled()) return FaultOutcome.Without($"{fault.Name}: PostgreSQL is not installed here");
        await using var run = new FaultRun(fault.Name, options, say);
        try
        {
            return await fault.RunAsync(run, servers);
        }
        catch (Exception failure)
        {
            return new FaultRow(fault.Name, 0, run.Journal.Acknowledged, 0, 0, 0, "not reached", null, [], [$"{failure.GetType().Name}: {failure.Message}", .. run.Journal.Broken.Take(10)]);
        }
    }

    private int Refuse()
    {
        Console.Error.WriteLine($"usage: {command} [--only NAME] [--seconds N] [--seed N] [--times N] [--members N]{Environment.NewLine}NAME is one of {string.Join(", ", faults.Select(fault => fault.Name))}");
        return 2;
    }

    private static void Say(FormattableString what) => Say(what.ToString(CultureInfo.InvariantCulture));

    private static void Say(string what)
    {
        Output.WriteLine(what);
        Output.Flush();
    }
}
