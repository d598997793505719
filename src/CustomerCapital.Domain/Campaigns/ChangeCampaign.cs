using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>What somebody does to a campaign.</summary>
public abstract record CampaignCommand : StaffCommand
{
    public sealed override Verdict Decide(in Situation situation)
    {
        var campaign = Campaign.Part.Of(situation.State);
        if (FromVersion is { } version && version != campaign.Version) return CampaignRefusal.VersionConflict(situation.State.Id.Key, version, campaign.Version);
        return Decide(campaign, situation);
    }

    /// <summary>Decides it.</summary>
    protected abstract Verdict Decide(Campaign campaign, in Situation situation);

    /// <summary>What puts a campaign on its way, or why somebody else has to do it.</summary>
    private protected Verdict PutOnItsWay(Campaign campaign, in Situation situation, CampaignStatus to)
    {
        var isApproved = !situation.Program.Policy.CampaignApproval || campaign.ScheduledVersion == campaign.Version || (IsNamed(By) && IsNamed(campaign.WrittenBy) && !By!.Trim().Equals(campaign.WrittenBy!.Trim(), StringComparison.OrdinalIgnoreCase));
        return isApproved ? new CampaignMoved(to) { By = By, Reason = Reason } : CampaignRefusal.NeedsApproval(situation.State.Id.Key, IsNamed(campaign.WrittenBy) ? campaign.WrittenBy : null);
    }

    /// <summary>Whether a text names somebody.</summary>
    private protected static bool IsNamed(string? by) => !string.IsNullOrWhiteSpace(by);
}

/// <summary>A campaign is written down, or its terms are changed. Runs under way go on by the new terms.</summary>
public sealed record DefineCampaign : CampaignCommand
{
    /// <summary>The terms.</summary>
    public CampaignTerms Terms { get; init; } = new();

    protected override Verdict Decide(Campaign campaign, in Situation situation)
    {
        if (campaign.IsOver) return CampaignRefusal.Over(situation.State.Id.Key, campaign.Status);
        // The same terms once more say who writes them, where nobody was named and somebody else is to approve of them.
        var isNamed = situation.Program.Policy.CampaignApproval && !IsNamed(campaign.WrittenBy) && IsNamed(By) && campaign.ScheduledVersion != campaign.Version;
        if (campaign.Status != 0 && campaign.Terms == Terms && !isNamed) return Verdict.Unchanged;
        if (Terms.Faults().ToList() is [var fault, ..]) return CampaignRefusal.Unsound(fault);
        if (campaign.IsLive && Terms.Trigger is null != campaign.Terms.Trigger is null) return CampaignRefusal.OtherKind(situation.State.Id.Key);
        return new CampaignDefined(campaign.Version + 1, Terms) { By = By, Reason = Reason, Pauses = campaign.IsLive && situation.Program.Policy.CampaignApproval };
    }
}

/// <summary>A campaign was written down, or its terms were changed.</summary>
/// <param name="Version">Of the terms.</param>
/// <param name="Terms">The terms.</param>
public sealed record CampaignDefined(int Version, CampaignTerms Terms) : ActorEvent
{
    /// <summary>Who did it. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    /// <summary>Whether the campaign stands still until somebody else resumes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Pauses { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        return Campaign.Part.Set(state, campaign with
        {
            Version = Version,
            Terms = Terms,
            WrittenBy = By,
            Latest = campaign.Status == 0 || Pauses ? new(moment.Utc, By, Reason) : campaign.Latest,
            Status = campaign.Status == 0 ? CampaignStatus.Draft : Pauses ? CampaignStatus.Paused : campaign.Status,
            // By another schedule nothing occurs before it was known.
            ConsideredThrough = campaign.ConsideredThrough is { } through && campaign.Terms.Schedule != Terms.Schedule && through < moment.Utc ? moment.Utc : campaign.ConsideredThrough,
            ConsideredLocal = campaign.Terms.Schedule != Terms.Schedule ? null : campaign.ConsideredLocal,
        });
    }
}

/// <summary>A campaign is put on its way: from now on it occurs as its schedule says.</summary>
public sealed record ScheduleCampaign : CampaignCommand
{
    protected override Verdict Decide(Campaign campaign, in Situation situation) => campaign.Status switch
    {
        0 => CampaignRefusal.NotFound(situation.State.Id.Key),
        CampaignStatus.Draft => PutOnItsWay(campaign, situation, campaign.Terms.Trigger is null ? CampaignStatus.Scheduled : CampaignStatus.Running),
        CampaignStatus.Scheduled or CampaignStatus.Running => Verdict.Unchanged,
        var status => CampaignRefusal.NotPossible(situation.State.Id.Key, "schedule", status),
    };
}

/// <summary>A campaign stands still: nothing is granted, and nothing occurs, until it is resumed.</summary>
public sealed record PauseCampaign : CampaignCommand
{
    protected override Verdict Decide(Campaign campaign, in Situation situation) => campaign.Status switch
    {
        0 => CampaignRefusal.NotFound(situation.State.Id.Key),
        CampaignStatus.Scheduled or CampaignStatus.Running => new CampaignMoved(CampaignStatus.Paused) { By = By, Reason = Reason },
        CampaignStatus.Paused => Verdict.Unchanged,
        var status => CampaignRefusal.NotPossible(situation.State.Id.Key, "pause", status),
    };
}

/// <summary>A campaign that stood still goes on. What would have occurred meanwhile occurs now, where that is not too late.</summary>
public sealed record ResumeCampaign : CampaignCommand
{
    protected override Verdict Decide(Campaign campaign, in Situation situation) => campaign.Status switch
    {
        0 => CampaignRefusal.NotFound(situation.State.Id.Key),
        CampaignStatus.Paused => PutOnItsWay(campaign, situation, campaign.RunCount > 0 || campaign.Terms.Trigger is not null ? CampaignStatus.Running : CampaignStatus.Scheduled),
        CampaignStatus.Scheduled or CampaignStatus.Running => Verdict.Unchanged,
        var status => CampaignRefusal.NotPossible(situation.State.Id.Key, "resume", status),
    };
}

/// <summary>A campaign is ended before its time, for ever. What was granted stays.</summary>
public sealed record CancelCampaign : CampaignCommand
{
    protected override Verdict Decide(Campaign campaign, in Situation situation) => campaign.Status switch
    {
        0 => CampaignRefusal.NotFound(situation.State.Id.Key),
        CampaignStatus.Cancelled => Verdict.Unchanged,
        CampaignStatus.Finished => CampaignRefusal.NotPossible(situation.State.Id.Key, "cancel", CampaignStatus.Finished),
        _ => new CampaignMoved(CampaignStatus.Cancelled) { By = By, Reason = Reason },
    };
}

/// <summary>A campaign has had its last run. Sent by the engine, not by callers.</summary>
public sealed record FinishCampaign : CampaignCommand
{
    protected override Verdict Decide(Campaign campaign, in Situation situation) =>
        campaign.Status is CampaignStatus.Scheduled or CampaignStatus.Running && !campaign.UnderWay.Any() ? new CampaignMoved(CampaignStatus.Finished) : Verdict.Unchanged;
}

/// <summary>A campaign has moved on in its life.</summary>
/// <param name="To">Where it stands.</param>
public sealed record CampaignMoved(CampaignStatus To) : ActorEvent
{
    /// <summary>Who did it. Null for the engine, or if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var (campaign, now) = (Campaign.Part.Of(state), moment.Utc);
        if (To == CampaignStatus.Cancelled) foreach (var run in campaign.UnderWay.ToList()) campaign = campaign.WithRun(run.RunId, open => open with { Status = RunStatus.Cancelled, EndedAt = now });
        if (To is CampaignStatus.Scheduled or CampaignStatus.Running) campaign = campaign with { ScheduledVersion = campaign.Version };
        return Campaign.Part.Set(state, campaign with { Status = To, Latest = new(now, By, Reason), ConsideredThrough = campaign.ConsideredThrough ?? now });
    }
}

/// <summary>Why campaigns refuse.</summary>
internal static class CampaignRefusal
{
    public static Refusal NotFound(string id) => new("campaign_not_found", $"There is no campaign '{id}'; write it down first.");

    public static Refusal Over(string id, CampaignStatus status) => new("campaign_over", $"Campaign '{id}' is {NameOf(status)} and cannot be changed any more; write a new one.");

    public static Refusal NotPossible(string id, string verb, CampaignStatus status) => new("campaign_status", $"Campaign '{id}' is {NameOf(status)}; {verb} is not possible now.");

    public static Refusal VersionConflict(string id, int from, int version) => StaffCommand.VersionConflict($"Campaign '{id}'", from, version);

    public static Refusal NeedsApproval(string id, string? writtenBy) => new("campaign_needs_approval", writtenBy is null
        ? $"The policy asks for two people, and nobody is named who wrote the terms of campaign '{id}'; write the terms once more with by."
        : $"The policy asks for two people: '{writtenBy}' wrote the terms of campaign '{id}', so that somebody else, named in by, has to put the campaign on its way.");

    public static Refusal OtherKind(string id) => new("campaign_kind", $"Campaign '{id}' was scheduled already, and stays one by schedule, or by trigger; write a new one.");

    public static Refusal Unsound(FieldFault fault) => new("campaign_unsound", $"{fault.Field}: {fault.Message}");

    public static Refusal NotRunning(string id) => new("campaign_not_running", $"Campaign '{id}' has no such run under way.");

    private static string NameOf(CampaignStatus status) => status.ToString().ToLowerInvariant();
}
