using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Surveys;

namespace CustomerCapital.ConsolePages.Surveys;

/// <summary>Surveys by month.</summary>
public sealed class SurveysTable : ITableSource
{
    public string Name => "surveys";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var (say, range) = (ask.Speech, Cohorts.CohortsTable.RangeOf(ask));
        var months = await ask.AskAsync(new ReportSurveys(ask.MonthOf("from"), range.Through));
        return new(
            [
                new("month", say["followups.month"]), new("nps_invited", say["surveys.nps.invited"], true), new("promoters", say["surveys.promoters"], true), new("passives", say["surveys.passives"], true),
                new("detractors", say["surveys.detractors"], true), new("nps", say["surveys.nps"], true) { Means = say["surveys.nps.means"] }, new("nps_unanswered", say["surveys.unanswered"], true),
                new("nps_non_response", say["surveys.nonresponse"], true) { Means = say["surveys.nonresponse.means"] }, new("nps_reminded", say["surveys.reminded"], true),
                new("reviews_invited", say["surveys.reviews.invited"], true), new("reviews_answered", say["surveys.reviews"], true), new("review_average", say["surveys.average"], true),
                new("reviews_unanswered", say["surveys.unanswered"], true), new("reviews_non_response", say["surveys.nonresponse"], true), new("reviews_reminded", say["surveys.reminded"], true),
            ],
            [.. months.Select(month => new Row(
            [
                new(month.Month.ToString(), month.Month), Of(month.Nps.Invited), Of(month.Nps.Promoters), Of(month.Nps.Passives), Of(month.Nps.Detractors), new(say.Number((double?)month.Nps.Score, 0), month.Nps.Score),
                Of(month.Nps.Unanswered), ShareOf(month.Nps.NonResponse), Of(month.Nps.Reminded),
                Of(month.Reviews.Invited), Of(month.Reviews.Answered), new(say.Number((double?)month.Reviews.Average, 2), month.Reviews.Average),
                Of(month.Reviews.Unanswered), ShareOf(month.Reviews.NonResponse), Of(month.Reviews.Reminded),
            ]))])
        { Call = "/v1/survey-report" };

        Cell ShareOf(decimal? share) => new(share is { } known ? say.Percent(known) : "", share);

        Cell Of(long count) => new(say.Number(count), count);
    }
}
