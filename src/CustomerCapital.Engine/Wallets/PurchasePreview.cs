using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Households;

namespace CustomerCapital.Engine.Wallets;

/// <summary>What a purchase would come to, without recording it.</summary>
/// <param name="Amount">What the purchase comes to, less what vouchers take off.</param>
/// <param name="PaidByWallets">What of it the payments would pay.</param>
/// <param name="Due">The rest.</param>
/// <param name="Movements">What the payments would take, and what the purchase would earn.</param>
/// <param name="Wallets">What could pay.</param>
/// <param name="Vouchers">What each voucher that the purchase names would take off. One that would be refused takes nothing off here.</param>
/// <param name="Rewards">The rewards that would follow by themselves, as by a full stamp card.</param>
/// <param name="Known">Whether anything is known of the customer. Where not, the id may be mistyped.</param>
public sealed record PurchasePreview(
    Money Amount, Money PaidByWallets, Money Due, IReadOnlyList<WalletMovement> Movements, IReadOnlyList<PayingWallet> Wallets, IReadOnlyList<PreviewedVoucher> Vouchers,
    IReadOnlyList<PreviewedReward> Rewards, bool Known)
{
    /// <summary>Decides a purchase as if it were recorded now, by a customer's state as last committed.</summary>
    /// <param name="state">The customer; null where nothing is known.</param>
    /// <param name="customerId">Whose purchase.</param>
    /// <param name="purchase">The purchase; its id does not count.</param>
    /// <param name="claims">What the vouchers that it names say of it.</param>
    /// <param name="program">The rules in force.</param>
    /// <param name="now">The engine's time.</param>
    /// <returns>The preview, or how the purchase would end instead.</returns>
    /// <param name="others">What the others of the household can give; null where the customer is in none.</param>
    public static (PurchasePreview? Preview, CommandOutcome? Instead) Of(
        ActorState? state, string customerId, RecordPurchase purchase, IReadOnlyList<VoucherClaim> claims, LoyaltyProgram program, DateTimeOffset now, IReadOnlyList<PooledLots>? others = null)
    {
        if (purchase.Faults().ToList() is { Count: > 0 } faults) return (null, CommandOutcome.Malformed(faults));
        var customer = state ?? ActorState.New(customerId);
        var pooled = PooledLots.GivenTo(customer, others, program, purchase.OccurredAt ?? now);
        customer = pooled ?? customer;
        var draft = new VoucherDraft(purchase, new(customer, new([]), program, Decider.Microseconds(purchase.OccurredAt ?? now), NoCode));
        var vouchers = claims.Select(claim => draft.Take(claim) is { } refused ? new PreviewedVoucher(claim.Code, null, refused.Code, refused.Message) : new(claim.Code, draft.Redeemed![^1].Discount, null, null)).ToList();
        // As if uses were taken out already.
        var redeemed = claims.Where((_, at) => vouchers[at].Discount is not null).Select(claim => claim with { Number = 1, MadeAt = DateTimeOffset.MaxValue }).ToList();
        var decision = Decider.Decide(customer, RedeemVouchers.Of(purchase, redeemed), new([]), program, Decider.Microseconds(now), NoCode);
        if (decision.Refusal is { } refusal) return (null, CommandOutcome.Refuse(refusal));
        var (recorded, before) = ((PurchaseRecorded)decision.Happenings[decision.Fact].Event, state is null ? new([]) : HeldWallets.Part.Of(state));
        var (paid, today) = (new Money((recorded.Movements ?? []).Sum(movement => movement.Worth?.Units ?? 0)), program.Calendar.DayOf(decision.Happenings[decision.Fact].At));
        var paying = program.Policy.Wallets.Where(rule => rule.Worth is not null).Select(rule => PayingWallet.Of(rule, before.Of(rule.Name).Lots, today, recorded.Amount, PooledLots.SpendableOf(pooled, rule, today)));
        return (new(recorded.Amount, paid, recorded.Amount - paid, recorded.Movements ?? [], [.. paying], vouchers, [.. decision.Happenings.Select(happening => happening.Event).OfType<RewardGranted>().Select(granted => new PreviewedReward(granted.Reward, granted.Times))], state is not null), null);

        // A reward that would follow is not granted, so that its code is nobody's.
        static string NoCode() => "";
    }
}

/// <summary>A reward that would follow from a purchase by itself.</summary>
/// <param name="Reward">The reward's name.</param>
/// <param name="Times">How many at once.</param>
public sealed record PreviewedReward(string Reward, int Times);

/// <summary>What a voucher would do for a purchase.</summary>
/// <param name="Code">The code.</param>
/// <param name="Discount">What it would take off. Null if it would be refused.</param>
/// <param name="Refusal">Stable code of why it would be refused. Null if it would not.</param>
/// <param name="Detail">Why, as a sentence. Null if it would not be refused.</param>
public sealed record PreviewedVoucher(string Code, Money? Discount, string? Refusal, string? Detail);

/// <summary>A wallet that could pay.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Spendable">What of it can be spent now.</param>
/// <param name="MostPayable">The most of it that this purchase takes, together with what others of the household have.</param>
/// <param name="Worth">What that pays.</param>
public sealed record PayingWallet(string Wallet, WalletAmount Spendable, WalletAmount MostPayable, Money Worth)
{
    /// <summary>What of it the customer can spend now together with the others of the household. Absent if the wallet is not pooled, or the customer is in no household.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WalletAmount? PooledSpendable { get; init; }

    internal static PayingWallet Of(WalletRule rule, Lots lots, DateOnly today, Money amount, WalletAmount? pooled)
    {
        var (own, worth) = (lots.SpendableOn(today), rule.Worth!.Value.ToDecimal());
        var spendable = pooled ?? own;
        var enough = WalletAmount.Round(amount.ToDecimal() / worth, rule.Decimals, WalletRounding.Down);
        var most = spendable < enough ? WalletAmount.Round(spendable.ToDecimal(), rule.Decimals, WalletRounding.Down) : enough;
        return new(rule.Name, own, most, Money.Round(most.ToDecimal() * worth)) { PooledSpendable = pooled };
    }
}
