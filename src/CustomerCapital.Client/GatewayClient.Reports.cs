using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>Cohort retention.</summary>
    /// <param name="from">The first cohort; null for the first there is.</param>
    /// <param name="through">The last month; null for the running one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<CohortCell>> GetCohortsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<IReadOnlyList<CohortCell>>("v1/cohorts" + QueryOf(("from", from), ("through", through)), cancellation);

    /// <summary>Retention by calendar month.</summary>
    /// <param name="from">The first month; null for the first there is.</param>
    /// <param name="through">The last month; null for the running one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<Period>> GetPeriodsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<IReadOnlyList<Period>>("v1/periods" + QueryOf(("from", from), ("through", through)), cancellation);

    /// <summary>Program metrics up to the end of a month.</summary>
    /// <param name="through">The month; null for the running one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Metrics> GetMetricsAsync(Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<Metrics>("v1/metrics" + QueryOf(("through", through)), cancellation);

    /// <summary>Census of the ladder, with the gain if a share of each rung moved up one.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<LadderCensus> GetLadderAsync(decimal share = 1, CancellationToken cancellation = default) =>
        GetAsync<LadderCensus>("v1/ladder" + QueryOf(("share", share)), cancellation);

    /// <summary>Census of the ladder, with the gain if shares of chosen rungs moved up one.</summary>
    /// <param name="shares">The shares, each 0 to 1; at least one.</param>
    /// <param name="share">The share of the other rungs, 0 to 1.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<LadderCensus> GetLadderAsync(IReadOnlyList<MovedShare> shares, decimal share = 0, CancellationToken cancellation = default) =>
        GetAsync<LadderCensus>("v1/ladder" + QueryOf(("share", share), ("shares", string.Join(',', shares.Select(moved => FormattableString.Invariant($"{JsonNamingPolicy.SnakeCaseLower.ConvertName(moved.Rung.ToString())}:{moved.Share}"))))), cancellation);

    /// <summary>How customers move between rungs from month to month.</summary>
    /// <param name="from">The first month; null for the first there is.</param>
    /// <param name="through">The last month; null for the running one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<LadderTransitions> GetLadderTransitionsAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<LadderTransitions>("v1/ladder/transitions" + QueryOf(("from", from), ("through", through)), cancellation);

    /// <summary>What has become of follow-ups, and what they brought as far as a holdout shows it.</summary>
    /// <param name="from">The first month of due days; null for the first there is.</param>
    /// <param name="through">The last month of due days; null for the last there is.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<FollowUpReport> GetFollowUpReportAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<FollowUpReport>("v1/follow-up-report" + QueryOf(("from", from), ("through", through)), cancellation);

    /// <summary>Surveys by month.</summary>
    /// <param name="from">The first month; null for the first there is.</param>
    /// <param name="through">The last month; null for the running one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<SurveyMonth>> GetSurveyReportAsync(Month? from = null, Month? through = null, CancellationToken cancellation = default) =>
        GetAsync<IReadOnlyList<SurveyMonth>>("v1/survey-report" + QueryOf(("from", from), ("through", through)), cancellation);

    /// <summary>What all customers have brought, by month and by acquisition channel.</summary>
    /// <param name="from">The first month; null for the first there is.</param>
    /// <param name="through">The last month; null for the running one.</param>
    /// <param name="channels">Channels shown by name at most; null for as many as a report shows.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ProgramEquity> GetEquityAsync(Month? from = null, Month? through = null, int? channels = null, CancellationToken cancellation = default) =>
        GetAsync<ProgramEquity>("v1/equity" + QueryOf(("from", from), ("through", through), ("channels", channels)), cancellation);

    /// <summary>How many customers stay, projected from the cohorts of the ledger.</summary>
    /// <param name="periods">Up to which age in months; null for twelve beyond the last one observed.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Projection> GetProjectionAsync(int? periods = null, CancellationToken cancellation = default) =>
        GetAsync<Projection>("v1/projection" + QueryOf(("periods", periods)), cancellation);

    /// <summary>Historic value, by acquisition channel too, and simple lifetime value.</summary>
    /// <param name="channels">Channels shown by name at most; null for as many as a report shows.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ValueReport> GetValueAsync(int? channels = null, CancellationToken cancellation = default) =>
        GetAsync<ValueReport>("v1/value" + QueryOf(("channels", channels)), cancellation);

    /// <summary>How much to spend on winning customers and on keeping them.</summary>
    /// <param name="input">What is spent now, and what that leads to.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<BalanceReport> BalanceEquityAsync(BalanceInput input, CancellationToken cancellation = default) => PostAsync<BalanceInput, BalanceReport>("v1/equity/balance", input, cancellation);

    /// <summary>How many customers stay, projected from a table.</summary>
    /// <param name="input">The table.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Projection> ProjectSurvivalAsync(ProjectionInput input, CancellationToken cancellation = default) => PostAsync<ProjectionInput, Projection>("v1/projection", input, cancellation);

    /// <summary>What is bought together, as it was last counted; it is counted anew behind the answer where that is a day ago.</summary>
    /// <param name="cancellation">Gives up.</param>
    public Task<BoughtTogetherAnswer> GetBoughtTogetherAsync(CancellationToken cancellation = default) => GetAsync<BoughtTogetherAnswer>("v1/bought-together", cancellation);

    /// <summary>What a customer is likely to need.</summary>
    /// <param name="customerId">The customer, who must be known.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CustomerNeeds> GetNeedsAsync(string customerId, CancellationToken cancellation = default) =>
        GetAsync<CustomerNeeds>($"v1/customers/{Uri.EscapeDataString(customerId)}/needs", cancellation);

    /// <summary>What the program owes in wallets.</summary>
    /// <param name="day">At the end of this day; null for now.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<LiabilityReport> GetLiabilityAsync(DateOnly? day = null, CancellationToken cancellation = default) =>
        GetAsync<LiabilityReport>("v1/liability" + QueryOf(("day", day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))), cancellation);

    /// <summary>A query of those parameters that have a value.</summary>
    private static string QueryOf(params (string Name, object? Value)[] parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Convert.ToString(parameter.Value, CultureInfo.InvariantCulture)!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }
}
