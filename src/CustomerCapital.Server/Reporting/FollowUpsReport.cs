using System.Globalization;
using System.Text.Json;
using CustomerCapital.Engine;
using CustomerCapital.Engine.FollowUps;

namespace CustomerCapital.Server.Reporting;

/// <summary>What has become of follow-ups by month, kind and rung, and what they brought: as CSV a line for each month, kind and rung.</summary>
internal sealed class FollowUpsReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        var report = await engine.AskAsync(new ReportFollowUps(months.From, months.Through), cancellation);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["month", "kind", "rung", "in_time", "late", "open", "overdue"],
                    report.Lines.Select(line => (object?[])[line.Month.ToString(), Name(line.Kind), Name(line.Rung), line.InTime, line.Late, line.Open, line.Overdue]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(report);
                break;
            default:
                output.WriteTable(
                    "Follow-ups by the month in which they are due",
                    ["month", "kind", "rung", "in time", "late", "open", "overdue"],
                    report.Lines.Select(line => (string[])
                    [
                        line.Month.ToString(), Name(line.Kind), Name(line.Rung), ReportOutput.Number(line.InTime), ReportOutput.Number(line.Late), ReportOutput.Number(line.Open), ReportOutput.Number(line.Overdue),
                    ]),
                    "In time: done by the end of the day on which it was due. Overdue: due before today, and not done.",
                    $"Not opened, since as many were open as a customer can have: {ReportOutput.Number(report.Withheld)}.");
                output.WriteTable(
                    "What follow-ups brought",
                    ["campaign", "kind", "days", "reached", "buyers", "held out", "buyers", "difference", "95 % interval"],
                    report.Brought.Select(RowOf),
                    report.Brought.Count == 0 ? "Not measured: no campaign has customers followed up." : "Buyers within the days, of those who were to be followed up and of those held out. Nothing else is compared.");
                break;
        }
    }

    private static string[] RowOf(FollowUpEffect effect) =>
    [
        effect.CampaignId, Name(effect.Kind), ReportOutput.Number(effect.Days), ReportOutput.Number(effect.Reached.Members), ReportOutput.Number(effect.Reached.Buyers),
        ReportOutput.Number(effect.HeldOut.Members), ReportOutput.Number(effect.HeldOut.Buyers), effect.Difference is { } difference ? Points(difference.Value) : "not measured",
        effect.Difference is { } measured ? $"{Points(measured.Interval.Lower)} to {Points(measured.Interval.Upper)}" : Name(effect.Reason!.Value),
    ];

    /// <summary>A difference of shares in hundredths.</summary>
    private static string Points(double share) => (100 * share).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
