using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.FollowUps;

namespace CustomerCapital.ConsolePages.Work;

/// <summary>What has become of follow-ups, by the month in which they are due, by kind and by rung.</summary>
public sealed class FollowUpReportTable : ITableSource
{
    public string Name => "follow-ups";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(QuestionOf(ask)));

    /// <summary>The months of an address; one too far ahead is passed over.</summary>
    internal static ReportFollowUps QuestionOf(ConsoleRequest ask) => new(ask.MonthOf("from"), ask["through"] is null ? null : Cohorts.CohortsTable.RangeOf(ask).Through);

    internal static ConsoleTable Of(ConsoleRequest ask, FollowUpReport report)
    {
        var say = ask.Speech;
        return new(
            [
                new("month", say["followups.month"]), new("kind", say["followup.kind"]), new("rung", say["followups.rung"]), new("in_time", say["followups.intime"], true) { Means = say["followups.intime.means"] },
                new("late", say["followups.late"], true), new("open", say["followups.open"], true), new("overdue", say["followups.overdue"], true) { Means = say["followups.overdue.means"] },
            ],
            [.. report.Lines.Select(line => new Row(
            [
                new(line.Month.ToString(), line.Month), new(say.Word(line.Kind), line.Kind), new(say.Word(line.Rung), line.Rung), new(say.Number(line.InTime), line.InTime), new(say.Number(line.Late), line.Late),
                new(say.Number(line.Open), line.Open), new(say.Number(line.Overdue), line.Overdue),
            ]))])
        { Call = "/v1/follow-up-report", Note = report.Withheld == 0 ? null : say.Say("followups.withheld", say.Number(report.Withheld)) };
    }
}

/// <summary>What follow-ups brought, as far as holdouts of campaigns show it.</summary>
public sealed class FollowUpEffectsTable : ITableSource
{
    public string Name => "follow-up-effects";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(FollowUpReportTable.QuestionOf(ask)));

    internal static ConsoleTable Of(ConsoleRequest ask, FollowUpReport report)
    {
        var say = ask.Speech;
        return new(
            [
                new("campaign", say["followups.campaign"]), new("kind", say["followup.kind"]), new("days", say["followups.days"], true), new("reached", say["results.reached"], true), new("reached_buyers", say["followups.buyers"], true),
                new("held_out", say["results.heldout"], true), new("held_out_buyers", say["followups.buyers"], true), new("difference", say["followups.difference"], true) { Means = say["followups.difference.means"] },
                new("lower", say["followups.lower"], true), new("upper", say["followups.upper"], true), new("not_measured", say["followups.notmeasured"]),
            ],
            [.. report.Brought.Select(effect => new Row(
            [
                Cell.Of(effect.CampaignId, ConsoleAddress.Campaign(effect.CampaignId)), new(say.Word(effect.Kind), effect.Kind), new(say.Number(effect.Days), effect.Days),
                new(say.Number(effect.Reached.Members), effect.Reached.Members), new(say.Number(effect.Reached.Buyers), effect.Reached.Buyers),
                new(say.Number(effect.HeldOut.Members), effect.HeldOut.Members), new(say.Number(effect.HeldOut.Buyers), effect.HeldOut.Buyers),
                ShareOf(effect.Difference?.Value), ShareOf(effect.Difference?.Interval.Lower), ShareOf(effect.Difference?.Interval.Upper),
                new(effect.Reason is { } reason ? say.Word(reason) : "", effect.Reason),
            ]))])
        { Call = "/v1/follow-up-report", Note = say["followups.note"] };

        Cell ShareOf(double? share) => new(share is { } known ? say.Percent((decimal)known) : "", share);
    }
}
