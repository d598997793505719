using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Rewards;

/// <summary>What became of the rewards of the catalogue, and how many entries each raffle has.</summary>
public sealed record ReportRewards : Report<RewardsReport>
{
    protected override CounterKind[] Kinds => [RewardsCapability.Granted, RewardsCapability.Entries];

    protected override RewardsReport Of(Counters counters, ProgramPolicy rules, Month running)
    {
        var granted = counters.OfKind(RewardsCapability.Granted).GroupBy(row => row.Key.Name).ToDictionary(reward => reward.Key, reward => reward.Aggregate(default(Count), (sum, row) => sum + row.Value));
        var names = rules.Rewards.Select(rule => rule.Name).Union(granted.Keys.Order(StringComparer.Ordinal));
        return new(
            [.. names.Select(name => GrantedRewards.Of(name, granted.GetValueOrDefault(name)))],
            [.. counters.OfKind(RewardsCapability.Entries).OrderBy(row => row.Key.Name, StringComparer.Ordinal).Select(row => new RaffleTotal(row.Key.Name, row.Value[0]))]);
    }
}

/// <summary>What became of rewards.</summary>
/// <param name="Rewards">Each reward: first those of the catalogue, in its order, then others that were granted before.</param>
/// <param name="Raffles">Each raffle, in the order of their ids.</param>
public sealed record RewardsReport(IReadOnlyList<GrantedRewards> Rewards, IReadOnlyList<RaffleTotal> Raffles);

/// <summary>How often a reward was granted.</summary>
/// <param name="Reward">The reward's name.</param>
/// <param name="Granted">How often, less what was taken back.</param>
/// <param name="Cost">What that costs the business.</param>
public sealed record GrantedRewards(string Reward, long Granted, Money Cost)
{
    internal static GrantedRewards Of(string reward, Count sum) => new(reward, sum[0], new(sum[1]));
}

/// <summary>The entries of a raffle.</summary>
/// <param name="Raffle">The raffle's id.</param>
/// <param name="Entries">How many entries customers have in all.</param>
public sealed record RaffleTotal(string Raffle, long Entries);

/// <summary>The stock of a gift.</summary>
/// <param name="Reward">The reward's name.</param>
/// <param name="Left">How many are left that are not taken out.</param>
/// <param name="TakenOut">How many are taken out for grants under way.</param>
/// <param name="Granted">How many were granted that did not come back.</param>
public sealed record StockView(string Reward, long Left, int TakenOut, long Granted)
{
    /// <summary>Of a state.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="state">What keeps the stock; null where there never was any.</param>
    public static StockView Of(string reward, ActorState? state)
    {
        var stock = state is null ? new([]) : Voucher.Part.Of(state);
        return new(reward, stock.UsesLeft ?? 0, stock.Open.Count, stock.Uses);
    }
}

/// <summary>The rewards of a customer.</summary>
/// <param name="Rewards">The latest 50 that were not taken back, oldest first. The history has all.</param>
/// <param name="Raffles">The customer's entries in each raffle.</param>
public sealed record CustomerRewardList(IReadOnlyList<CustomerReward> Rewards, IReadOnlyList<RaffleEntries> Raffles)
{
    /// <summary>Of a customer.</summary>
    public static CustomerRewardList Of(ActorState state)
    {
        var rewards = CustomerRewards.Part.Of(state);
        return new([.. rewards.Latest.Select(CustomerReward.Of)], [.. rewards.Raffles.Where(raffle => raffle.Entries > 0)]);
    }
}

/// <summary>A reward that a customer has got.</summary>
/// <param name="Sequence">Number of the entry in the customer's history.</param>
/// <param name="Reward">The reward's name.</param>
/// <param name="Times">How many at once.</param>
/// <param name="GrantedAt">When.</param>
/// <param name="GrantId">The grant's id. Null if the wallet was exchanged by itself.</param>
/// <param name="Cause">The natural id of what filled the wallet that was exchanged by itself. Null else.</param>
/// <param name="Code">The code of the voucher. Null if the reward is none.</param>
public sealed record CustomerReward(long Sequence, string Reward, int Times, DateTimeOffset GrantedAt, string? GrantId, string? Cause, string? Code)
{
    internal static CustomerReward Of(GrantedReward granted) => new(granted.Sequence, granted.Reward, granted.Times, granted.GrantedAt, granted.GrantId, granted.Cause, granted.Code);
}
