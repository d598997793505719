using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Rewards;

/// <summary>A customer gets a reward of the catalogue, and pays its price with a wallet, or gets it free.</summary>
public sealed record GrantReward : ActorCommand
{
    /// <summary>The grant's id.</summary>
    public string GrantId { get; init => field = value ?? ""; } = "";

    /// <summary>The reward's name.</summary>
    public string Reward { get; init; } = "";

    /// <summary>Whether the customer pays nothing, because staff give the reward. If left out, the price is paid.</summary>
    public bool Free { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    private static readonly (string Prefix, string Whose)[] OthersPrefixes = [(OfferReward.GrantIdPrefix, "campaigns"), (GrantPrize.GrantIdPrefix, "raffles"), (AutomaticPrefix, "automatic rewards")];

    /// <summary>What stands before the code in the id by which a grant is taken back that followed by itself.</summary>
    internal const string AutomaticPrefix = "automatic:";

    [JsonIgnore]
    public override string? NaturalId => IdOf(GrantId);

    /// <summary>The natural id of a grant.</summary>
    public static string IdOf(string grantId) => "reward_grant:" + grantId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(GrantId) ? this with { GrantId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. GrantIdFaults(), .. Text.IdFaults("reward", Reward), .. Text.TextFaults("reason", Reason)];

    private IEnumerable<FieldFault> GrantIdFaults()
    {
        foreach (var (prefix, whose) in OthersPrefixes)
            if (GrantId.StartsWith(prefix, StringComparison.Ordinal)) return [new("grantId", $"Must not begin with '{prefix}', as grants of {whose} do.")];
        return Text.IdFaults("grantId", GrantId);
    }

    public override Verdict Decide(in Situation situation) => Decide(situation, null);

    /// <summary>Decides it.</summary>
    /// <param name="situation">Who gets it, and when.</param>
    /// <param name="stock">The use that was taken out of the stock; null where the stock is not counted.</param>
    internal Verdict Decide(in Situation situation, VoucherClaim? stock)
    {
        var (state, policy) = (situation.State, situation.Program.Policy);
        if (policy.KnownCustomersOnly && state.Sequence == 0) return Refusal.CustomerNotKnown(state.CustomerId);
        if (policy.RewardOf(Reward) is not { } rule) return RewardRefusal.NotFound(Reward);
        if (rule.IsStocked && stock is null) throw new InvalidOperationException($"A gift out of stock is decided by {nameof(GrantFromStock)}.");
        if (!Free && rule.Price is null) return RewardRefusal.WithoutPrice(Reward);
        var draft = new WalletDraft(situation);
        if (draft.Today < rule.ValidFrom) return RewardRefusal.NotYet(Reward, rule.ValidFrom.Value);
        if (draft.Today > rule.LastDay) return RewardRefusal.NoLonger(Reward, rule.LastDay.Value);
        if (CustomerRewards.Part.Of(state).LeftOf(rule) <= 0) return RewardRefusal.LimitReached(Reward, rule.PerCustomer!.Value);
        // Others of the household give nothing for what is not there.
        if (!Free && rule.Price is { } price && !draft.TrySpend(MovementKind.Spent, price.Wallet, price.Amount) && draft.Insufficient(price.Wallet, price.Amount) is var lacking && (lacking.Lacks is null || stock?.Refused is null)) return lacking;
        if (stock?.Refused is not null) return RewardRefusal.OutOfStock(Reward);
        var granted = RewardGranted.Of(rule, draft, state.CustomerId, 1, situation.NewCode) with { GrantId = GrantId, Free = Free, Reason = Reason, StockUse = stock?.Number ?? 0 };
        return draft.IsBeyondLimit ? Refusal.TotalLimitReached() : granted;
    }
}

/// <summary>A customer has got a reward.</summary>
/// <param name="Reward">The reward's name.</param>
/// <param name="Times">How many at once.</param>
public sealed record RewardGranted(string Reward, int Times) : WalletEvent
{
    /// <summary>The grant's id. Null where the wallet was exchanged by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? GrantId { get; init; }

    /// <summary>The natural id of what filled the wallet that was exchanged by itself. Null else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Cause { get; init; }

    /// <summary>Whether the customer paid nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Free { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    /// <summary>What it costs the business.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money Cost { get; init; }

    /// <summary>The code of the voucher that the customer got. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Code { get; init; }

    /// <summary>The voucher's terms. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public VoucherTerms? Voucher { get; init; }

    /// <summary>The article that the customer got. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GiftRule? Gift { get; init; }

    /// <summary>The number of the use of the gift's stock. 0 where the stock is not counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StockUse { get; init; }

    /// <summary>The raffle entries that the customer got. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RaffleEntries? Raffle { get; init; }

    /// <summary>The message that the customer is sent. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MessageReward? Message { get; init; }

    /// <summary>The follow-up that staff get. Null if the reward is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public FollowUpReward? FollowUp { get; init; }

    /// <summary>The campaign by which the customer got it. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Offer? Offer { get; init; }

    /// <summary>
    /// What it costs the business beside what it takes off purchases: nothing of a voucher, or of credit of a wallet, which come off the revenue when they are used.
    /// </summary>
    internal Money OwnCost => IsDiscount ? Money.Zero : Cost;

    private bool IsDiscount => Code is not null || (Movements ?? []).Any(movement => movement.Kind == MovementKind.Rewarded);

    /// <summary>The reversal of it.</summary>
    internal GrantReversed Reversed(IReadOnlyList<WalletMovement>? movements, DateTimeOffset grantedAt) => new(GrantId!, Reward)
    {
        Times = Times, Cost = Cost, IsDiscount = IsDiscount, Code = Code, StockUse = StockUse, Raffle = Raffle, Movements = movements, CampaignId = Offer?.CampaignId, GrantedAt = Offer is null ? null : grantedAt,
    };

    /// <summary>What a reward gives, on top of what was paid for it.</summary>
    internal static RewardGranted Of(RewardRule rule, WalletDraft draft, string customerId, int times, Func<string> newCode)
    {
        if (rule.Credit is { } credit) draft.Credit(MovementKind.Rewarded, credit.Wallet, new(credit.Amount.Units * times), draft.RuleOf(credit.Wallet)!.LastDayOf(draft.Today), null);
        return new(rule.Name, times)
        {
            Cost = new(rule.Cost.Units * times),
            Code = rule.Voucher is null ? null : newCode(),
            Voucher = rule.Voucher is null ? null : rule.TermsFor(customerId, draft.Today, times),
            Gift = rule.Gift,
            Message = rule.Message,
            FollowUp = rule.FollowUp,
            Raffle = rule.Raffle is { } raffle ? raffle with { Entries = raffle.Entries * times } : null,
            Movements = draft.Movements,
        };
    }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = base.Fold(state, moment);
        if (Code is not null) state = CustomerVouchers.Hold(state, Code, Voucher!);
        if (Offer is not null) state = CustomerCampaigns.With(state, Offer, OfferOutcome.Granted, moment, Cost, Code);
        return CustomerRewards.Part.Set(state, CustomerRewards.Part.Of(state).With(this, state.Sequence + 1, moment.Utc));
    }

    public override void Count(in Moment moment, Counters counters)
    {
        base.Count(moment, counters);
        counters.Add(new(RewardsCapability.Granted, moment.Day.DayNumber, 0, Reward), new(Times, Cost.Units));
        if (OwnCost != Money.Zero) counters.Add(new(RewardsCapability.CostOfMonth, moment.Month.Index), new(OwnCost.Units));
        if (Raffle is not null) counters.Add(new(RewardsCapability.Entries, 0, 0, Raffle.Raffle), new(Raffle.Entries));
        Offer?.Count(OfferOutcome.Granted, Cost, counters);
    }

    public override NaturalIds? Ids() => GrantId is not null ? NaturalIds.Of(new GrantReward { GrantId = GrantId }) : Offer?.Ids();

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at)
    {
        if (Code is not null) yield return new(new(ActorKind.VoucherCode, Code), new IssueVoucher { Terms = Voucher! });
        if (StockUse > 0) yield return new(GiftStock.Of(Reward), new ConfirmUse { Number = StockUse, CustomerId = of.Key, PurchaseId = GrantId! });
    }
}

/// <summary>A grant is taken back: its price comes back to the wallet, a gift to its stock, credit is taken back, a voucher is ended, and raffle entries count no more.</summary>
public sealed record ReverseGrant : ActorCommand
{
    /// <summary>The grant.</summary>
    public string GrantId { get; init => field = value ?? ""; } = "";

    [JsonIgnore]
    public override string? NaturalId => "reward_grant_reversal:" + GrantId;

    [JsonIgnore]
    public override string? ConcernsId => GrantReward.IdOf(GrantId);

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("grantId", GrantId);

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.Find(ConcernsId!)?.OccurredAt;

    public override Verdict Decide(in Situation situation)
    {
        if (situation.Past.Find(ConcernsId!) is not { Event: RewardGranted granted } entry) return RewardRefusal.GrantNotFound(GrantId);
        if (situation.At < entry.OccurredAt) return RewardRefusal.ReversalBeforeGrant();
        if (granted.Code is { } code && CustomerVouchers.Part.Of(situation.State).HasUsed(code)) return RewardRefusal.Used(code);
        var draft = new WalletDraft(situation);
        foreach (var movement in granted.Movements ?? [])
        {
            if (movement.Kind == MovementKind.Spent) draft.GiveBack(movement);
            else draft.TakeBack(movement.Wallet, movement.Amount, movement.Lots is [var lot, ..] ? lot.ValidTo : null);
        }

        return granted.Reversed(draft.Movements, entry.OccurredAt.ToUniversalTime());
    }
}

/// <summary>A grant was taken back.</summary>
/// <param name="GrantId">The grant.</param>
/// <param name="Reward">The reward's name.</param>
public sealed record GrantReversed(string GrantId, string Reward) : WalletEvent
{
    /// <summary>How many.</summary>
    public int Times { get; init; }

    /// <summary>What it would have cost the business.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money Cost { get; init; }

    /// <summary>Whether what was granted takes something off purchases, as a voucher and credit of a wallet do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDiscount { get; init; }

    /// <summary>What it would have cost the business beside what it takes off purchases.</summary>
    internal Money OwnCost => IsDiscount ? Money.Zero : Cost;

    /// <summary>The code of the voucher that is ended. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Code { get; init; }

    /// <summary>The number of the use of the gift's stock that comes back. 0 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StockUse { get; init; }

    /// <summary>The campaign by which the customer had got it. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? CampaignId { get; init; }

    /// <summary>When the campaign granted it. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>The raffle entries that count no more. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RaffleEntries? Raffle { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = base.Fold(state, moment);
        if (Code is not null) state = CustomerVouchers.Lose(state, Code);
        if (GrantedAt is { } grantedAt) state = CustomerCampaigns.TakeBack(state, CampaignId!, grantedAt, Cost, moment.RecordedAt);
        return CustomerRewards.Part.Set(state, CustomerRewards.Part.Of(state).Without(this));
    }

    public override void Count(in Moment moment, Counters counters)
    {
        base.Count(moment, counters);
        counters.Add(new(RewardsCapability.Granted, moment.Day.DayNumber, 0, Reward), new(-Times, -Cost.Units));
        if (OwnCost != Money.Zero) counters.Add(new(RewardsCapability.CostOfMonth, moment.Month.Index), new(-OwnCost.Units));
        if (Raffle is not null) counters.Add(new(RewardsCapability.Entries, 0, 0, Raffle.Raffle), new(-Raffle.Entries));
    }

    /// <summary>What is withdrawn by itself follows from another entry, and stands under no id of its own.</summary>
    public override NaturalIds? Ids() => GrantId.StartsWith(GrantReward.AutomaticPrefix, StringComparison.Ordinal) ? null : NaturalIds.Of(new ReverseGrant { GrantId = GrantId });

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at)
    {
        if (Code is not null) yield return new(new(ActorKind.VoucherCode, Code), new EndVoucher());
        if (StockUse > 0) yield return new(GiftStock.Of(Reward), new ReverseUse { Number = StockUse, CustomerId = of.Key, ReturnId = GrantId, Whole = true });
    }
}

/// <summary>Why rewards are refused.</summary>
internal static class RewardRefusal
{
    public static Refusal NotFound(string reward) => new(Refusal.RewardNotFoundCode, $"The catalogue has no reward '{reward}'; see the policy's rewards.");

    public static Refusal WithoutPrice(string reward) => new("reward_without_price", $"Reward '{reward}' has no price; only staff can give it, with free.");

    public static Refusal NotYet(string reward, DateOnly from) => new("reward_not_yet_available", FormattableString.Invariant($"Reward '{reward}' can be had from {from:yyyy-MM-dd} on."));

    public static Refusal NoLonger(string reward, DateOnly to) => new("reward_no_longer_available", FormattableString.Invariant($"Reward '{reward}' could be had until {to:yyyy-MM-dd}."));

    public static Refusal LimitReached(string reward, int limit) => new("reward_limit_reached", FormattableString.Invariant($"The customer has had reward '{reward}' {limit} times, which is as often as one customer can."));

    public static Refusal OutOfStock(string reward) => new("reward_out_of_stock", $"Reward '{reward}' is out of stock; add to the stock first.");

    public static Refusal GrantNotFound(string grantId) => new("grant_not_found", $"The customer has no grant '{grantId}'; check the id.");

    public static Refusal ReversalBeforeGrant() => new("reversal_before_grant", "The reversal is dated before its grant; correct occurredAt.");

    public static Refusal Used(string code) => new("reward_used", $"The customer has used voucher '{code}', which came by the grant; a return of that purchase gives it back.");

    public static Refusal StockTooLow(string reward, long left) => new("stock_too_low", FormattableString.Invariant($"Of reward '{reward}' {left} are left that are not taken out; take away no more."));

    public static Refusal NotStocked(string reward) => new("reward_not_stocked", $"The catalogue has no gift '{reward}' of which the stock is counted; see the policy's rewards.");
}
