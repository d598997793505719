using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Engine.Campaigns.Zones;

/// <summary>When a campaign occurs for whom: for everybody by the clocks of the program's time zone, or for each member by those of the own.</summary>
public sealed class CampaignTimes
{
    private static readonly TimeSpan LooksAgainAfter = TimeSpan.FromMinutes(1);

    private readonly ProgramCalendar _program;
    private readonly MemberZones? _zones;

    private CampaignTimes(ProgramCalendar program, MemberZones? zones) => (_program, _zones) = (program, zones);

    /// <summary>Those of a campaign now.</summary>
    public static async Task<CampaignTimes> OfAsync(EngineParts engine, Campaign campaign, CancellationToken cancellation)
    {
        // A run goes on in the zones in which it has begun, whatever the terms say now.
        var isByMembers = IsByMembers(campaign.Terms.Schedule) || campaign.UnderWay.Any(run => run.Zones is not null);
        return new(engine.Policy.Program.Calendar, isByMembers ? await MemberZones.ReadAsync(engine, cancellation) : null);
    }

    /// <summary>Whether a schedule is in the members' time zones.</summary>
    public static bool IsByMembers(CampaignSchedule? schedule) => schedule is { Zone: ScheduleZone.Member };

    /// <summary>The next occurrence that has not begun or been left out; null where there is none.</summary>
    public DueOccurrence? Next(Campaign campaign) => campaign is { ConsideredThrough: { } through, Terms.Schedule: { } schedule } ? Next(schedule, through, campaign.ConsideredLocal) : null;

    /// <summary>The one after an occurrence; null where there is none.</summary>
    public DueOccurrence? NextAfter(Campaign campaign, DueOccurrence due) => Next(campaign.Terms.Schedule!, due.At, due.Local);

    /// <summary>When something begins next that is not due yet; null where nothing will, for ever.</summary>
    /// <remarks>What is due and has not begun waits for a run under way. A campaign in the members' time zones is not over while the clocks of a zone could show its local time that nobody is in yet.</remarks>
    public DateTimeOffset? WakesAt(Campaign campaign, DateTimeOffset now)
    {
        var next = Next(campaign);
        if (next is { } due && due.At <= now) next = Next(campaign.Terms.Schedule!, now, null);
        return next?.At ?? (IsByMembers(campaign.Terms.Schedule) && MemberOccurrences.EndOf(campaign.Terms.Schedule!) is { } end && end > now ? end : null);
    }

    /// <summary>When to look again at a campaign whose runs under way stand still until a moment.</summary>
    /// <remarks>Members of other zones can be due before, also of zones that nobody is in yet.</remarks>
    public DateTimeOffset LooksAgainAt(Campaign campaign, DateTimeOffset now, DateTimeOffset opens)
    {
        if (!IsByMembers(campaign.Terms.Schedule)) return opens;
        var again = WakesAt(campaign, now) is { } wakes && wakes < now + LooksAgainAfter ? wakes : now + LooksAgainAfter;
        return again < opens ? again : opens;
    }

    /// <summary>Whether members of the campaign are to have their turn now.</summary>
    public bool HasTurns(Campaign campaign, DateTimeOffset now)
    {
        if (campaign.UnderWay.Any(run => OpensAt(campaign.Terms, run, now) <= now)) return true;
        return Next(campaign) is { } due && due.At <= now && OpensAt(campaign.Terms, due.Zones, now) <= now;
    }

    /// <summary>Who belongs to the audience of an occurrence, at its moment.</summary>
    public Segment AudienceOf(Segment segment, DueOccurrence due) => _zones is null || due.Local is null ? segment.At(due.At, _program) : _zones.Audience(segment, due.At, due.Zones);

    /// <summary>Who belongs to the audience of a run, at the moment for which it was scheduled, so that a page read later belongs to the same audience.</summary>
    public Segment AudienceOf(Segment segment, CampaignRun run)
    {
        var moment = RunId.MomentOf(run.RunId);
        return run.Zones is null ? segment.At(moment, _program) : _zones!.Audience(segment, moment, _zones!.Named(run.Zones));
    }

    /// <summary>Who belongs to the audience in all time zones, at a moment.</summary>
    public Segment Everywhere(Segment segment, DateTimeOffset moment) => _zones is null ? segment.At(moment, _program) : _zones.Audience(segment, moment, _zones.All);

    /// <summary>Whether a run is under way that an occurrence overlaps: one of another occurrence, for members of the same zones.</summary>
    public static bool Overlaps(DueOccurrence due, CampaignRun run)
    {
        if (due.Local is null || run.Zones is null) return true;
        return RunId.OccurrenceOf(run.RunId) != due.Local && due.Zones.Any(zone => run.Zones.Contains(zone.TimeZone));
    }

    /// <summary>The first moment, not before now, at which a run may grant something: by the quiet hours and days of its zones.</summary>
    /// <remarks>Clocks of zones that were together can differ later. Members have their turn once it is quiet in none of them; where that never is, the program's time zone counts.</remarks>
    public DateTimeOffset OpensAt(CampaignTerms terms, CampaignRun run, DateTimeOffset now) => OpensAt(terms, run.Zones is null ? [] : _zones!.Named(run.Zones), now);

    private DateTimeOffset OpensAt(CampaignTerms terms, IReadOnlyList<ProgramCalendar> zones, DateTimeOffset now)
    {
        if (zones.Count == 0) return terms.NextOpen(now, _program);
        var from = now;
        for (var step = 0; step <= 2 * CampaignTerms.MostBlackoutDays; step++)
        {
            var open = zones.Select(zone => terms.NextOpen(from, zone)).Max();
            if (open == from) return from;
            from = open;
        }

        return terms.NextOpen(now, _program);
    }

    private DueOccurrence? Next(CampaignSchedule schedule, DateTimeOffset after, string? afterLocal) => IsByMembers(schedule)
        ? MemberOccurrences.Next(schedule, after, afterLocal, _zones!.All)
        : CampaignOccurrences.Next(schedule, after, _program) is { } at ? new(at, null, []) : null;
}
