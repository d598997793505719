using System.Text.Json.Serialization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Value.Equity;

/// <summary>What all customers had brought by the end of a month.</summary>
/// <param name="Month">Calendar month of the program.</param>
/// <param name="Customers">Customers known by its end.</param>
/// <param name="Revenue">Their purchases so far, net of returns.</param>
/// <param name="Margin">Margin of it, by the margin rate now in force.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="RewardCost">What their rewards cost, beside what these take off purchases.</param>
/// <param name="HistoricValue">Margin less both costs.</param>
/// <param name="Partial">Whether the month is not over yet.</param>
public sealed record EquityMonth(
    Month Month, long Customers, DerivedAmount Revenue, DerivedAmount Margin, DerivedAmount AcquisitionCost, DerivedAmount RewardCost, DerivedAmount HistoricValue, bool Partial);

/// <summary>Whether the customers of a channel have brought what winning them cost.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PaybackVerdict>))]
public enum PaybackVerdict
{
    /// <summary>They have.</summary>
    PaidBack = 1,

    /// <summary>Not within the whole months that were observed.</summary>
    NotYet = 2,

    /// <summary>Nothing is registered of what winning them cost.</summary>
    NoCost = 3,

    /// <summary>No whole month was observed yet.</summary>
    NoMonths = 4,
}

/// <summary>How soon the margin of a channel's customers covers what winning them cost.</summary>
/// <param name="Months">Whole months until the mean margin of a customer, added up over the months since the customer is known, is as much as the mean cost. Null where it is not, or there is no cost.</param>
/// <param name="Verdict">Whether they have paid back.</param>
/// <param name="MonthsObserved">For how many whole months the oldest of the customers were observed.</param>
/// <param name="Recovered">Mean margin of a customer over these months.</param>
public sealed record Payback(int? Months, PaybackVerdict Verdict, int MonthsObserved, DerivedAmount Recovered);

/// <summary>What one acquisition channel costs and brings.</summary>
/// <param name="Channel">The channel's name. Null stands for customers whose channel is not known.</param>
/// <param name="Customers">Customers who came by this channel.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="CostPerCustomer">The same for each. Null where there is none.</param>
/// <param name="HistoricValue">Margin so far, less what winning them and their rewards cost.</param>
/// <param name="ValuePerCustomer">The same for each. Null where there is none.</param>
/// <param name="ValueToCost">(Historic value + acquisition cost) / acquisition cost: what each unit spent on winning them has brought. Null where nothing was spent.</param>
/// <param name="Payback">How soon they pay back.</param>
/// <param name="ActiveCustomers">How many of the buyers have ordered within the activity window that ends with the running month.</param>
/// <param name="Retention">The same as a share of the buyers. Null where there are none.</param>
public sealed record ChannelEquity(
    string? Channel, long Customers, long BuyingCustomers, DerivedAmount AcquisitionCost, DerivedAmount? CostPerCustomer, DerivedAmount HistoricValue, DerivedAmount? ValuePerCustomer,
    double? ValueToCost, Payback Payback, long ActiveCustomers, double? Retention);

/// <summary>The program's customer equity so far, by month and by acquisition channel.</summary>
/// <param name="HistoricValue">Margin so far less acquisition cost and cost of rewards, of all customers.</param>
/// <param name="Months">By the end of each month.</param>
/// <param name="Channels">The acquisition channels with the most customers, in the order of their names.</param>
/// <param name="OtherChannels">How many channels there are besides.</param>
/// <param name="Others">All of these together, without a name. Null where every channel is shown.</param>
/// <param name="Notes">In which month each cost is placed, and what the figures leave out.</param>
public sealed record ProgramEquity(
    DerivedAmount HistoricValue, IReadOnlyList<EquityMonth> Months, IReadOnlyList<ChannelEquity> Channels, long OtherChannels, ChannelEquity? Others, IReadOnlyList<string> Notes);

/// <summary>The program's equity from the counters.</summary>
public static class EquityReport
{
    /// <summary>The kinds of counters that it is made of.</summary>
    public static IReadOnlyList<CounterKind> Kinds { get; } =
        [PurchasesCapability.Cell, RegisterCapability.Acquired, RegisterCapability.AcquiredMonth, RegisterCapability.LatestOrder, RewardsCapability.CostOfMonth];

    private static readonly string[] Notes =
    [
        "What winning a customer cost has no date of its own: it is placed in the month since which the customer is known.",
        "What rewards cost is placed in the month in which they were granted, and comes off again in the month in which they were taken back.",
        "A return corrects the month of its purchase. Margin is revenue times the margin rate now in force.",
        "Payback adds up the margin of the customers who were observed in each month since they are known; the running month and what rewards cost are left out.",
    ];

    /// <summary>Makes it.</summary>
    /// <param name="counters">With <see cref="Kinds"/>.</param>
    /// <param name="policy">For the margin and the activity window.</param>
    /// <param name="from">First month shown; null for the first there is.</param>
    /// <param name="through">Last month shown.</param>
    /// <param name="running">The month that is not over yet.</param>
    /// <param name="channels">How many channels are shown by name at most: those with the most customers.</param>
    public static ProgramEquity Of(Counters counters, ProgramPolicy policy, Month? from, Month through, Month running, int channels)
    {
        var all = new Dictionary<string, ChannelSums>(StringComparer.Ordinal);
        foreach (var (key, count) in counters.OfKind(RegisterCapability.Acquired)) Of(key.Name).Acquire(key.A, count);
        foreach (var (key, count) in counters.OfKind(RegisterCapability.AcquiredMonth)) Of(key.Name).Earn(key.A, key.B, count.Revenue);
        foreach (var (key, count) in counters.OfKind(RegisterCapability.LatestOrder))
            if (key.B > running.Index - policy.ActivityWindowMonths) Of(key.Name).Active += count.Customers;
        var bySize = all.OrderByDescending(channel => channel.Value.Customers).ThenBy(channel => channel.Key, StringComparer.Ordinal).ToList();
        var others = bySize.Skip(channels).ToList();
        var rest = new ChannelSums();
        foreach (var (_, other) in others) rest.Add(other);
        var whole = new ChannelSums();
        foreach (var channel in all.Values) whole.Add(channel);
        return new(
            whole.HistoricValue(policy), Months(counters, policy, whole, from, through, running),
            [.. bySize.Take(channels).OrderBy(channel => channel.Key, StringComparer.Ordinal).Select(channel => channel.Value.Equity(channel.Key.Length == 0 ? null : channel.Key, policy, running))],
            others.Count, others.Count == 0 ? null : rest.Equity(null, policy, running), Notes);

        ChannelSums Of(string name)
        {
            if (!all.TryGetValue(name, out var sums)) all[name] = sums = new();
            return sums;
        }
    }

    private static List<EquityMonth> Months(Counters counters, ProgramPolicy policy, ChannelSums whole, Month? from, Month through, Month running)
    {
        var revenues = counters.OfKind(PurchasesCapability.Cell).ToLookup(row => row.Key.B, row => (decimal)row.Value.Revenue);
        var rewards = counters.OfKind(RewardsCapability.CostOfMonth).ToDictionary(row => row.Key.A, row => (decimal)row.Value.Customers);
        var (months, known) = (new List<EquityMonth>(), whole.Known);
        var first = known.Keys.Concat(revenues.Select(month => month.Key)).Concat(rewards.Keys).DefaultIfEmpty(through.Index + 1).Min();
        var (customers, revenue, cost, reward) = (0L, 0m, 0m, 0m);
        for (var month = first; month <= through.Index; month++)
        {
            var acquired = known.GetValueOrDefault(month);
            (customers, revenue, cost, reward) = (customers + acquired.Customers, revenue + revenues[month].Sum(), cost + acquired.Cost, reward + rewards.GetValueOrDefault(month));
            if (new Month(month) < from) continue;
            var (brought, spent, given) = (DerivedAmount.OfUnits(revenue), DerivedAmount.OfUnits(cost), DerivedAmount.OfUnits(reward));
            months.Add(new(new(month), customers, brought, brought.Times(policy.MarginRate), spent, given, Value.HistoricValue.Of(brought, spent, given, policy), month >= running.Index));
        }

        return months;
    }
}
