using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Wallets;
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
            .WithName("getCohorts").WithSummary("Reports cohort retention.")
            .WithDescription("A cohort is everyone whose first order fell in the same month. There is one cell for each cohort and age in months. The running month is marked as partial.")
            .ProducesProblems(400);
        reports.MapGet("/periods", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportPeriods(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getPeriods").WithSummary("Reports retention, churn and reactivation by calendar month.")
            .WithDescription("The textbook rate counts customers who come back. Strict retention does not. The first months of a program are marked as burn-in.")
            .ProducesProblems(400);
        reports.MapGet("/metrics", (ICustomerCapital capital, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportMetrics(query.Through(through, capital)), cancellation))
            .WithName("getMetrics").WithSummary("Reports repeat purchase rate, purchase frequency, average order value and customer value.")
            .WithDescription("The figures count everything up to the end of a month.")
            .ProducesProblems(400);
        reports.MapGet("/ladder", (ICustomerCapital capital, string? share, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportLadder(query.Share("share", share, whenAbsent: 1)), cancellation))
            .WithName("getLadder").WithSummary("Reports how many customers stand on each rung, and what they are worth.")
            .WithDescription("The step-up gain is what twelve-month value would rise by if a share of each rung moved up one rung.")
            .ProducesProblems(400);
        reports.MapGet("/value", (ICustomerCapital capital, string? channels, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportValue((int)query.Number("channels", channels, most, 0, most)), cancellation))
            .WithName("getValue").WithSummary("Reports historic value, by acquisition channel too, and simple lifetime value.")
            .WithDescription("Historic value is margin so far, less what winning the customers and their rewards cost.")
            .ProducesProblems(400);
        reports.MapGet("/liability", LiabilityAsync)
            .WithName("getLiability").WithSummary("Reports what the program owes in wallets and vouchers.")
            .WithDescription("Everything is as of the end of a day, by what is known now. Revenue is split between what was sold and what it earned (IFRS 15, ASC 606).")
            .ProducesProblems(400);
    }

    private static async Task<Ok<LiabilityReport>> LiabilityAsync(ICustomerCapital capital, string? day, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var today = capital.Policy.Program.Calendar.DayOf(capital.Now);
        var asked = query.Day("day", day) ?? today;
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.AskAsync(new ReportLiability(asked, IsToday: asked >= today), cancellation));
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
