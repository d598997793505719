using System.Globalization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>The reports behind a gateway.</summary>
internal sealed class HttpReports(HttpAnswers answers) : IReports
{
    public Month RunningMonth => throw new NotSupportedException("A gateway does not tell its engine's month.");

    public async Task<IReadOnlyList<CohortCell>> CohortsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        (await answers.GetAsync<IReadOnlyList<CohortCell>>($"/v1/cohorts?from={from}&through={through}"))!;

    public async Task<IReadOnlyList<Period>> PeriodsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        (await answers.GetAsync<IReadOnlyList<Period>>($"/v1/periods?from={from}&through={through}"))!;

    public async Task<Metrics> MetricsAsync(Month? through = null, CancellationToken cancellation = default) => (await answers.GetAsync<Metrics>($"/v1/metrics?through={through}"))!;

    public async Task<LadderCensus> LadderAsync(decimal share = 1, CancellationToken cancellation = default) =>
        (await answers.GetAsync<LadderCensus>(string.Create(CultureInfo.InvariantCulture, $"/v1/ladder?share={share}")))!;

    public async Task<ValueReport> ValueAsync(CancellationToken cancellation = default) => (await answers.GetAsync<ValueReport>("/v1/value"))!;
}
