using System.Text.Json.Serialization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Engine.Reports;

/// <summary>Reports from the ledger's counters: exact at any moment, at a cost that does not grow with the number of customers.</summary>
/// <remarks>A last month may lie at most <see cref="MonthsAhead"/> after the running one: beyond it nothing can have happened. Later ones throw <see cref="ArgumentOutOfRangeException"/>.</remarks>
public interface IReports
{
    /// <summary>How many months after the running one a report may reach.</summary>
    const int MonthsAhead = 12;

    /// <summary>The month that is not over yet.</summary>
    Month RunningMonth { get; }

    /// <summary>Cohort retention; <paramref name="through"/> defaults to the running month.</summary>
    Task<IReadOnlyList<CohortCell>> CohortsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default);

    /// <summary>Retention by calendar month; <paramref name="through"/> defaults to the running month.</summary>
    Task<IReadOnlyList<Period>> PeriodsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default);

    /// <summary>Program metrics up to the end of a month, the running one by default.</summary>
    Task<Metrics> MetricsAsync(Month? through = null, CancellationToken cancellation = default);

    /// <summary>Census of the ladder, with the gain if a share of each rung moved up one.</summary>
    Task<LadderCensus> LadderAsync(decimal share = 1, CancellationToken cancellation = default);

    /// <summary>How many acquisition channels a report shows by name at most; the others are added up.</summary>
    const int ChannelLimit = 1_000;

    /// <summary>Historic value of everyone and of the <see cref="ChannelLimit"/> largest acquisition channels, and the simple lifetime value.</summary>
    Task<ValueReport> ValueAsync(CancellationToken cancellation = default);
}

/// <summary>What the customers are worth.</summary>
/// <param name="HistoricValue">Margin so far less acquisition cost, of all customers.</param>
/// <param name="Simple">Simple lifetime value of one customer, over the whole months after burn-in.</param>
/// <param name="Channels">By acquisition channel, by name: those with the most customers.</param>
public sealed record ValueReport(DerivedAmount HistoricValue, SimpleValue Simple, IReadOnlyList<ChannelValue> Channels)
{
    /// <summary>What all other channels come to, so that the sums agree; absent where every channel is shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OtherChannels? Others { get; init; }

    /// <summary>The same report with the largest channels alone, and the others added up.</summary>
    /// <param name="limit">So many channels are shown at most.</param>
    public ValueReport Showing(int limit)
    {
        if (Channels.Count <= limit) return this;
        var bySize = Channels.OrderByDescending(channel => channel.Customers).ThenBy(channel => channel.Channel, StringComparer.Ordinal).ToList();
        return this with
        {
            Channels = [.. bySize.Take(limit).OrderBy(channel => channel.Channel, StringComparer.Ordinal)],
            Others = bySize.Skip(limit).Aggregate(Others ?? new(0, 0, 0, 0, default, default, default), (sum, channel) => sum.With(channel)),
        };
    }
}

/// <summary>What came of all channels that a report does not show by name.</summary>
/// <param name="Channels">How many channels these are.</param>
/// <param name="Customers">How many customers came by them.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="HistoricValue">Margin so far less that cost.</param>
public sealed record OtherChannels(
    long Channels, long Customers, long BuyingCustomers, long Orders, DerivedAmount Revenue, DerivedAmount AcquisitionCost, DerivedAmount HistoricValue)
{
    /// <summary>With one channel more.</summary>
    public OtherChannels With(ChannelValue channel) => new(
        Channels + 1, Customers + channel.Customers, BuyingCustomers + channel.BuyingCustomers, Orders + channel.Orders,
        Revenue + channel.Revenue, AcquisitionCost + channel.AcquisitionCost, HistoricValue + channel.HistoricValue);
}

/// <summary>What came of a way of coming in.</summary>
/// <param name="Channel">Its name; null for customers of whom it is not known.</param>
/// <param name="Customers">How many came that way.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="HistoricValue">Margin so far less that cost.</param>
public sealed record ChannelValue(
    string? Channel, long Customers, long BuyingCustomers, long Orders, Money Revenue, Money AcquisitionCost, DerivedAmount HistoricValue);
