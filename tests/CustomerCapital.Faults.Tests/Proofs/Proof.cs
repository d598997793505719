using System.Globalization;
using System.Text.Json;
using CustomerCapital.Faults.Tests.Loads;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Proofs;

/// <summary>Holds a ledger, read from outside, against what a client knows of it once everything was answered.</summary>
internal sealed class Proof
{
    private readonly List<string> _broken = [];

    /// <summary>Acknowledged commands that are not in the ledger.</summary>
    public int Missing { get; private set; }

    /// <summary>Commands that are in it more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>What verify said in the end.</summary>
    public string Verified { get; private set; } = "";

    /// <summary>What there was of points and vouchers.</summary>
    public string Rewards { get; private set; } = "";

    public IReadOnlyList<string> Broken => _broken;

    /// <param name="databases">As the command line names them.</param>
    /// <param name="file">Where the export may be written.</param>
    /// <param name="journal">What the client knows; nothing in it is open.</param>
    /// <param name="say">Takes progress.</param>
    public static async Task<Proof> OfAsync(IReadOnlyList<string> databases, string file, Journal journal, Action<string> say)
    {
        var proof = new Proof();
        var entries = await ExportAsync(databases, file);
        // What one customer's commit tells another, or a voucher, is delivered after it.
        for (var attempt = 0; attempt < 20 && (Undelivered(entries, journal), RewardsProof.Compare(entries, journal).Count) is var (undelivered, different) && undelivered + different > 0; attempt++)
        {
            say($"{undelivered} referrers have not been told yet, and {different} points or vouchers stand otherwise");
            await Task.Delay(TimeSpan.FromSeconds(0.5));
            entries = await ExportAsync(databases, file);
        }

        proof.Compare(entries, journal);
        var rewards = RewardsProof.Compare(entries, journal);
        proof._broken.AddRange(rewards.Take(10));
        if (rewards.Count > 10) proof._broken.Add($"{rewards.Count} differences of points and vouchers in all");
        proof.Rewards = RewardsProof.Describe(entries, journal);
        await proof.CompareMetricsAsync(databases, journal);
        var (code, said) = await EngineProcess.RunAsync(["verify", .. Named(databases)]);
        proof.Verified = code == 0 ? "clean" : "DIFFERENT";
        if (code != 0) proof._broken.Add($"verify ended with {code}: {said}");
        return proof;
    }

    private static async Task<ExportedEntries> ExportAsync(IReadOnlyList<string> databases, string file)
    {
        var (code, said) = await EngineProcess.RunAsync(["export", .. Named(databases), "--output", file]);
        return code == 0 ? ExportedEntries.Read(file) : throw new InvalidOperationException($"export ended with {code}: {said}");
    }

    private static IEnumerable<string> Named(IReadOnlyList<string> databases) => databases.SelectMany(database => new[] { "--database", database });

    /// <summary>Referrals whose person has bought, without the referrer having been told.</summary>
    private static int Undelivered(ExportedEntries entries, Journal journal)
    {
        var buyers = journal.Intents.Where(intent => intent is { Type: "purchase", Receipt: not null }).Select(intent => intent.CustomerId).ToHashSet();
        return journal.Intents.Count(intent => intent is { Brings: { } friend, Receipt: not null } && buyers.Contains(friend)
            && entries.Of(intent.CustomerId, $"referral_conversion:1:{friend}").Count == 0);
    }

    private void Compare(ExportedEntries entries, Journal journal)
    {
        var known = new HashSet<(string, string)>();
        foreach (var intent in journal.Intents)
        {
            if (intent.NaturalId is not null) known.Add((intent.CustomerId, intent.NaturalId));
            var (count, sequence) = entries.Of(intent.CustomerId, intent.NaturalId);
            if (intent.Receipt is null && intent.WasRefused) continue;
            if (intent.Receipt is null) _broken.Add($"{intent} was never answered");
            else if (count == 0) Lose(intent);
            else if (intent.NaturalId is null && count > 1) Doubled++;
            else if (intent.NaturalId is not null && SequenceOf(intent.Receipt) != sequence) _broken.Add($"{intent} is entry {sequence}, but its receipt says {intent.Receipt}");
        }

        Doubled += entries.Doubled;
        _broken.AddRange(entries.Gaps);
        if (Undelivered(entries, journal) is > 0 and var undelivered) _broken.Add($"{undelivered} referrers were not told that their person has bought");
        var strange = entries.Named.Count(id => !known.Contains(id) && !id.NaturalId.StartsWith("referral_", StringComparison.Ordinal) && !id.NaturalId.StartsWith("voucher_use_", StringComparison.Ordinal));
        if (strange > 0) _broken.Add($"{strange} entries were never sent");
        if (Missing > 0) _broken.Add($"{Missing} acknowledged commands are missing");
        if (Doubled > 0) _broken.Add($"{Doubled} commands are doubled");
    }

    private async Task CompareMetricsAsync(IReadOnlyList<string> databases, Journal journal)
    {
        var accepted = journal.Intents.Where(intent => intent.Receipt is not null).ToList();
        var expected = (Orders: accepted.Sum(intent => (long)intent.Orders), Revenue: accepted.Sum(intent => intent.Cents) / 100m);
        var (code, said) = await EngineProcess.RunAsync(["report", "metrics", "--format", "json", .. Named(databases)]);
        if (code != 0) throw new InvalidOperationException($"report ended with {code}: {said}");
        using var report = JsonDocument.Parse(said);
        var metrics = report.RootElement;
        var found = (Orders: metrics.GetProperty("orders").GetInt64(), Revenue: decimal.Parse(metrics.GetProperty("revenue").GetString()!, CultureInfo.InvariantCulture));
        if (found != expected) _broken.Add($"the counters say {found.Orders} orders and {found.Revenue}, the client's sum {expected.Orders} and {expected.Revenue}");
    }

    private void Lose(Intent intent)
    {
        Missing++;
        if (Missing <= 5) _broken.Add($"{intent} is missing: it was answered with {intent.Receipt}");
    }

    private static long SequenceOf(string receipt)
    {
        using var json = JsonDocument.Parse(receipt);
        return json.RootElement.GetProperty("sequence").GetInt64();
    }
}
