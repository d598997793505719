using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Households;

namespace CustomerCapital.Engine.Wallets;

/// <summary>The wallets of a customer.</summary>
/// <param name="Wallets">In the order of the policy; those that it no longer has come last.</param>
public sealed record WalletList(IReadOnlyList<WalletView> Wallets)
{
    /// <summary>Those of a state, at a moment.</summary>
    /// <param name="state">The customer.</param>
    /// <param name="program">The rules in force.</param>
    /// <param name="now">The moment.</param>
    /// <param name="others">What the others of the household can give; null where the customer is in none.</param>
    public static WalletList Of(ActorState state, LoyaltyProgram program, DateTimeOffset now, IReadOnlyList<PooledLots>? others = null)
    {
        var (held, today, pooled) = (HeldWallets.Part.Of(state), program.Calendar.DayOf(now), PooledLots.GivenTo(state, others, program, now));
        var rules = program.Policy.Wallets;
        var left = held.All.Where(wallet => rules.All(rule => rule.Name != wallet.Name) && (wallet.Balance != WalletAmount.Zero));
        return new([.. rules.Select(rule => WalletView.Of(held.Of(rule.Name), rule, today) with { PooledSpendable = PooledLots.SpendableOf(pooled, rule, today) }), .. left.Select(wallet => WalletView.Of(wallet, null, today))]);
    }
}

/// <summary>What one wallet holds.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Unit">What the wallet counts.</param>
/// <param name="Balance">What it holds, pending lots included. Below zero it is a debt.</param>
/// <param name="Spendable">What of it can be spent now.</param>
/// <param name="Pending">What can be spent later.</param>
/// <param name="Worth">What of a purchase the spendable part pays. Null if the wallet cannot pay.</param>
/// <param name="Lots">What can be spent up to which day. What expires first comes first, and is spent first.</param>
public sealed record WalletView(string Wallet, string Unit, WalletAmount Balance, WalletAmount Spendable, WalletAmount Pending, DerivedAmount? Worth, IReadOnlyList<Lot> Lots)
{
    /// <summary>What of it the customer can spend now together with the others of the household. Absent if the wallet is not pooled, or the customer is in no household.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WalletAmount? PooledSpendable { get; init; }

    internal static WalletView Of(Wallet wallet, WalletRule? rule, DateOnly today)
    {
        // What expired since the last entry is not recorded yet.
        var lots = wallet.Lots.All.Where(lot => !(lot.ValidTo < today)).Select(lot => lot.ValidFrom <= today ? lot with { ValidFrom = null } : lot).ToList();
        var (all, spendable) = (new WalletAmount(lots.Sum(lot => lot.Amount.Units)), new WalletAmount(lots.Where(lot => lot.ValidFrom is null).Sum(lot => lot.Amount.Units)));
        return new(
            wallet.Name, rule?.Unit ?? wallet.Name, all - wallet.Debt, spendable, all - spendable,
            rule?.Worth is { } worth ? DerivedAmount.Round(spendable.ToDecimal() * worth.ToDecimal()) : null, lots);
    }
}
