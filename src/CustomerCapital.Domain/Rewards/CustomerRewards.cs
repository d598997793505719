using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Rewards;

/// <summary>A reward that a customer has got.</summary>
/// <param name="Sequence">Number of the entry in the customer's history.</param>
/// <param name="Reward">The reward's name.</param>
/// <param name="Times">How many at once.</param>
/// <param name="GrantedAt">When.</param>
public sealed record GrantedReward(long Sequence, string Reward, int Times, DateTimeOffset GrantedAt) : Kept
{
    /// <summary>The grant's id. Null where the wallet was exchanged by itself.</summary>
    public string? GrantId { get; init; }

    /// <summary>The natural id of what filled the wallet that was exchanged by itself. Null else.</summary>
    public string? Cause { get; init; }

    /// <summary>The code of the voucher. Null if the reward is none.</summary>
    public string? Code { get; init; }

    /// <summary>What the wallet paid for a code, where the wallet was exchanged by itself. Null else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WalletMovement? Paid { get; init; }

    /// <summary>What the reward costs the business, where the wallet was exchanged by itself for a code. 0.00 else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money Cost { get; init; }
}

/// <summary>How often a customer has got a reward.</summary>
/// <param name="Reward">The reward's name.</param>
/// <param name="Times">How often, less what was taken back.</param>
public sealed record TimesGranted(string Reward, long Times) : Kept;

/// <summary>The rewards of a customer.</summary>
/// <param name="Latest">The latest that were not taken back, oldest first.</param>
/// <param name="Counts">How often each was got.</param>
/// <param name="Raffles">Entries in each raffle.</param>
public sealed record CustomerRewards(ImmutableList<GrantedReward> Latest, ImmutableList<TimesGranted> Counts, ImmutableList<RaffleEntries> Raffles) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerRewards> Part = new("rewards", new([], [], []));

    /// <summary>So many of the latest rewards are kept in the state; the history has all.</summary>
    public const int MostLatest = 50;

    /// <summary>So many rewards are counted, and raffles, at once; those that were got first are forgotten first.</summary>
    public const int MostCounted = 400;

    /// <summary>The latest that were not taken back, oldest first.</summary>
    public ImmutableList<GrantedReward> Latest { get; init; } = Latest ?? [];

    /// <summary>How often each was got, the one that was first got first.</summary>
    public ImmutableList<TimesGranted> Counts { get; init; } = Counts ?? [];

    /// <summary>Entries in each raffle.</summary>
    public ImmutableList<RaffleEntries> Raffles { get; init; } = Raffles ?? [];

    /// <summary>What the rewards cost the business that were not taken back, as <see cref="RewardGranted.OwnCost"/> says: 0.00 or more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money Cost { get; init; }

    /// <summary>How often the customer can still get a reward.</summary>
    internal long LeftOf(RewardRule rule) => rule.PerCustomer is { } limit ? limit - (Counts.Find(count => count.Reward == rule.Name)?.Times ?? 0) : long.MaxValue;

    internal CustomerRewards With(RewardGranted granted, long sequence, DateTimeOffset at)
    {
        var latest = Latest.Add(new(sequence, granted.Reward, granted.Times, at) { GrantId = granted.GrantId, Cause = granted.Cause, Code = granted.Code });
        if (granted is { Cause: not null, Code: not null } && granted.Movements is [{ Kind: MovementKind.Spent } paid])
            latest = latest.SetItem(latest.Count - 1, latest[^1] with { Paid = paid, Cost = granted.Cost });
        return Counted(granted.Reward, granted.Times, granted.Raffle, 1) with { Cost = Cost + granted.OwnCost, Latest = latest.Count > MostLatest ? latest.RemoveAt(0) : latest };
    }

    internal CustomerRewards Without(GrantReversed reversed) =>
        Counted(reversed.Reward, -reversed.Times, reversed.Raffle, -1) with { Cost = Cost - reversed.OwnCost, Latest = Latest.RemoveAll(granted => granted.GrantId == reversed.GrantId || (granted.GrantId is null && granted.Code is not null && granted.Code == reversed.Code)) };

    private CustomerRewards Counted(string reward, int times, RaffleEntries? raffle, int sign)
    {
        var at = Counts.FindIndex(count => count.Reward == reward);
        var counts = at < 0 ? Counts.Add(new(reward, times)) : Counts.SetItem(at, Counts[at] with { Times = Counts[at].Times + times });
        var raffles = Raffles;
        if (raffle is not null)
        {
            var of = raffles.FindIndex(known => known.Raffle == raffle.Raffle);
            raffles = of < 0 ? raffles.Add(raffle with { Entries = sign * raffle.Entries }) : raffles.SetItem(of, raffles[of] with { Entries = raffles[of].Entries + sign * raffle.Entries });
        }

        return this with { Counts = counts.Count > MostCounted ? counts.RemoveAt(0) : counts, Raffles = raffles.Count > MostCounted ? raffles.RemoveAt(0) : raffles };
    }

    public bool Equals(CustomerRewards? other) =>
        other is not null && Cost == other.Cost && Latest.SequenceEqual(other.Latest) && Counts.SequenceEqual(other.Counts) && Raffles.SequenceEqual(other.Raffles);

    public override int GetHashCode() => HashCode.Combine(Latest.Count, Counts.Count, Raffles.Count);
}
