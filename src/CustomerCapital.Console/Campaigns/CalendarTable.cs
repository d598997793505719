using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Raffles;

namespace CustomerCapital.ConsolePages.Campaigns;

/// <summary>What campaigns did in the last twelve months and will do in the next, and the draws of raffles, day by day; of one day alone where the address names it.</summary>
public sealed class CalendarTable : ITableSource
{
    private const int MonthsAround = 12;

    public string Name => "calendar";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ReadDaysAsync(ask));

    internal static ConsoleTable Of(ConsoleRequest ask, IReadOnlyList<CalendarMark> marks)
    {
        var say = ask.Speech;
        var clashes = ClashesOf(marks);
        return new(
            [new("day", say["calendar.day"]), new("at", say["calendar.at"]), new("title", say["campaigns.title"]), new("kind", say["calendar.kind"]), new("same_day", say["calendar.clash"])],
            [.. marks.Where(mark => ask.DayOf("day") is not { } only || mark.Day == only).Select(mark => new Row(
            [
                new(say.Day(mark.Day), mark.Day), new(say.Moment(mark.At), mark.At), Cell.Of(mark.Title, mark.Leads), new(say["calendar." + mark.Kind], mark.Kind),
                clashes.Contains(mark.Day) ? Cell.Of(string.Join(", ", marks.Where(other => other.Day == mark.Day && other.Id != mark.Id).Select(other => other.Title).Distinct())) with { Mark = "warn" } : Cell.Of(""),
            ]))])
        { Call = "/v1/calendar?limit=1000", Note = ask.DayOf("day") is { } shown ? say.Say("calendar.ofday", say.Day(shown)) : null };
    }

    /// <summary>Days on which more than one campaign occurs.</summary>
    internal static HashSet<DateOnly> ClashesOf(IReadOnlyList<CalendarMark> marks) =>
        [.. marks.Where(mark => mark.Kind != "draw").GroupBy(mark => mark.Day).Where(day => day.Select(mark => mark.Id).Distinct().Count() > 1).Select(day => day.Key)];

    internal static (DateOnly First, DateOnly Last) RangeOf(ConsoleRequest ask)
    {
        var today = ask.Speech.Calendar.DayOf(ask.Capital.Now);
        return (new DateOnly(today.Year, today.Month, 1).AddMonths(-MonthsAround), new DateOnly(today.Year, today.Month, 1).AddMonths(MonthsAround + 1).AddDays(-1));
    }

    internal static async Task<IReadOnlyList<CalendarMark>> ReadDaysAsync(ConsoleRequest ask)
    {
        var (calendar, (first, last)) = (ask.Speech.Calendar, RangeOf(ask));
        var campaigns = await ask.AskAsync(new ReadCampaigns());
        var titles = campaigns.ToDictionary(campaign => campaign.CampaignId, campaign => campaign.Terms.Title ?? campaign.CampaignId);
        var past = await Task.WhenAll(campaigns.Where(campaign => campaign.RunCount > 0 && campaign.Terms.Schedule is not null).Select(async campaign =>
            (await ask.AskAsync(new ReportRuns(campaign.CampaignId))).Select(run => MarkOf(run.BegunAt, campaign.CampaignId, run.Status is RunStatus.Missed or RunStatus.Overlapped ? "missed" : "run"))));
        var next = (await ask.AskAsync(new ReadCampaignCalendar(FindCustomers.PageLimit))).Select(entry => MarkOf(entry.At, entry.CampaignId, "planned"));
        var draws = (await ask.AskAsync(new ReadScheduledDraws(FindCustomers.PageLimit)))
            .Select(draw => new CalendarMark(calendar.DayOf(draw.At), draw.At, draw.RaffleId, draw.Title ?? draw.RaffleId, "draw", ConsoleAddress.Of(ConsoleAddress.Root + "/raffle", ("id", draw.RaffleId))));
        return [.. past.SelectMany(runs => runs).Concat(next).Concat(draws).Where(mark => mark.Day >= first && mark.Day <= last).OrderBy(mark => mark.At).ThenBy(mark => mark.Id, StringComparer.Ordinal)];

        CalendarMark MarkOf(DateTimeOffset at, string campaignId, string kind) => new(calendar.DayOf(at), at, campaignId, titles.GetValueOrDefault(campaignId, campaignId), kind, ConsoleAddress.Campaign(campaignId));
    }
}

/// <summary>Something on a day of the calendar.</summary>
/// <param name="Day">The local day.</param>
/// <param name="At">The moment.</param>
/// <param name="Id">Of the campaign or the raffle.</param>
/// <param name="Title">What people read.</param>
/// <param name="Kind"><c>run</c>, <c>missed</c>, <c>planned</c> or <c>draw</c>.</param>
/// <param name="Leads">Its page.</param>
public sealed record CalendarMark(DateOnly Day, DateTimeOffset At, string Id, string Title, string Kind, string Leads);
