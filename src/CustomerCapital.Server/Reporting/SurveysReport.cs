using System.Globalization;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Surveys;

namespace CustomerCapital.Server.Reporting;

/// <summary>Surveys by month: invitations, answers, and who has not answered.</summary>
internal sealed class SurveysReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var surveys = await engine.AskAsync(new ReportSurveys(months.From, months.Through), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    [
                        "month", "partial", "nps_invited", "nps_answered", "promoters", "passives", "detractors", "nps", "nps_unanswered", "nps_reminded",
                        "reviews_invited", "reviews_answered", "review_average", "reviews_unanswered", "reviews_reminded", "unanswered_of_unknown_kind",
                    ],
                    surveys.Select(month => (object?[])
                    [
                        month.Month.ToString(), month.Partial, month.Nps.Invited, month.Nps.Answered, month.Nps.Promoters, month.Nps.Passives, month.Nps.Detractors, month.Nps.Score, month.Nps.Unanswered, month.Nps.Reminded,
                        month.Reviews.Invited, month.Reviews.Answered, month.Reviews.Average, month.Reviews.Unanswered, month.Reviews.Reminded, month.UnansweredOfUnknownKind,
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(surveys);
                break;
            default:
                output.WriteTable(
                    "Surveys by month",
                    ["month", "invited", "promoters", "passives", "detractors", "NPS", "no answer", "reviews", "average", "no answer"],
                    surveys.Select(month => (string[])
                    [
                        month.Month + (month.Partial ? " *" : ""), ReportOutput.Number(month.Nps.Invited + month.Reviews.Invited), ReportOutput.Number(month.Nps.Promoters), ReportOutput.Number(month.Nps.Passives),
                        ReportOutput.Number(month.Nps.Detractors), Number(month.Nps.Score, "+0;-0;0"), ReportOutput.Percent((double?)month.Nps.NonResponse),
                        ReportOutput.Number(month.Reviews.Answered), Number(month.Reviews.Average, "0.00"), ReportOutput.Percent((double?)month.Reviews.NonResponse),
                    ]),
                    "NPS: promoters (9 and 10) less detractors (0 to 6), in hundredths of the answers.",
                    "No answer: surveys that ended unanswered, of those that were answered or ended in the month.",
                    "* not over yet");
                break;
        }
    }

    private static string Number(decimal? number, string form) => number?.ToString(form, CultureInfo.InvariantCulture) ?? "";
}
