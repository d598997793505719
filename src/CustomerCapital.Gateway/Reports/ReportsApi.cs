using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Reports;

/// <summary>Reports over all customers.</summary>
internal static class ReportsApi
{
    public static void MapReports(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/").WithTags("Reports");
        reports.MapGet("/cohorts", CohortsAsync).WithName("getCohorts").WithSummary("Cohort retention: one cell per cohort and age.").ProducesProblems(400);
        reports.MapGet("/periods", PeriodsAsync).WithName("getPeriods").WithSummary("Retention, churn and reactivation by calendar month.").ProducesProblems(400);
        reports.MapGet("/metrics", MetricsAsync).WithName("getMetrics").WithSummary("Program metrics up to the end of a month.").ProducesProblems(400);
        reports.MapGet("/ladder", LadderAsync).WithName("getLadder").WithSummary("Census of the ladder, and the gain if a share of each rung moved up one.").ProducesProblems(400);
        reports.MapGet("/value", ValueAsync).WithName("getValue").WithSummary("Historic value in all and by acquisition channel, and the simple lifetime value.").ProducesProblems(400);
    }

    private static async Task<Ok<IReadOnlyList<CohortCell>>> CohortsAsync(ICustomerCapital capital, string? from, string? through, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var (first, last) = (query.Month("from", from), query.Through(through, capital.Reports));
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.Reports.CohortsAsync(first, last, cancellation));
    }

    private static async Task<Ok<IReadOnlyList<Period>>> PeriodsAsync(ICustomerCapital capital, string? from, string? through, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var (first, last) = (query.Month("from", from), query.Through(through, capital.Reports));
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.Reports.PeriodsAsync(first, last, cancellation));
    }

    private static async Task<Ok<Metrics>> MetricsAsync(ICustomerCapital capital, string? through, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var last = query.Through(through, capital.Reports);
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.Reports.MetricsAsync(last, cancellation));
    }

    private static async Task<Ok<LadderCensus>> LadderAsync(ICustomerCapital capital, string? share, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var moved = query.Share("share", share, whenAbsent: 1);
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.Reports.LadderAsync(moved, cancellation));
    }

    private static async Task<Ok<ValueReport>> ValueAsync(ICustomerCapital capital, string? channels, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var shown = query.Number("channels", channels, IReports.ChannelLimit, 0, IReports.ChannelLimit);
        query.ThrowIfAny();
        return TypedResults.Ok((await capital.Reports.ValueAsync(cancellation)).Showing((int)shown));
    }
}
