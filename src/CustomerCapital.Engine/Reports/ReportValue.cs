using System.Text.Json.Serialization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.Engine.Reports;

/// <summary>Historic value of everyone and of the largest acquisition channels, and the simple lifetime value.</summary>
/// <param name="Channels">How many channels are shown by name at most, up to <see cref="ChannelLimit"/>; the others are added up.</param>
public sealed record ReportValue(int Channels = ReportValue.ChannelLimit) : Report<ValueReport>
{
    /// <summary>How many acquisition channels are shown by name at most.</summary>
    public const int ChannelLimit = 1_000;

    public override async Task<ValueReport> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (report, kept) = (await base.AnswerAsync(engine, cancellation), await KeptModels.ReadAsync(engine.Ledger, cancellation));
        return report with { Predicted = PredictedTotals.Of(kept, report.HistoricValue) };
    }

    protected override CounterKind[] Kinds => [PurchasesCapability.Cell, PurchasesCapability.Interval, RegisterCapability.Channel, RegisterCapability.ChannelBuyers, RewardsCapability.CostOfChannel];

    protected override ValueReport Of(Counters counters, ProgramPolicy rules, Month running)
    {
        var channels = counters.OfKind(RegisterCapability.Channel)
            .OrderBy(row => row.Key.Name, StringComparer.Ordinal)
            .Select(row =>
            {
                var (name, count) = (row.Key.Name, row.Value);
                var rewards = DerivedAmount.OfUnits(counters[new(RewardsCapability.CostOfChannel, 0, 0, name)].Customers);
                return new ChannelValue(
                    name.Length == 0 ? null : name, count.Customers, counters[new(RegisterCapability.ChannelBuyers, 0, 0, name)].Customers,
                    count.Orders, new(count.Revenue), new(count.AcquisitionCost), rewards,
                    HistoricValue.Of(DerivedAmount.OfUnits(count.Revenue), DerivedAmount.OfUnits(count.AcquisitionCost), rewards, rules));
            })
            .ToList();
        var (revenue, cost) = (channels.Sum(channel => (decimal)channel.Revenue.Units), channels.Sum(channel => (decimal)channel.AcquisitionCost.Units));
        var rewardCost = channels.Aggregate(default(DerivedAmount), (sum, channel) => sum + channel.RewardCost);
        var whole = HistoricValue.Of(DerivedAmount.OfUnits(revenue), DerivedAmount.OfUnits(cost), rewardCost, rules);
        return new ValueReport(whole, Simple(counters, rules, running), channels).Showing(Math.Min(Channels, ChannelLimit));
    }

    /// <summary>
    /// Over the whole months after burn-in: orders / customers at the months' ends, those who are new in them included, is the frequency; churned / customers at
    /// their starts is the monthly churn.
    /// </summary>
    private static SimpleValue Simple(Counters counters, ProgramPolicy rules, Month running)
    {
        var periods = PeriodReport.Of(counters, rules.ActivityWindowMonths, null, running, running).Where(period => !period.BurnIn && !period.Partial).ToList();
        var months = periods.Select(period => period.Month.Index).ToHashSet();
        var cells = counters.OfKind(PurchasesCapability.Cell).Where(row => months.Contains(row.Key.B)).Select(row => row.Value).ToList();
        var (start, end) = (periods.Sum(period => period.Start), periods.Sum(period => period.End));
        decimal? churn = start > 0 ? (decimal)periods.Sum(period => period.Churned) / start : null;
        return SimpleValue.Of(DerivedAmount.OfUnits(cells.Sum(cell => (decimal)cell.Revenue)), cells.Sum(cell => cell.Orders), end, churn, rules.MarginRate);
    }
}

/// <summary>What the customers are worth.</summary>
/// <param name="HistoricValue">Margin so far less acquisition cost and cost of rewards, of all customers.</param>
/// <param name="Simple">Simple lifetime value of one customer, over the whole months after burn-in.</param>
/// <param name="Channels">The acquisition channels with the most customers, in the order of their names.</param>
public sealed record ValueReport(DerivedAmount HistoricValue, SimpleValue Simple, IReadOnlyList<ChannelValue> Channels)
{
    /// <summary>All other channels together. Absent if every channel is shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OtherChannels? Others { get; init; }

    /// <summary>What the models in force said when everybody was last scored. Null where nobody was scored yet.</summary>
    public PredictedTotals? Predicted { get; init; }

    /// <summary>The same report with the largest channels alone, and the others added up.</summary>
    /// <param name="limit">So many channels are shown at most.</param>
    public ValueReport Showing(int limit)
    {
        if (Channels.Count <= limit) return this;
        var bySize = Channels.OrderByDescending(channel => channel.Customers).ThenBy(channel => channel.Channel, StringComparer.Ordinal).ToList();
        return this with
        {
            Channels = [.. bySize.Take(limit).OrderBy(channel => channel.Channel, StringComparer.Ordinal)],
            Others = bySize.Skip(limit).Aggregate(Others ?? new(0, 0, 0, 0, default, default, default, default), (sum, channel) => sum.With(channel)),
        };
    }
}

/// <summary>What the channels have brought that a report does not show by name.</summary>
/// <param name="Channels">How many channels these are.</param>
/// <param name="Customers">How many customers came by them.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="RewardCost">What their rewards cost, beside what these take off purchases.</param>
/// <param name="HistoricValue">Margin so far, less both costs.</param>
public sealed record OtherChannels(
    long Channels, long Customers, long BuyingCustomers, long Orders, DerivedAmount Revenue, DerivedAmount AcquisitionCost, DerivedAmount RewardCost, DerivedAmount HistoricValue)
{
    /// <summary>With one channel more.</summary>
    public OtherChannels With(ChannelValue channel) => new(
        Channels + 1, Customers + channel.Customers, BuyingCustomers + channel.BuyingCustomers, Orders + channel.Orders,
        Revenue + channel.Revenue, AcquisitionCost + channel.AcquisitionCost, RewardCost + channel.RewardCost, HistoricValue + channel.HistoricValue);
}

/// <summary>What one acquisition channel has brought.</summary>
/// <param name="Channel">The channel's name. Null stands for customers whose channel is not known.</param>
/// <param name="Customers">Customers who came by this channel.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="RewardCost">What their rewards cost, beside what these take off purchases.</param>
/// <param name="HistoricValue">Margin so far, less both costs.</param>
public sealed record ChannelValue(
    string? Channel, long Customers, long BuyingCustomers, long Orders, Money Revenue, Money AcquisitionCost, DerivedAmount RewardCost, DerivedAmount HistoricValue);
