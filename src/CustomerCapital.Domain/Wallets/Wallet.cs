using System.Collections.Immutable;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What one wallet of a customer holds.</summary>
/// <param name="Name">The wallet's name.</param>
/// <param name="Lots">What can be spent, now or later. Empty while there is a debt.</param>
/// <param name="Debt">How far the balance is below zero.</param>
public sealed record Wallet(string Name, Lots Lots, WalletAmount Debt) : Kept
{
    /// <summary>What can be spent, now or later.</summary>
    public Lots Lots { get; init; } = Lots ?? Lots.Empty;

    /// <summary>What it holds, pending lots included. Below zero it is a debt.</summary>
    public WalletAmount Balance => Lots.Sum - Debt;

    /// <summary>The wallet after a movement.</summary>
    internal Wallet After(WalletMovement movement, DateOnly today)
    {
        var (lots, inLots) = (Lots, WalletAmount.Zero);
        foreach (var change in movement.Lots ?? [])
        {
            lots = lots.With(change, today);
            inLots += change.Amount;
        }

        return this with { Lots = lots, Debt = Debt - (movement.Amount - inLots) };
    }
}

/// <summary>The wallets of a customer, in the order of their names.</summary>
/// <param name="All">Those that were ever touched.</param>
public sealed record HeldWallets(ImmutableList<Wallet> All) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<HeldWallets> Part = new("wallets", new([]), inRow: true);

    /// <summary>Those that were ever touched.</summary>
    public ImmutableList<Wallet> All { get; init; } = All ?? [];

    /// <summary>The wallet of that name; an empty one where it was never touched.</summary>
    public Wallet Of(string name) => All.Find(wallet => wallet.Name == name) ?? new(name, Lots.Empty, WalletAmount.Zero);

    /// <summary>The state after movements.</summary>
    internal static ActorState Move(ActorState state, IReadOnlyList<WalletMovement>? movements, in Moment moment)
    {
        if (movements is null) return state;
        var wallets = Part.Of(state);
        var today = moment.Day;
        foreach (var movement in movements) wallets = wallets.With(wallets.Of(movement.Wallet).After(movement, today));
        return Part.Set(state, wallets);
    }

    /// <summary>Adds movements to what the days of a wallet count.</summary>
    internal static void Count(IReadOnlyList<WalletMovement>? movements, in Moment moment, Counters counters)
    {
        foreach (var movement in movements ?? [])
        {
            // What goes from one member of a household to another is outstanding all the while.
            if (movement.Kind == MovementKind.Pooled) continue;
            var (earned, spent, expired, takenBack) = movement.Kind switch
            {
                MovementKind.Earned => (movement.Amount, default, default, default),
                MovementKind.Spent or MovementKind.GivenBack => (default, -movement.Amount, default, default),
                MovementKind.Expired => (default, default, -movement.Amount, default),
                MovementKind.TakenBack => (default, default, default, -movement.Amount),
                _ => (WalletAmount.Zero, WalletAmount.Zero, WalletAmount.Zero, WalletAmount.Zero),
            };
            var key = new CounterKey(WalletsCapability.Flow, moment.Day.DayNumber, 0, movement.Wallet);
            if (movement.Kind is not (MovementKind.Adjusted or MovementKind.Rewarded)) counters.Add(key, new(earned.Units, spent.Units, expired.Units, takenBack.Units));
            else counters.Add(key with { Kind = WalletsCapability.Adjusted }, new(movement.Amount.Units));
        }
    }

    public bool Equals(HeldWallets? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Count;

    /// <summary>With another value of one wallet.</summary>
    internal HeldWallets With(Wallet wallet)
    {
        var at = All.FindIndex(other => string.CompareOrdinal(other.Name, wallet.Name) >= 0);
        if (at < 0) return this with { All = All.Add(wallet) };
        return this with { All = All[at].Name == wallet.Name ? All.SetItem(at, wallet) : All.Insert(at, wallet) };
    }
}
