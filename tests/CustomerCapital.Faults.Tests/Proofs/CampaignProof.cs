using System.Globalization;
using System.Text.Json;
using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Faults.Tests.Proofs;

/// <summary>Holds what three campaigns have decided, as an export tells it, against what they must come to.</summary>
internal sealed class CampaignProof
{
    /// <summary>The campaign for everybody, of whom a share is held out.</summary>
    public const string All = "all";

    /// <summary>The campaign with a budget for a third of them.</summary>
    public const string Few = "few";

    /// <summary>The campaign that purchases trigger, with a budget for a quarter of them.</summary>
    public const string Triggered = "triggered";

    /// <summary>All three.</summary>
    public static readonly IReadOnlyList<string> Campaigns = [All, Few, Triggered];

    /// <summary>What a grant adds to the customer's wallet.</summary>
    public const int Points = 50;

    public const int HoldoutPercent = 10;

    private readonly List<string> _broken = [];
    private readonly Dictionary<(string Campaign, string Customer), (int Count, string Outcome)> _decisions = [];
    private readonly Dictionary<string, decimal> _rewarded = [];

    /// <summary>Customers without a decision of a campaign, and acknowledged purchases that are not in the ledger.</summary>
    public int Missing { get; private set; }

    /// <summary>Decisions beyond the first of a campaign for a customer, and ids that stand more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>What verify said in the end.</summary>
    public string Verified { get; private set; } = "";

    public IReadOnlyList<string> Broken => _broken;

    /// <summary>What the campaigns came to.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    public static string CustomerOf(int number) => FormattableString.Invariant($"c{number:000000}");

    /// <param name="run">Of which all have decided.</param>
    /// <param name="database">As the command line names it.</param>
    /// <param name="members">Customers, each of all audiences.</param>
    public static async Task<CampaignProof> OfAsync(FaultRun run, string database, int members)
    {
        var (proof, file) = (new CampaignProof(), run.File("export.ndjson"));
        var (exported, told) = await EngineProcess.RunAsync("export", "--database", database, "--output", file);
        if (exported != 0) throw new InvalidOperationException($"export ended with {exported}: {told}");
        proof.Read(file);
        proof.Compare(ExportedEntries.Read(file), members);
        foreach (var campaign in Campaigns) proof.CompareRuns(campaign, await run.GetAsync($"v1/campaigns/{campaign}/runs"));
        var (code, said) = await EngineProcess.RunAsync("verify", "--database", database);
        proof.Verified = code == 0 ? "clean" : "DIFFERENT";
        if (code != 0) proof.Break($"verify ended with {code}: {said}");
        return proof;
    }

    public void Break(string promise) => _broken.Add(promise);

    /// <summary>Reads the decisions of an export.</summary>
    public void Read(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            if (!json.RootElement.TryGetProperty("entry", out var entry) || entry.GetProperty("customerId") is not { ValueKind: JsonValueKind.String } id) continue;
            var happened = entry.GetProperty("event");
            // To ask is to decide nothing yet.
            if (!happened.TryGetProperty("offer", out var offer) || happened.GetProperty("type").GetString() == "campaign_offer_asked") continue;
            var key = (offer.GetProperty("campaignId").GetString()!, id.GetString()!);
            var outcome = happened.TryGetProperty("outcome", out var why) ? why.GetString()! : "granted";
            _decisions[key] = (_decisions.GetValueOrDefault(key).Count + 1, outcome);
            if (!happened.TryGetProperty("movements", out var movements) || movements.ValueKind != JsonValueKind.Array) continue;
            foreach (var movement in movements.EnumerateArray())
                _rewarded[key.Item2] = _rewarded.GetValueOrDefault(key.Item2) + decimal.Parse(movement.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Holds the decisions against what they must be.</summary>
    public void Compare(ExportedEntries entries, int members)
    {
        _broken.AddRange(entries.Gaps);
        Doubled = entries.Doubled + _decisions.Values.Sum(decision => decision.Count - 1);
        for (var i = 0; i < members; i++)
        {
            var customer = CustomerOf(i);
            if (entries.Of(customer, "purchase:p").Count == 0) Missing++;
            foreach (var campaign in Campaigns)
                if (!_decisions.ContainsKey((campaign, customer))) Missing++;
            var grants = Campaigns.Count(campaign => OutcomeOf(campaign, customer) == "granted");
            var (rewarded, balance) = (_rewarded.GetValueOrDefault(customer), entries.Points.GetValueOrDefault(customer) / 100m);
            if (rewarded != grants * Points || balance != rewarded) Break($"{customer} got {grants} grants, {rewarded} points by them, and has {balance}");
        }

        var (granted, heldOut) = (CountOf(All, "granted"), CountOf(All, "held_out"));
        Notes = [string.Create(CultureInfo.InvariantCulture, $"{All}: {granted:N0} granted, {heldOut:N0} held out"), CompareBudget(Few, members / 3, members), CompareBudget(Triggered, members / 4, members)];
        if (granted != members - heldOut) Break($"{All}: {granted} were granted of {members} less {heldOut} held out");
        if (heldOut < members * HoldoutPercent / 200 || heldOut > members * HoldoutPercent * 3 / 200) Break($"{All}: {heldOut} of {members} are held out");
        if (Missing > 0) Break($"{Missing} decisions or purchases are missing");
        if (Doubled > 0) Break($"{Doubled} decisions or ids are doubled");
    }

    private string CompareBudget(string campaign, int budget, int members)
    {
        var (granted, late) = (CountOf(campaign, "granted"), CountOf(campaign, "budget_used_up"));
        var note = string.Create(CultureInfo.InvariantCulture, $"{campaign}: {granted:N0} granted of a budget of {budget:N0}, {late:N0} came too late");
        if (granted != budget || late != members - granted) Break(note);
        return note;
    }

    /// <summary>The engine's own report must say what the entries say.</summary>
    private void CompareRuns(string campaign, JsonElement report)
    {
        var runs = report.GetProperty("runs").EnumerateArray().ToList();
        if (runs.Count != 1 || runs[0].GetProperty("status").GetString() != (campaign == Triggered ? "running" : "finished") || runs[0].GetProperty("failed").GetInt64() != 0)
        {
            Break($"{campaign} has not one run to its end without failures: {report}");
            return;
        }

        var said = runs[0].GetProperty("outcomes").EnumerateArray().Select(one => (Outcome: one.GetProperty("outcome").GetString()!, Customers: one.GetProperty("customers").GetInt64())).ToList();
        foreach (var (outcome, customers) in said)
            if (customers != CountOf(campaign, outcome)) Break($"{campaign}: the report says {customers} {outcome}, the entries {CountOf(campaign, outcome)}");
        if (said.Sum(one => one.Customers) != _decisions.Keys.Count(key => key.Campaign == campaign)) Break($"{campaign}: the report leaves decisions out: {report}");
    }

    private string? OutcomeOf(string campaign, string customer) => _decisions.TryGetValue((campaign, customer), out var decision) ? decision.Outcome : null;

    private int CountOf(string campaign, string outcome) => _decisions.Count(decision => decision.Key.Campaign == campaign && decision.Value.Outcome == outcome);
}
