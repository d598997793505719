using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A winner gets the reward of a prize, free and once, however often the command comes. Sent by the engine, not by callers.</summary>
public sealed record GrantPrize : ActorCommand
{
    /// <summary>What stands before the id of a raffle's grant, and of no other.</summary>
    public const string GrantIdPrefix = "raffle:";

    /// <summary>The grant's id, as <see cref="GrantIdOf"/> makes it.</summary>
    public string GrantId { get; init; } = "";

    /// <summary>The reward's name.</summary>
    public string Reward { get; init; } = "";

    /// <summary>The use that was taken out of the gift's stock. Null where no stock is counted.</summary>
    public VoucherClaim? Stock { get; init; }

    /// <summary>The id of the grant that a winner gets.</summary>
    /// <param name="raffleId">The raffle.</param>
    /// <param name="prize">The prize's place in the rules, from 1.</param>
    /// <param name="place">Among the winners of the prize, from 1.</param>
    public static string GrantIdOf(string raffleId, int prize, int place) => FormattableString.Invariant($"{GrantIdPrefix}{raffleId}/{prize}/{place}");

    [JsonIgnore]
    public override string? NaturalId => GrantReward.IdOf(GrantId);

    /// <remarks>As with vouchers.</remarks>
    [JsonIgnore]
    public override string? ConcernsId => Stock?.Number == 0 ? NaturalId : null;

    public override ActorCommand AsSent() => new GrantPrize { GrantId = GrantId, Reward = Reward };

    public override Verdict Decide(in Situation situation)
    {
        var verdict = new GrantReward { GrantId = GrantId, Reward = Reward, Free = true }.Decide(situation, Stock);
        return verdict.Event is null || Stock is null ? verdict : RedeemVouchers.Reserved(situation, [Stock]) ?? verdict;
    }
}
