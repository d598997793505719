using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Policies;

/// <summary>The program's rules as the actors of one process decide by them, kept in the ledger's control state. Never goes back to older ones.</summary>
public sealed class PolicyActor : IPolicy, IDisposable
{
    private const string Name = "policy";

    private readonly ILedger _ledger;
    private readonly SemaphoreSlim _changing = new(1);
    private RulesInForce _inForce;
    private bool _inDoubt;

    private readonly TimeProvider _time;

    private PolicyActor(ILedger ledger, ProgramPolicy policy, long version, TimeProvider time) =>
        (_ledger, _inForce, _time) = (ledger, new(new(policy), version), new ProgramTime(() => Program.Policy.Clock, time));

    /// <summary>The zone in which the caller wants the ledger to count; null where none was named.</summary>
    private string? WantedTimeZone { get; init; }

    /// <summary>The rules in force, with their version.</summary>
    public RulesInForce InForce => Volatile.Read(ref _inForce);

    /// <inheritdoc cref="IPolicy.Program"/>
    public LoyaltyProgram Program => InForce.Program;

    /// <summary>Loads the policy; where the ledger has none, puts the default one in force.</summary>
    /// <param name="ledger">A migrated ledger.</param>
    /// <param name="timeZone">IANA zone wanted; null takes the ledger's, or UTC for a new one.</param>
    /// <param name="readOnly">Whether the ledger was opened to read only.</param>
    /// <param name="time">The machine's clock, by which a version comes into force; null for the system's.</param>
    /// <exception cref="LedgerSchemaException">The ledger counts in another time zone and holds customers already.</exception>
    public static async Task<PolicyActor> LoadAsync(ILedger ledger, string? timeZone = null, bool readOnly = false, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var kept = await ledger.ReadControlAsync(Name);
        var policy = kept is null ? new ProgramPolicy() : LedgerJson.DecodePolicy(kept.Json);
        var wanted = timeZone ?? policy.TimeZone;
        var version = kept?.Version ?? 0;
        if (kept is not null && wanted == policy.TimeZone) return new(ledger, policy, version, time) { WantedTimeZone = timeZone };
        if (kept is not null && (await ledger.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines.Count > 0)
        {
            throw new LedgerSchemaException(
                $"This ledger counts in {policy.TimeZone}, and its months cannot be moved to {wanted}: leave --time-zone out, or export it and import it into a new ledger.");
        }

        policy = policy with { TimeZone = wanted, Origin = new(policy.Version, time.GetUtcNow()) };
        if (readOnly) return new(ledger, policy, version, time) { WantedTimeZone = timeZone };
        try
        {
            await ledger.WriteControlAsync(Name, LedgerJson.Encode(policy), version);
            return new(ledger, policy, version + 1, time) { WantedTimeZone = timeZone };
        }
        catch (VersionConflictException)
        {
            // Another process has started on this new ledger at the same time; what it wrote is in force.
            return await LoadAsync(ledger, timeZone, readOnly, time);
        }
    }

    public ValueTask<LoyaltyProgram> GetAsync() => new(Program);

    public async Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion, string? by = null)
    {
        await _changing.WaitAsync();
        try
        {
            var kept = await ReadAsync();
            var current = Program.Policy;
            if (expectedVersion is not null && expectedVersion != current.Version) return new(current, [], VersionConflict: true);
            // Nobody states which campaigns are triggered, or what the clock shows: the engine keeps these here.
            policy = policy with { TriggeredCampaigns = current.TriggeredCampaigns, Clock = current.Clock };
            var faults = policy.Faults().ToList();
            if (policy.TimeZone != current.TimeZone)
                faults.Add(new("timeZone", $"Is fixed at {current.TimeZone}; a ledger is made for one time zone with --time-zone."));
            if (current.Currency is not null && policy.Currency != current.Currency)
                faults.Add(new("currency", $"Is fixed at {current.Currency}, in which this ledger counts."));
            if (faults.Count > 0) return new(current, faults);
            // The same rules keep their version, and nobody is reviewed; but not while others may still be on their way to the ledger, which a new version keeps out.
            if (!_inDoubt && policy with { Version = current.Version } == current) return new(current, []);
            if (!await KeepAsync(Next(policy.WithNewerOf(current), current, by), kept)) return new(Program.Policy, [], VersionConflict: true);
            // What wallets earn, what rewards give and who may schedule a campaign is decided once, and nobody is reviewed for it: whoever has the answer may count on
            // the new rules, in every process.
            if (!policy.Wallets.SequenceEqual(current.Wallets) || !policy.Rewards.SequenceEqual(current.Rewards) || policy.CampaignApproval != current.CampaignApproval)
                await _ledger.FenceAsync(InForce.Version);
            return new(Program.Policy, []);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Puts a campaign in force that facts trigger, or out of force. Once it has completed, every process decides by that.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="triggered">The campaign; null to put it out of force.</param>
    /// <returns>Whether it is so; false where there are <see cref="TriggeredCampaign.Most"/> already.</returns>
    /// <exception cref="EngineUnavailableException">A newer version of the program has taken over the ledger.</exception>
    public Task<bool> PutTriggeredAsync(string campaignId, TriggeredCampaign? triggered) => ChangeUnstatedAsync(current =>
    {
        IReadOnlyList<TriggeredCampaign> others = [.. current.TriggeredCampaigns.Where(other => other.CampaignId != campaignId)];
        if (triggered is null) return current with { TriggeredCampaigns = others };
        if (others.Count >= TriggeredCampaign.Most) return null;
        return current with { TriggeredCampaigns = [.. others.Append(triggered).OrderByDescending(other => other.Terms.Priority).ThenBy(other => other.CampaignId, StringComparer.Ordinal)] };
    });

    /// <summary>Sets the program's clock, where it shows what is expected. Once it has completed, every process decides by the clock.</summary>
    /// <param name="clock">What it is to show.</param>
    /// <param name="expected">What it shows; null where nobody has set it.</param>
    /// <returns>Whether it was set; false where somebody else has set it since.</returns>
    /// <exception cref="EngineUnavailableException">A newer version of the program has taken over the ledger.</exception>
    public Task<bool> PutClockAsync(DateTimeOffset clock, DateTimeOffset? expected) => ChangeUnstatedAsync(current => current.Clock == expected ? current with { Clock = clock } : null);

    /// <summary>Takes over the policy of an export into a ledger that has no customers yet.</summary>
    /// <exception cref="LedgerSchemaException">The ledger holds customers, and counts by other rules.</exception>
    /// <exception cref="RestoreConflictException">
    /// The policy breaks a rule, or its time zone is not known on this machine, or is another than the one that was asked for; nothing was changed.
    /// </exception>
    public async Task RestoreAsync(ProgramPolicy policy)
    {
        if (policy == Program.Policy) return;
        if (policy.Faults().ToList() is { Count: > 0 } faults)
            throw new RestoreConflictException($"The export's policy cannot be put in force here: {CommandOutcome.DetailOf(faults)}");
        if (WantedTimeZone is { } wanted && wanted != policy.TimeZone)
            throw new RestoreConflictException($"--time-zone {wanted}: the export counts in {policy.TimeZone}, to which its months belong; leave --time-zone out.");
        await _changing.WaitAsync();
        try
        {
            do
            {
                if ((await _ledger.ReadCustomersAsync(Segment.Everyone, null, 1)).Lines.Count > 0)
                    throw new LedgerSchemaException("This ledger holds customers and counts by another policy than the export; import it into a new ledger.");
            }
            while (!await ReplaceAsync());
        }
        finally
        {
            _changing.Release();
        }

        async Task<bool> ReplaceAsync()
        {
            // Versions are numbered as the export has them from now on.
            var kept = await ReadAsync();
            await KeptPolicyVersions.ReplaceAsync(_ledger, KeptPolicyVersions.None);
            return await KeepAsync(policy, kept, isRestored: true);
        }
    }

    /// <summary>Every version that is kept, the one in force among them.</summary>
    public async Task<KeptPolicyVersions> ReadVersionsAsync(CancellationToken cancellation = default)
    {
        // The policy after those that it has replaced: a change between would else leave one out.
        while (true)
        {
            var policy = (await RefreshAsync()).Program.Policy;
            var versions = await KeptPolicyVersions.ReadAsync(_ledger, cancellation);
            if (versions.Versions.All(kept => kept.Version <= policy.Version)) return versions.With(policy);
        }
    }

    /// <summary>Takes over the versions of an export whose policy is in force here; elsewhere what is here stays.</summary>
    /// <exception cref="RestoreConflictException">One of them cannot be read; nothing was changed.</exception>
    public async Task RestoreVersionsAsync(KeptPolicyVersions exported)
    {
        exported.CheckReadable();
        await _changing.WaitAsync();
        try
        {
            while (true)
            {
                var kept = await ReadAsync();
                var current = Program.Policy;
                if (exported.Find(current.Version) is not { } same || same with { TriggeredCampaigns = current.TriggeredCampaigns, Clock = current.Clock } != current) return;
                await KeptPolicyVersions.ReplaceAsync(_ledger, exported.Before(current.Version));
                if (current.Origin == same.Origin || await KeepAsync(current with { Origin = same.Origin }, kept)) return;
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The rules in force, after the first currency that a purchase names has been made the program's.</summary>
    public ValueTask<RulesInForce> AdoptCurrencyAsync(IReadOnlyList<ActorCommand> commands)
    {
        var rules = InForce;
        return rules.Program.Policy.Currency is null && commands.Select(CurrencyOf).FirstOrDefault(currency => currency is not null) is { } first
            ? new(AdoptAsync(first))
            : new(rules);
    }

    /// <summary>The rules in force, after those of the ledger were put in force; it is not asked where rules of a version or later ones are already.</summary>
    /// <param name="version">The version; left out, the ledger is asked in any case.</param>
    public async ValueTask<RulesInForce> RefreshAsync(long version = long.MaxValue)
    {
        if (InForce.Version >= version) return InForce;
        await _changing.WaitAsync();
        try
        {
            // Of many who were refused at once, the first has read it for all.
            if (InForce.Version < version) await ReadAsync();
            return InForce;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Where nobody knows whether a change was kept, finds it out, and sees to it that it is not kept later.</summary>
    public async Task ConfirmAsync()
    {
        if (!Volatile.Read(ref _inDoubt)) return;
        await _changing.WaitAsync();
        try
        {
            // Written once more as it is, the policy has a version that no write still on its way expects. Where another engine has written meanwhile, it has one already.
            if (await ReadAsync() is { } kept) await KeepAsync(LedgerJson.DecodePolicy(kept.Json), kept);
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private async Task<RulesInForce> AdoptAsync(string currency)
    {
        await _changing.WaitAsync();
        try
        {
            ControlState? kept;
            do kept = await ReadAsync();
            while (Program.Policy is { Currency: null } current && !await KeepAsync(Next(current with { Currency = currency }, current, by: null), kept));
            return InForce;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Changes what the engine keeps with the policy, and nobody states. Once it has completed, every process decides by that.</summary>
    /// <param name="change">The policy after the change; null where the change is not to be made.</param>
    /// <returns>Whether it is so.</returns>
    private async Task<bool> ChangeUnstatedAsync(Func<ProgramPolicy, ProgramPolicy?> change)
    {
        await _changing.WaitAsync();
        try
        {
            ControlState? kept;
            ProgramPolicy next;
            do
            {
                kept = await ReadAsync();
                if (change(Program.Policy) is not { } changed) return false;
                next = changed;
                if (next == Program.Policy) return true;
            }
            while (!await KeepAsync(next, kept));
            await _ledger.FenceAsync(InForce.Version);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Reads what the ledger holds, which is in force from now on: an earlier change may have been kept though it failed, or another engine has made one.</summary>
    private async Task<ControlState?> ReadAsync()
    {
        var kept = await _ledger.ReadControlAsync(Name);
        if (kept is not null) PutInForce(LedgerJson.DecodePolicy(kept.Json), kept.Version);
        return kept;
    }

    /// <summary>Writes a policy over the one that was read last.</summary>
    /// <returns>Whether it is kept and in force; false where another engine has written since, whose policy is in force then.</returns>
    private async Task<bool> KeepAsync(ProgramPolicy policy, ControlState? kept, bool isRestored = false)
    {
        var version = kept?.Version ?? 0;
        // What is replaced is kept first. If the write below fails, it is kept although it is still in force, which says nothing wrong.
        if (kept is not null && !isRestored && policy.Version > Program.Policy.Version) await KeptPolicyVersions.KeepAsync(_ledger, Program.Policy);
        Volatile.Write(ref _inDoubt, true);
        try
        {
            await _ledger.WriteControlAsync(Name, LedgerJson.Encode(policy), version);
        }
        catch (VersionConflictException)
        {
            // Nor can an earlier write still on its way be kept: the version that it expects is gone.
            Volatile.Write(ref _inDoubt, false);
            await ReadAsync();
            return false;
        }
        catch (LedgerSchemaException outdated)
        {
            throw new EngineUnavailableException(outdated.Message, outdated);
        }

        Volatile.Write(ref _inDoubt, false);
        PutInForce(policy, version + 1);
        return true;
    }

    /// <summary>By one at a time, so that what was read is never older than what is in force.</summary>
    private void PutInForce(ProgramPolicy policy, long version)
    {
        // Another version is taken over also where the rules are the same: what a newer program has added to them may not be.
        var old = InForce;
        if (policy != old.Program.Policy || version != old.Version) Volatile.Write(ref _inForce, new(new(policy), version));
    }

    private ProgramPolicy Next(ProgramPolicy policy, ProgramPolicy current, string? by) =>
        policy with { Version = current.Version + 1, Origin = new(current.Version + 1, _time.GetUtcNow(), by) };

    private static string? CurrencyOf(ActorCommand command) =>
        command is IPriced { Currency: { } currency } && ProgramPolicy.IsCurrency(currency) && !command.Faults().Any() ? currency : null;
}
