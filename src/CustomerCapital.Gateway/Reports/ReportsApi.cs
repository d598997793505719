using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

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
        reports.MapGet("/ladder", (ICustomerCapital capital, string? share, string? shares, CancellationToken cancellation) =>
            AskAsync(capital, query => query.Shares("shares", shares) is { } chosen ? new ReportLadder(query.Share("share", share, whenAbsent: 0), chosen) : new(query.Share("share", share, whenAbsent: 1)), cancellation))
            .WithName("getLadder").WithSummary("Reports how many customers stand on each rung, and what they are worth.")
            .WithDescription("The step-up gain is what twelve-month value would rise by if a share of each rung, or of chosen rungs, moved up one rung. `caveat` says what the gain does not say.")
            .ProducesProblems(400);
        reports.MapGet("/ladder/transitions", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportTransitions(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getLadderTransitions").WithSummary("Reports how customers move between rungs from month to month.")
            .WithDescription("The matrix counts the whole months that are shown. `steadyState` says to which shares the matrix leads, or why there is no such distribution.")
            .ProducesProblems(400);
        reports.MapGet("/value", (ICustomerCapital capital, string? channels, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportValue((int)query.Number("channels", channels, most, 0, most)), cancellation))
            .WithName("getValue").WithSummary("Reports historic value, by acquisition channel too, and simple lifetime value.")
            .WithDescription("Historic value is margin so far, less what winning the customers and their rewards cost.")
            .ProducesProblems(400);
        reports.MapGet("/equity", (ICustomerCapital capital, string? from, string? through, string? channels, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportEquity(query.Month("from", from), query.Through(through, capital), (int)query.Number("channels", channels, most, 0, most)), cancellation))
            .WithName("getEquity").WithSummary("Reports what all customers have brought, by month and by acquisition channel.")
            .WithDescription("Of each channel: what winning customers cost, what they have brought, how soon that pays back, and how many buyers are still active. `notes` says in which month each cost is placed.")
            .ProducesProblems(400);
        reports.MapPost("/equity/balance", (Body<BalanceInput> body) => Answer(body.Value.Faults(), () => BalanceReport.Of(body.Value)))
            .WithName("balanceEquity").WithSummary("Finds how much to spend on winning customers and on keeping them.")
            .WithDescription("The response curves go through what was spent and what that led to (Blattberg and Deighton 1996). `optimality` tests the optimum; `assumptions` says what all of it rests on. Nothing is recorded.")
            .ProducesProblems(400, 413, 415);
        reports.MapGet("/projection", (ICustomerCapital capital, string? periods, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportProjection(string.IsNullOrEmpty(periods) ? null : (int)query.Number("periods", periods, 1, 1, ProjectionInput.PeriodLimit)), cancellation))
            .WithName("getProjection").WithSummary("Projects how many customers stay, from the cohorts of the ledger.")
            .WithDescription("The shifted-beta-geometric model is for programs like a subscription (Fader and Hardie 2007). A period is a month. `words` says whether the data identify the model, and whether the program is such a one.")
            .ProducesProblems(400);
        reports.MapPost("/projection", (Body<ProjectionInput> body) => Answer(body.Value.Faults(), () => ProjectionReport.Of(body.Value)))
            .WithName("projectSurvival").WithSummary("Projects how many customers stay, from a table.")
            .WithDescription("The table says of each cohort how many were there at the start and after each period. Nothing is recorded.")
            .ProducesProblems(400, 413, 415);
        reports.MapGet("/follow-up-report", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportFollowUps(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getFollowUpReport").WithSummary("Reports which follow-ups were done in time, late, or not yet, and what they brought.")
            .WithDescription("By the month in which they are due, by kind and rung. `brought` compares buyers among those who were to be followed up with those whom a campaign held out. Nothing else is compared: `reason` says why something is not measured.")
            .WithMetadata(new EndpointDescription
            {
                Signature =
                [
                    new("from", "First month of due days. If left out, the first there is.", new() { Type = JsonSchemaType.String, Pattern = @"^\d{4}-\d{2}$", Examples = ["2026-03"] }),
                    new("through", "Last month of due days, at most a year ahead. If left out, the last there is.", new() { Type = JsonSchemaType.String, Pattern = @"^\d{4}-\d{2}$", Examples = ["2026-03"] }),
                ],
            })
            .ProducesProblems(400);
        reports.MapGet("/survey-report", (ICustomerCapital capital, string? from, string? through, CancellationToken cancellation) =>
            AskAsync(capital, query => new ReportSurveys(query.Month("from", from), query.Through(through, capital)), cancellation))
            .WithName("getSurveyReport").WithSummary("Reports surveys by month: invitations, answers, and who has not answered.")
            .WithDescription("The net promoter score is promoters (9 and 10) less detractors (0 to 6), in hundredths of the answers. An answer counts in the month in which it was given.")
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

    /// <summary>Answers what a body asks, where nothing is wrong with it.</summary>
    private static Ok<TAnswer> Answer<TAnswer>(IEnumerable<FieldFault> faults, Func<TAnswer> answer)
    {
        var query = new QueryFaults();
        query.Add(faults);
        query.ThrowIfAny();
        return TypedResults.Ok(answer());
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
