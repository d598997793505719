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

    /// <summary>Historic value of everyone and of each acquisition channel, and the simple lifetime value.</summary>
    Task<ValueReport> ValueAsync(CancellationToken cancellation = default);
}

/// <summary>What the customers are worth.</summary>
/// <param name="HistoricValue">Margin so far less acquisition cost, of all customers.</param>
/// <param name="Simple">Simple lifetime value of one customer, over the whole months after burn-in.</param>
/// <param name="Channels">By acquisition channel, by name.</param>
public sealed record ValueReport(Money HistoricValue, SimpleValue Simple, IReadOnlyList<ChannelValue> Channels);

/// <summary>What came of a way of coming in.</summary>
/// <param name="Channel">Its name; null for customers of whom it is not known.</param>
/// <param name="Customers">How many came that way.</param>
/// <param name="BuyingCustomers">How many of them have ordered.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="AcquisitionCost">What winning them cost.</param>
/// <param name="HistoricValue">Margin so far less that cost.</param>
public sealed record ChannelValue(
    string? Channel, long Customers, long BuyingCustomers, long Orders, Money Revenue, Money AcquisitionCost, Money HistoricValue);
