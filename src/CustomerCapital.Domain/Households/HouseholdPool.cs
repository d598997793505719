using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Households;

/// <summary>What of a pooled wallet a member of a household lacks for what is to be spent.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Amount">How much the others are to give, above 0.</param>
/// <param name="Sequence">Number of the last entry of the member's history by which that is.</param>
public sealed record PooledLack(string HouseholdId, string Wallet, WalletAmount Amount, long Sequence)
{
    /// <summary>An id for a contribution to it: the same for the same command, lack, giver and amount, so that a repeat gives once.</summary>
    /// <param name="naturalId">That of the command for which it lacks; null for none.</param>
    /// <param name="giver">Who gives.</param>
    /// <param name="amount">How much.</param>
    public string ContributionIdOf(string? naturalId, string giver, WalletAmount amount)
    {
        string[] parts = [naturalId ?? "", Wallet, giver, Sequence.ToString(CultureInfo.InvariantCulture), Amount.Units.ToString(CultureInfo.InvariantCulture), amount.Units.ToString(CultureInfo.InvariantCulture)];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));
    }
}

/// <summary>What members of a household have together in a pooled wallet.</summary>
public static class HouseholdPool
{
    /// <summary>What of a wallet some customers can spend together on a day.</summary>
    public static WalletAmount SpendableOf(IEnumerable<ActorState> members, string wallet, DateOnly day) =>
        members.Aggregate(WalletAmount.Zero, (sum, member) => sum + HeldWallets.Part.Of(member).Of(wallet).Lots.SpendableOn(day));

    /// <summary>What of a wallet some customers can spend on a day, by last day.</summary>
    public static IReadOnlyList<LotChange> LotsOf(IEnumerable<ActorState> members, string wallet, DateOnly day) =>
        [.. members.SelectMany(member => HeldWallets.Part.Of(member).Of(wallet).Lots.All).Where(lot => lot.CanBeSpentOn(day)).Select(lot => new LotChange(lot.ValidTo, lot.Amount))];

    /// <summary>A member's state as if others had given something, to say what the member could spend then.</summary>
    /// <param name="member">The member.</param>
    /// <param name="given">What, of which wallets.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="at">When.</param>
    public static ActorState Given(ActorState member, IEnumerable<(string Wallet, IReadOnlyList<LotChange> Lots)> given, LoyaltyProgram program, DateTimeOffset at)
    {
        var draft = new WalletDraft(member, program, at);
        foreach (var (wallet, lots) in given) draft.TakeIn(MovementKind.Pooled, wallet, lots);
        return HeldWallets.Move(member, draft.Movements, new(at, program.Calendar));
    }

    /// <summary>Who gives how much: what expires first before the rest, and of the same last day whoever has been a member for longer.</summary>
    /// <param name="others">The members but for the one who spends.</param>
    /// <param name="wallet">The wallet's name.</param>
    /// <param name="amount">How much they are to give together.</param>
    /// <param name="day">The day on which it is to be spent.</param>
    /// <returns>Null where they have less.</returns>
    public static IReadOnlyList<(string CustomerId, WalletAmount Amount)>? Share(IEnumerable<ActorState> others, string wallet, WalletAmount amount, DateOnly day)
    {
        var lots = others.OrderBy(member => HouseholdMembership.Part.Of(member).Since).ThenBy(member => member.CustomerId, StringComparer.Ordinal)
            .SelectMany(member => HeldWallets.Part.Of(member).Of(wallet).Lots.All.Where(lot => lot.CanBeSpentOn(day)), (member, lot) => (member.CustomerId, Lot: lot))
            .OrderBy(held => held.Lot.ValidTo ?? DateOnly.MaxValue);
        var shares = new List<(string CustomerId, WalletAmount Amount)>();
        foreach (var (customerId, lot) in lots)
        {
            if (amount == WalletAmount.Zero) break;
            var part = WalletAmount.Min(lot.Amount, amount);
            amount -= part;
            var at = shares.FindIndex(share => share.CustomerId == customerId);
            if (at < 0) shares.Add((customerId, part));
            else shares[at] = (customerId, shares[at].Amount + part);
        }

        return amount == WalletAmount.Zero ? shares : null;
    }
}
