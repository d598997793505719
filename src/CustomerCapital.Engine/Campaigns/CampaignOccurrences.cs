using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Schedules;
using CustomerCapital.Engine.Campaigns.Zones;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>When campaigns occur.</summary>
public static class CampaignOccurrences
{
    /// <summary>The year from which on nothing occurs: expressions are read up to the year before, and the program's clock does not go there.</summary>
    internal const int End = 2100;

    /// <summary>The first occurrence after a moment by the clocks of a time zone, in UTC; null where there is none before the year 2100.</summary>
    public static DateTimeOffset? Next(CampaignSchedule schedule, DateTimeOffset after, ProgramCalendar calendar)
    {
        if (CampaignTimes.IsByMembers(schedule)) return MemberOccurrences.NextIn(schedule, after, null, calendar)?.At;
        if (schedule.At is { } at) return at > after && at.UtcDateTime.Year < End ? at.ToUniversalTime() : null;
        var from = schedule.From is { } begin && begin > after ? begin.AddTicks(-1) : after;
        if (from.UtcDateTime.Year >= End) return null;
        return CronSchedule.Parse(schedule.Cron!, out _)?.Next(from, calendar) is { } next && next.UtcDateTime.Year < End && !(next > schedule.Until) ? next : null;
    }

    /// <summary>The next occurrences after a moment, with the offset of the program's time zone.</summary>
    public static IEnumerable<DateTimeOffset> After(CampaignSchedule schedule, DateTimeOffset after, ProgramCalendar calendar)
    {
        for (var next = Next(schedule, after, calendar); next is { } at; next = Next(schedule, at, calendar)) yield return calendar.ToLocal(at);
    }

    /// <summary>The occurrences of a campaign to come, with the offset of the program's time zone: after now, and after those that have begun or were left out.</summary>
    public static IEnumerable<DateTimeOffset> ToCome(Campaign campaign, CampaignSchedule schedule, DateTimeOffset now, ProgramCalendar calendar) =>
        After(schedule, campaign.ConsideredThrough is { } through && through > now ? through : now, calendar);

    /// <summary>What is wrong with a schedule beside what its fields tell, now.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The engine's time.</param>
    /// <param name="zones">The time zones that members are in.</param>
    public static IEnumerable<FieldFault> Faults(CampaignSchedule? schedule, DateTimeOffset now, MemberZones zones)
    {
        if (schedule is null) yield break;
        if (schedule.Cron is { } cron && CronSchedule.Parse(cron, out var fault) is null) yield return new("schedule.cron", fault!);
        else if ((schedule.Cron is not null || (CampaignTimes.IsByMembers(schedule) ? schedule.AtLocal is not null : schedule.At is not null)) && !Occurs(schedule, now, zones)) yield return new("schedule", "Has no occurrence after now and before the year 2100.");
    }

    private static bool Occurs(CampaignSchedule schedule, DateTimeOffset now, MemberZones zones)
    {
        if (!CampaignTimes.IsByMembers(schedule)) return Next(schedule, now, zones.Program) is not null;
        return schedule.AtLocal is null ? MemberOccurrences.Next(schedule, now, null, zones.All) is not null : MemberOccurrences.EndOf(schedule) > now;
    }
}
