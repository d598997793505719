using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>A customer has triggered a campaign that has a budget: a grant is set aside, or the budget is used up. Sent by the engine, not by callers.</summary>
public sealed record ClaimGrant : ActorCommand
{
    /// <summary>The customer.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>What triggered the campaign: a natural id of the customer's, or a place in the history.</summary>
    public string Cause { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => IdOf(CustomerId, Cause);

    /// <summary>The natural id of what a customer asks for.</summary>
    internal static string IdOf(string customerId, string cause) => $"grant:{customerId}/{cause}";

    public override Verdict Decide(in Situation situation)
    {
        var campaign = Campaign.Part.Of(situation.State);
        if (campaign.Status == 0) return CampaignRefusal.NotFound(situation.State.Id.Key);
        var cost = situation.Program.Policy.RewardOf(campaign.Terms.Reward)?.Cost ?? Money.Zero;
        var day = situation.Program.Calendar.DayOf(situation.At);
        // What was triggered while the campaign was in force is answered after that too, but not once somebody has cancelled the campaign.
        var isSetAside = campaign.Status != CampaignStatus.Cancelled && campaign.LeftFor(null, cost, day) > 0;
        return new GrantClaimed(CustomerId, Cause, isSetAside, cost, day, OfferReward.Of(situation.State.Id.Key, OfferReward.Triggered, campaign.Terms));
    }
}

/// <summary>A customer has asked for a grant of a campaign's budget.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Cause">What triggered the campaign.</param>
/// <param name="IsSetAside">Whether a grant was set aside; else the budget is used up.</param>
/// <param name="Cost">What it may cost.</param>
/// <param name="Day">On which day of the program's time zone.</param>
/// <param name="Answer">What the customer is offered, by the terms of now.</param>
public sealed record GrantClaimed(string CustomerId, string Cause, bool IsSetAside, Money Cost, DateOnly Day, OfferReward Answer) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        var settledOnDay = Day == campaign.Day ? campaign.SettledOnDay : 0;
        return IsSetAside ? Campaign.Part.Set(state, campaign with { Settled = campaign.Settled + 1, Spent = campaign.Spent + Cost, Day = Day, SettledOnDay = settledOnDay + 1 }) : state;
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new ClaimGrant { CustomerId = CustomerId, Cause = Cause });

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at)
    {
        yield return new(new(ActorKind.Customer, CustomerId), Answer with { ForCause = Cause, BudgetUsedUp = !IsSetAside, CostLimit = IsSetAside ? Cost : null });
    }
}

/// <summary>A grant that was set aside for a customer was not given, and can be set aside again. Sent by the engine, not by callers.</summary>
public sealed record ReleaseGrant : ActorCommand
{
    /// <summary>The customer.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>What triggered the campaign.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What was set aside.</summary>
    public Money Cost { get; init; }

    [JsonIgnore]
    public override string? NaturalId => $"grant_release:{CustomerId}/{Cause}";

    [JsonIgnore]
    public override string? ConcernsId => ClaimGrant.IdOf(CustomerId, Cause);

    public override Verdict Decide(in Situation situation) => new GrantReleased(CustomerId, Cause, Cost, (situation.Past.Find(ConcernsId!)?.Event as GrantClaimed)?.Day ?? default);
}

/// <summary>A grant that was set aside for a customer was not given.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Cause">What triggered the campaign.</param>
/// <param name="Cost">What was set aside.</param>
/// <param name="Day">On which day that was.</param>
public sealed record GrantReleased(string CustomerId, string Cause, Money Cost, DateOnly Day) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        return Campaign.Part.Set(state, campaign with { Settled = campaign.Settled - 1, Spent = campaign.Spent - Cost, SettledOnDay = Day == campaign.Day ? campaign.SettledOnDay - 1 : campaign.SettledOnDay });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new ReleaseGrant { CustomerId = CustomerId, Cause = Cause });
}
