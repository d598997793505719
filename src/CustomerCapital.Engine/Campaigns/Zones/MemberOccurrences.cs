using System.Globalization;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Schedules;

namespace CustomerCapital.Engine.Campaigns.Zones;

/// <summary>An occurrence at one of its moments.</summary>
/// <param name="At">The moment, in UTC.</param>
/// <param name="Local">The local time that clocks of the zones show then; null where the schedule is in the program's time zone.</param>
/// <param name="Zones">The zones; none where the schedule is in the program's time zone.</param>
public sealed record DueOccurrence(DateTimeOffset At, string? Local, IReadOnlyList<ProgramCalendar> Zones)
{
    /// <summary>The id of its run.</summary>
    public string RunId => Domain.Campaigns.RunId.Of(At, Local);
}

/// <summary>An occurrence by the members' time zones.</summary>
/// <param name="Local">The local time, which is the same everywhere.</param>
/// <param name="At">When clocks of the program's time zone show the local time.</param>
/// <param name="First">When the first clock of a member shows the local time.</param>
/// <param name="Last">When the last one does.</param>
public sealed record MemberOccurrence(string Local, DateTimeOffset At, DateTimeOffset First, DateTimeOffset Last);

/// <summary>When campaigns occur by the members' time zones.</summary>
/// <remarks>
/// An occurrence is a local time. It has a moment for each group of zones whose clocks show the local time together. Which moment a local time is in a zone, the calendar of the
/// zone says (docs/adr/0040, docs/adr/0062).
/// </remarks>
public static class MemberOccurrences
{
    /// <summary>What stands behind a local time that has come before, since clocks were put back.</summary>
    private const string Again = "~2";

    /// <summary>No clock is further behind UTC.</summary>
    private static readonly TimeSpan LastClock = TimeSpan.FromHours(12);

    /// <summary>No local time is further from UTC, nor does a change of clocks skip more.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    /// <summary>The first occurrence at one of its moments after another, in the order of moments and, of one moment, of local times.</summary>
    /// <param name="schedule">In the members' time zones.</param>
    /// <param name="after">The moment.</param>
    /// <param name="afterLocal">The local time that was the last of that moment; null for all that there can be.</param>
    /// <param name="zones">The zones that members are in.</param>
    /// <returns>Null where there is none.</returns>
    public static DueOccurrence? Next(CampaignSchedule schedule, DateTimeOffset after, string? afterLocal, IReadOnlyList<ProgramCalendar> zones)
    {
        (DateTimeOffset At, string Local)? next = null;
        var together = new List<ProgramCalendar>();
        foreach (var zone in zones)
        {
            if (NextIn(schedule, after, afterLocal, zone) is not { } found) continue;
            var order = next is not { } first ? -1 : found.At != first.At ? found.At.CompareTo(first.At) : string.CompareOrdinal(found.Local, first.Local);
            if (order > 0) continue;
            if (order < 0) together.Clear();
            together.Add(zone);
            next = found;
        }

        return next is { } due ? new(due.At, due.Local, together) : null;
    }

    /// <summary>The first occurrence of one zone after a moment, or at that moment with a later local time.</summary>
    public static (DateTimeOffset At, string Local)? NextIn(CampaignSchedule schedule, DateTimeOffset after, string? afterLocal, ProgramCalendar zone)
    {
        var found = FirstIn(schedule, afterLocal is null ? after : after.AddTicks(-1), zone);
        if (found is { } same && same.At == after && afterLocal is not null && string.CompareOrdinal(same.Local, afterLocal) <= 0) found = FirstIn(schedule, after, zone);
        return found;
    }

    /// <summary>The occurrences of which a moment is to come in one of the zones, the earliest first.</summary>
    public static IEnumerable<MemberOccurrence> ToCome(CampaignSchedule schedule, DateTimeOffset now, MemberZones zones)
    {
        var from = schedule.From > now ? schedule.From.Value : now;
        var locals = schedule.AtLocal is { } local ? [local] : CronSchedule.Parse(schedule.Cron!, out _)?.LocalTimesFrom(from.UtcDateTime - Around) ?? [];
        foreach (var one in locals)
        {
            if (schedule.Until is { } until && one > until.UtcDateTime + Around) yield break;
            var moments = zones.All.Select(zone => zone.Passing(one)[0]).Where(at => !(at < schedule.From) && !(at > schedule.Until)).ToList();
            if (moments.Count > 0 && moments.Max() > now) yield return new(TextOf(one), zones.Program.ToLocal(zones.Program.Passing(one)[0]), zones.Program.ToLocal(moments.Min()), zones.Program.ToLocal(moments.Max()));
        }
    }

    /// <summary>The moment from which on nothing occurs, whichever zones members will be in; null where there is none.</summary>
    public static DateTimeOffset? EndOf(CampaignSchedule schedule) => schedule.AtLocal is { } local ? new DateTimeOffset(local, TimeSpan.Zero) + LastClock : schedule.Until;

    private static (DateTimeOffset At, string Local)? FirstIn(CampaignSchedule schedule, DateTimeOffset after, ProgramCalendar zone)
    {
        if (schedule.AtLocal is { } once) return zone.Passing(once)[0].ToUniversalTime() is var at && at > after ? (at, TextOf(once)) : null;
        var from = schedule.From is { } begin && begin > after ? begin.AddTicks(-1) : after;
        if (from.UtcDateTime.Year >= CampaignOccurrences.End || CronSchedule.Parse(schedule.Cron!, out _)?.NextPassing(from, zone) is not { } next) return null;
        return next.At.UtcDateTime.Year < CampaignOccurrences.End && !(next.At > schedule.Until) ? (next.At, TextOf(next.Local) + (next.IsAgain ? Again : "")) : null;
    }

    private static string TextOf(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
