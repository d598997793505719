using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Grains.Reports;

/// <summary>Adds up what every silo has counted, and makes reports of it; one for the program.</summary>
[Alias("cohort")]
public interface ICohortGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IReports.CohortsAsync"/>
    [Alias("cohorts")]
    Task<CohortCell[]> CohortsAsync(Month? from, Month? through);

    /// <inheritdoc cref="IReports.PeriodsAsync"/>
    [Alias("periods")]
    Task<Period[]> PeriodsAsync(Month? from, Month? through);

    /// <inheritdoc cref="IReports.MetricsAsync"/>
    [Alias("metrics")]
    Task<Metrics> MetricsAsync(Month? through);

    /// <inheritdoc cref="IReports.LadderAsync"/>
    [Alias("ladder")]
    Task<LadderCensus> LadderAsync(decimal share);

    /// <inheritdoc cref="IReports.ValueAsync"/>
    [Alias("value")]
    Task<ValueReport> ValueAsync();
}
