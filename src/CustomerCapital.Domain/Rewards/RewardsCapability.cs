using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Rewards;

/// <summary>Rewards of the catalogue: got for what a wallet holds, or given by staff, and exchanged by themselves where a stamp card is full.</summary>
public sealed class RewardsCapability : Capability
{
    /// <summary>Rewards of a name that were granted on a day (A, its number), less those taken back then, and what they cost, in ten-thousandths.</summary>
    public static readonly CounterKind Granted = new(30, "rewards_granted", "rewards", "cost");

    /// <summary>Entries of a raffle (name).</summary>
    public static readonly CounterKind Entries = new(31, "raffle_entries", "entries");

    /// <summary>What rewards of the customers on a rung (A), lapsed (B is 1) or not (0), cost beside what they take off purchases, in ten-thousandths.</summary>
    public static readonly CounterKind CostOfStanding = new(32, "reward_cost_standing", "cost");

    /// <summary>What rewards of the customers who came by an acquisition channel (name) cost beside what they take off purchases, in ten-thousandths.</summary>
    public static readonly CounterKind CostOfChannel = new(33, "reward_cost_channel", "cost");

    /// <summary>What rewards that were granted in a month (A) cost beside what they take off purchases, less those taken back then, in ten-thousandths.</summary>
    public static readonly CounterKind CostOfMonth = new(34, "reward_cost_month", "cost") { Generation = 1 };

    public override string Name => "rewards";

    public override IReadOnlyList<CommandType> Commands { get; } =
        [CommandType.Of<GrantReward>("reward_grant"), CommandType.Of<ReverseGrant>("reward_grant_reversal"), CommandType.EnginesOwn<GrantFromStock>("reward_grant_from_stock")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<RewardGranted>("reward_granted"), EventType.Of<GrantReversed>("reward_grant_reversed")];

    public override StatePart Part => CustomerRewards.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Granted, Entries, CostOfStanding, CostOfChannel, CostOfMonth];

    public override IReadOnlyList<Field> Fields { get; } = [RewardFields.RewardCost];

    public override IJsonTypeInfoResolver Json => RewardsJson.Default;

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        var cost = CustomerRewards.Part.Of(state).Cost.Units;
        if (cost == 0) return;
        counters.Add(new(CostOfStanding, (int)state.Standing.Rung, state.Standing.Lapsed ? 1 : 0), new(sign * cost));
        counters.Add(new(CostOfChannel, 0, 0, state.AcquisitionChannel ?? ""), new(sign * cost));
    }

    /// <summary>A wallet that holds the price of an automatic reward is exchanged, as often as it can be, once for each fact.</summary>
    public override Happening? React(ActorState state, in Cause cause)
    {
        // What others of the household give is for what is about to be spent.
        if (cause.Fact is ContributionTaken) return null;
        if (Withdraw(state, cause) is { } withdrawn) return withdrawn;
        var rules = cause.Program.Policy.Rewards;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is not { Automatic: true, Price: { } price } rule) continue;
            var draft = new WalletDraft(state, cause.Program, cause.At);
            if (draft.Today < rule.ValidFrom || draft.Today > rule.LastDay) continue;
            var rewards = CustomerRewards.Part.Of(state);
            var times = Math.Min(draft.SpendableOf(price.Wallet).Units / price.Amount.Units, Math.Min(rule.MostAtOnce, rewards.LeftOf(rule)));
            var evidence = cause.Evidence;
            if (times <= 0 || rewards.Latest.Exists(granted => granted.Reward == rule.Name && granted.Cause == evidence)) continue;
            draft.TrySpend(MovementKind.Spent, price.Wallet, new(price.Amount.Units * times));
            return new(RewardGranted.Of(rule, draft, state.CustomerId, (int)times, cause.NewCode) with { Cause = evidence }, cause.At);
        }

        return null;
    }

    /// <summary>Where a purchase goes back, or to another customer, and a wallet owes what it had earned, the latest unused code is withdrawn that the wallet was exchanged for by itself.</summary>
    private static Happening? Withdraw(ActorState state, in Cause cause)
    {
        if (cause.Fact is not (ReturnRecorded or PurchaseMoved or PurchaseAmended)) return null;
        var (taken, held) = (((IMovesWallets)cause.Fact).Movements ?? [], CustomerVouchers.Part.Of(state).Held);
        var owed = taken.Where(movement => movement.Kind == MovementKind.TakenBack).Select(movement => movement.Wallet).Where(wallet => HeldWallets.Part.Of(state).Of(wallet).Debt > WalletAmount.Zero).ToHashSet();
        if (owed.Count == 0) return null;
        var grant = CustomerRewards.Part.Of(state).Latest.FindLast(granted =>
            granted is { Paid: { } paid, Code: { } code } && owed.Contains(paid.Wallet) && held.Exists(voucher => voucher.Code == code && voucher.Uses == 0));
        if (grant is null) return null;
        var draft = new WalletDraft(state, cause.Program, cause.At);
        draft.GiveBack(grant.Paid!);
        return new(
            new GrantReversed(GrantReward.AutomaticPrefix + grant.Code, grant.Reward)
            {
                Times = grant.Times, Cost = grant.Cost, IsDiscount = true, Code = grant.Code, Movements = draft.Movements,
            },
            cause.At);
    }
}

[JsonSerializable(typeof(GrantReward))]
[JsonSerializable(typeof(ReverseGrant))]
[JsonSerializable(typeof(GrantFromStock))]
[JsonSerializable(typeof(RewardGranted))]
[JsonSerializable(typeof(GrantReversed))]
[JsonSerializable(typeof(CustomerRewards))]
internal sealed partial class RewardsJson : JsonSerializerContext;
