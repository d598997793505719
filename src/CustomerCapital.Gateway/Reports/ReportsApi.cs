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
        const int most = ReportValue.ChannelLimit;
        var reports = api.MapGroup("/").WithTags("Reports");
        reports.MapGet("/cohorts", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportCohorts(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getCohorts").WithSummary("Cohort retention: one cell per cohort and age.").ProducesProblems(400);
        reports.MapGet("/periods", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportPeriods(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getPeriods").WithSummary("Retention, churn and reactivation by calendar month.").ProducesProblems(400);
        reports.MapGet("/metrics", (ICustomerCapital capital, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportMetrics(query.Through(through, capital)), cancellation))
            .WithName("getMetrics").WithSummary("Program metrics up to the end of a month.").ProducesProblems(400);
        reports.MapGet("/ladder", (ICustomerCapital capital, string? share, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportLadder(query.Share("share", share, whenAbsent: 1)), cancellation))
            .WithName("getLadder").WithSummary("Census of the ladder, and the gain if a share of each rung moved up one.").ProducesProblems(400);
        reports.MapGet("/value", (ICustomerCapital capital, string? channels, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportValue((int)query.Number("channels", channels, most, 0, most)), cancellation))
            .WithName("getValue").WithSummary("Historic value in all and by acquisition channel, and the simple lifetime value.").ProducesProblems(400);
    }

    /// <summary>Reads a question from a query, and asks it where nothing is wrong with the query.</summary>
    private static async Task<Ok<TAnswer>> AskAsync<TAnswer>(
        ICustomerCapital capital, Func<QueryFaults, Question<TAnswer>> read, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var question = read(query);
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.AskAsync(question, cancellation));
    }
}
