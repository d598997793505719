using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>What became of a member of an audience. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<OfferOutcome>))]
public enum OfferOutcome
{
    /// <summary>The customer has got the reward.</summary>
    Granted = 1,

    /// <summary>The customer is held out, so that the others can be held against these customers.</summary>
    HeldOut = 2,

    /// <summary>The customer has had the reward by this campaign as often as one customer can.</summary>
    LimitReached = 3,

    /// <summary>Another campaign of the same exclusive group has reached the customer.</summary>
    Excluded = 4,

    /// <summary>The campaign's budget was used up.</summary>
    BudgetUsedUp = 5,

    /// <summary>The catalogue has no such reward any more.</summary>
    RewardNotFound = 6,

    /// <summary>The reward cannot be had on that day.</summary>
    RewardNotAvailable = 7,

    /// <summary>The customer has had the reward as often as its own limit lets one customer have it.</summary>
    RewardLimitReached = 8,

    /// <summary>The gift is out of stock.</summary>
    OutOfStock = 9,

    /// <summary>The customer is held out of the program, and gets nothing by any campaign.</summary>
    HeldOutOfProgram = 10,

    /// <summary>The customer has triggered the campaign, which has not answered yet whether its budget has a grant left.</summary>
    Awaiting = 11,
}

/// <summary>A campaign offers its reward to a member of the audience, who gets it or not, once with each occurrence. Sent by the engine, not by callers.</summary>
public sealed record OfferReward : ActorCommand
{
    /// <summary>What stands before the id of a campaign's grant, and of no other.</summary>
    public const string GrantIdPrefix = "campaign:";

    /// <summary>The campaign.</summary>
    public string CampaignId { get; init; } = "";

    /// <summary>The run.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The run's number among the campaign's.</summary>
    public int RunNumber { get; init; }

    /// <summary>The reward's name.</summary>
    public string Reward { get; init; } = "";

    /// <summary>The share of the audience that is held out.</summary>
    public decimal HoldoutPercent { get; init; }

    /// <summary>For how many days the member is measured, 1 to 366. 0 where the member is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MeasureDays { get; init; }

    /// <summary>How often one customer gets the reward by this campaign. Null for once with each occurrence.</summary>
    public MemberLimit? PerCustomer { get; init; }

    /// <summary>Campaigns of which one customer gets one at most within a time. Null for none.</summary>
    public ExclusiveGroup? Exclusive { get; init; }

    /// <summary>The most that the reward may cost the business: what the budget has set aside, or nothing if it is used up. Null without a budget.</summary>
    public Money? CostLimit { get; init; }

    /// <summary>The use that was taken out of the gift's stock. Null where no stock is counted, or nobody has looked yet.</summary>
    public VoucherClaim? Stock { get; init; }

    /// <summary>Whether the budget is used up.</summary>
    public bool BudgetUsedUp { get; init; }

    /// <summary>What triggered the campaign, where the campaign has a budget and answers what the customer asked of it. Null else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? ForCause { get; init; }

    /// <summary>The offer of a campaign that something has triggered.</summary>
    internal static OfferReward Of(TriggeredCampaign campaign) => Of(campaign.CampaignId, Triggered, campaign.Terms);

    /// <summary>The offer of a run of a campaign.</summary>
    public static OfferReward Of(string campaignId, string runId, CampaignTerms terms) => new()
    {
        CampaignId = campaignId, RunId = runId, Reward = terms.Reward, HoldoutPercent = terms.HoldoutPercent, MeasureDays = terms.WindowDays, PerCustomer = terms.PerCustomer, Exclusive = terms.Exclusive,
    };

    /// <summary>The id of the run to which offers belong that something has triggered; its number is 0.</summary>
    public const string Triggered = "triggered";

    /// <summary>The id of the grant that an occurrence of a campaign gives a customer, once whichever of its runs reaches the customer, or that a campaign has set aside for what triggered it.</summary>
    public static string GrantIdOf(string campaignId, string runId, string? forCause = null) => $"{GrantIdPrefix}{campaignId}/{forCause ?? Campaigns.RunId.OccurrenceOf(runId)}";

    /// <summary>The id of its grant. Null where the grant follows from a fact of the customer's at once.</summary>
    private string? GrantIdFor(string? cause) => cause is null || ForCause is not null ? GrantIdOf(CampaignId, RunId, ForCause) : null;

    [JsonIgnore]
    public override string? NaturalId => GrantReward.IdOf(GrantIdOf(CampaignId, RunId, ForCause));

    /// <remarks>As with vouchers.</remarks>
    [JsonIgnore]
    public override string? ConcernsId => Stock?.Number == 0 ? NaturalId : null;

    /// <remarks>The terms may have changed between two attempts; what became of the first stands.</remarks>
    public override ActorCommand AsSent() => new OfferReward { CampaignId = CampaignId, RunId = Campaigns.RunId.OccurrenceOf(RunId), ForCause = ForCause };

    public override Verdict Decide(in Situation situation) => Decide(situation, ForCause);

    /// <summary>Decides it.</summary>
    /// <param name="situation">Who is offered it, and when.</param>
    /// <param name="cause">The natural id of what triggered it, or its place in the history; null for an offer by a schedule.</param>
    /// <param name="asks">Whether the campaign has a budget, of which a grant has to be set aside first.</param>
    /// <param name="orders">The number of orders that triggered it; 0 where something else did.</param>
    internal Verdict Decide(in Situation situation, string? cause, bool asks = false, long orders = 0)
    {
        var state = situation.State;
        if (state.Sequence == 0) return Refusal.CustomerNotFound(state.CustomerId);
        var offer = new Offer(CampaignId, RunId, RunNumber)
        {
            Group = Exclusive?.Group, Cause = cause, MeasureDays = MeasureDays, HeldOutShare = (int)(HoldoutPercent * 100), Leaves = CustomerCampaigns.Part.Of(state).LeavesFor(CampaignId),
            Orders = orders, IsAnswer = ForCause is not null, SetAside = ForCause is null ? null : CostLimit,
        };
        var draft = new WalletDraft(situation);
        var rule = situation.Program.Policy.RewardOf(Reward);
        if (RefusedBy(situation, rule, draft.Today) is { } outcome) return new OfferPassed(offer, outcome);
        // Within a turn nobody can look at a budget or a stock.
        if (asks || (rule!.IsStocked && cause is not null && ForCause is null)) return new OfferAsked(offer);
        if (rule.IsStocked && Stock is null) throw new InvalidOperationException("A gift out of stock is offered with its stock.");
        if (Stock?.Refused is not null) return new OfferPassed(offer, OfferOutcome.OutOfStock);
        if (Stock is not null && RedeemVouchers.Reserved(situation, [Stock]) is { } lacking) return lacking;
        var granted = RewardGranted.Of(rule, draft, state.CustomerId, 1, situation.NewCode) with
        {
            GrantId = GrantIdFor(cause), Cause = cause, Free = true, StockUse = Stock?.Number ?? 0, Offer = offer,
        };
        return draft.IsBeyondLimit ? Refusal.TotalLimitReached() : granted;
    }

    /// <summary>Why the customer does not get it; null where the customer does. The holdouts come first, so that what the others get does not depend on it.</summary>
    private OfferOutcome? RefusedBy(in Situation situation, RewardRule? rule, DateOnly today)
    {
        var campaigns = CustomerCampaigns.Part.Of(situation.State);
        if (Holdout.HasOfProgram(situation.State.CustomerId, situation.Program.Policy.HoldoutPercent)) return OfferOutcome.HeldOutOfProgram;
        if (Holdout.Has(CampaignId, situation.State.CustomerId, HoldoutPercent)) return OfferOutcome.HeldOut;
        if (Exclusive is { } group && campaigns.HasOthersOf(group, CampaignId, situation.At)) return OfferOutcome.Excluded;
        if (PerCustomer is { } limit && campaigns.HasReached(limit, CampaignId, situation.At)) return OfferOutcome.LimitReached;
        if (rule is null) return OfferOutcome.RewardNotFound;
        if (today < rule.ValidFrom || today > rule.LastDay) return OfferOutcome.RewardNotAvailable;
        if (CustomerRewards.Part.Of(situation.State).LeftOf(rule) <= 0) return OfferOutcome.RewardLimitReached;
        return BudgetUsedUp || CostLimit < rule.Cost ? OfferOutcome.BudgetUsedUp : null;
    }
}

/// <summary>Of which run of which campaign an offer is.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RunId">The run.</param>
/// <param name="RunNumber">The run's number among the campaign's.</param>
public sealed record Offer(string CampaignId, string RunId, int RunNumber)
{
    /// <summary>The exclusive group of the campaign. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Group { get; init; }

    /// <summary>The natural id of what triggered it, or its place in the history. Null for an offer by a schedule.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Cause { get; init; }

    /// <summary>For how many days the customer is measured, where this is the first offer of the campaign. 0 for not at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MeasureDays { get; init; }

    /// <summary>The share of the audience that the campaign holds out, in hundredths of a percent: 0 to 5,000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int HeldOutShare { get; init; }

    /// <summary>The campaign that the customer's state forgets with this offer, and that no longer counts the customer. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ForgottenMember? Leaves { get; init; }

    /// <summary>Whether this is the campaign's answer to what the customer asked of its budget.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAnswer { get; init; }

    /// <summary>The customer's number of orders that triggered it. 0 where something else did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Orders { get; init; }

    /// <summary>What the campaign has set aside for it. Null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money? SetAside { get; init; }

    /// <summary>The natural ids of the command by which it was decided; null where another command has triggered it.</summary>
    internal NaturalIds? Ids() => Cause is null || IsAnswer ? NaturalIds.Of(new OfferReward { CampaignId = CampaignId, RunId = RunId, ForCause = IsAnswer ? Cause : null }) : null;

    internal void Count(OfferOutcome outcome, Money cost, Counters counters)
    {
        counters.Add(new(CampaignsOfCustomerCapability.Offers, RunNumber, (int)outcome, CampaignId), new(1, cost.Units));
        CountLeaving(counters);
    }

    /// <summary>Counts the campaign that the customer's state forgets.</summary>
    internal void CountLeaving(Counters counters)
    {
        if (Leaves is not null) counters.Add(new(CampaignCounters.Left, 0, 0, Leaves.CampaignId), new(1, Leaves.Corrections));
    }
}

/// <summary>A member of a campaign whose results no longer count the customer.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Corrections">How many entries had changed the member's figures after the end of the window.</param>
public sealed record ForgottenMember(string CampaignId, long Corrections);

/// <summary>A member of the audience has not got the reward.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Outcome">Why not.</param>
public sealed record OfferPassed(Offer Offer, OfferOutcome Outcome) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => CustomerCampaigns.With(state, Offer, Outcome, moment);

    public override void Count(in Moment moment, Counters counters) => Offer.Count(Outcome, Money.Zero, counters);

    public override NaturalIds? Ids() => Offer.Ids();

    /// <summary>What was set aside and not given goes back to the budget.</summary>
    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at)
    {
        if (Offer.SetAside is { } cost) yield return new(new(ActorKind.Campaign, Offer.CampaignId), new ReleaseGrant { CustomerId = of.Key, Cause = Offer.Cause!, Cost = cost });
    }
}

/// <summary>A customer has triggered a campaign that has a budget, and asks for a grant of it: once the campaign has set one aside, the customer gets the reward.</summary>
/// <param name="Offer">The offer.</param>
public sealed record OfferAsked(Offer Offer) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => CustomerCampaigns.With(state, Offer, OfferOutcome.Awaiting, moment);

    public override void Count(in Moment moment, Counters counters) => Offer.CountLeaving(counters);

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at)
    {
        yield return new(new(ActorKind.Campaign, Offer.CampaignId), new ClaimGrant { CustomerId = of.Key, Cause = Offer.Cause! });
    }
}
