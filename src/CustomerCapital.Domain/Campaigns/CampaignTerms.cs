using System.Text.Json.Serialization;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>What a campaign gives to whom, when, and how much at most.</summary>
/// <param name="Reward">The name of a reward in the policy's catalogue. Customers get the reward free.</param>
public sealed record CampaignTerms(string Reward = "") : Kept
{
    /// <summary>Most days without grants.</summary>
    public const int MostBlackoutDays = 100;

    /// <summary>The highest priority.</summary>
    public const int MostPriority = 1_000;

    /// <summary>For how many days members are measured where the terms do not say.</summary>
    public const int UsualMeasureDays = 30;

    private readonly ValueList<DateOnly> _blackoutDays;
    private readonly ValueList<Rung> _rungs;

    /// <summary>What people read, at most 200 characters. May be left out.</summary>
    public string? Title { get; init; }

    /// <summary>Who belongs to the audience, as segments are written. If left out, every customer.</summary>
    public Segment? Audience { get; init; }

    /// <summary>
    /// When it is found out who belongs to the audience of an occurrence. If left out, <c>at_turn</c>.
    /// </summary>
    public AudienceTaken? AudienceTaken { get; init; }

    /// <summary>When the campaign occurs. Either this or <c>trigger</c>.</summary>
    public CampaignSchedule? Schedule { get; init; }

    /// <summary>
    /// What triggers the campaign. The customer gets the reward at once, with what triggered it. Either this or
    /// <c>schedule</c>.
    /// </summary>
    public CampaignTrigger? Trigger { get; init; }

    /// <summary>How often one customer gets the reward by this campaign. If left out, once with each occurrence.</summary>
    public MemberLimit? PerCustomer { get; init; }

    /// <summary>How much the campaign gives in all. If left out, without a limit.</summary>
    public CampaignBudget? Budget { get; init; }

    /// <summary>
    /// Share of the audience that gets nothing, so that the others can be held against these customers: 0 to 50 percent,
    /// with at most two decimals. If left out, 0.
    /// </summary>
    public decimal HoldoutPercent { get; init; }

    /// <summary>
    /// For how many days of 24 hours each member is measured, from the first offer on: 1 to 366. If left out, 30.
    /// </summary>
    public int? MeasureDays { get; init; }

    /// <summary>For how many days each member is measured.</summary>
    [JsonIgnore]
    public int WindowDays => MeasureDays ?? UsualMeasureDays;

    /// <summary>Campaigns of which one customer gets one at most within a time. May be left out.</summary>
    public ExclusiveGroup? Exclusive { get; init; }

    /// <summary>
    /// Which of several campaigns of an exclusive group comes first: of campaigns that are due together, or that the same
    /// fact triggers, the one with the higher number, 0 to 1,000. If left out, 0.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>
    /// The rungs of the ladder that the campaign is for, as the report of the ladder shows them. Whom it reaches is for the
    /// audience to say. May be left out.
    /// </summary>
    public IReadOnlyList<Rung> Rungs { get => _rungs.Items; init => _rungs = new(value); }

    /// <summary>Grants in a second at most, 1 to 100,000. If left out, as fast as can be.</summary>
    public int? PerSecond { get; init; }

    /// <summary>
    /// A time of the day at which nothing is granted: in the program's time zone, or in the members' if the schedule is in
    /// theirs. May be left out.
    /// </summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>
    /// Days on which nothing is granted, at most 100: in the program's time zone, or in the members' if the schedule is in
    /// theirs. May be left out.
    /// </summary>
    public IReadOnlyList<DateOnly> BlackoutDays { get => _blackoutDays.Items; init => _blackoutDays = new(value); }

    /// <summary>Whatever is wrong with the terms by themselves. Whether there are such a reward and such saved segments changes with time.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.TextFaults("title", Title)) yield return fault;
        foreach (var fault in Text.IdFaults("reward", Reward)) yield return fault;
        if (Schedule is null == Trigger is null) yield return new("schedule", "Says either schedule or trigger.");
        foreach (var fault in Schedule?.Faults() ?? []) yield return fault;
        foreach (var fault in Trigger?.Faults() ?? []) yield return fault;
        if (Trigger is not null && Budget?.GrantsPerRun is not null) yield return new("budget.grantsPerRun", "Stands beside a schedule; a trigger has no runs.");
        if (Trigger is not null && (PerSecond is not null || QuietHours is not null || BlackoutDays.Count > 0)) yield return new("trigger", "Gives at once; leave out perSecond, quietHours and blackoutDays.");
        if (AudienceTaken is { } taken && !Enum.IsDefined(taken)) yield return new("audienceTaken", "Must be at_turn or at_launch.");
        if (Trigger is not null && AudienceTaken == Campaigns.AudienceTaken.AtLaunch) yield return new("audienceTaken", "Stands beside a schedule; whoever triggers the campaign is judged at once.");
        if (Trigger is not null && Audience is { AsksBesideState: true }) yield return new("audience", "Must not ask for what was bought, nor for scores, beside a trigger.");
        foreach (var fault in PerCustomer?.Faults() ?? []) yield return fault;
        foreach (var fault in Budget?.Faults() ?? []) yield return fault;
        if (HoldoutPercent is < 0 or > 50 || HoldoutPercent != decimal.Round(HoldoutPercent, 2)) yield return new("holdoutPercent", "Must be 0 to 50, with at most two decimals.");
        if (MeasureDays is < 1 or > 366) yield return new("measureDays", "Must be 1 to 366.");
        foreach (var fault in Exclusive?.Faults() ?? []) yield return fault;
        if (Priority is < 0 or > MostPriority) yield return new("priority", "Must be 0 to 1,000.");
        if (Rungs.Any(rung => !Enum.IsDefined(rung))) yield return new("rungs", "Must be names of rungs, such as member.");
        if (PerSecond is < 1 or > 100_000) yield return new("perSecond", "Must be 1 to 100,000.");
        if (QuietHours is { } quiet && quiet.From == quiet.To) yield return new("quietHours", "Must not begin and end at the same time, which is the whole day or none of it.");
        if (BlackoutDays.Count > MostBlackoutDays) yield return new("blackoutDays", $"Must be at most {MostBlackoutDays} days.");
    }

    /// <summary>The first moment, not before another, at which something may be granted.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset from, ProgramCalendar calendar)
    {
        // Each step leaves a day, or the quiet hours of one, behind.
        for (var step = 0; step <= 2 * MostBlackoutDays + 2; step++)
        {
            var local = calendar.ToLocal(from);
            var day = DateOnly.FromDateTime(local.DateTime);
            if (BlackoutDays.Contains(day)) from = calendar.StartOf(day.AddDays(1));
            else if (QuietHours?.EndAfter(local.DateTime) is { } end && calendar.AtLocal(end) is var open && open > from) from = open;
            else return from;
        }

        return from;
    }
}

/// <summary>When a campaign occurs: once, or again and again.</summary>
/// <param name="At">The moment at which the campaign occurs once, with an offset, cut to the second. Either this, <c>atLocal</c> or <c>cron</c>.</param>
/// <param name="Cron">
/// Minute, hour, day of the month, month and day of the week at which the campaign occurs, by the clocks that
/// <c>zone</c> names, for example <c>0 9 * * MON</c>. Either this, <c>at</c> or <c>atLocal</c>.
/// </param>
/// <param name="From">The moment before which the campaign does not occur. If left out, from now on.</param>
/// <param name="Until">The moment after which the campaign does not occur. If left out, for ever.</param>
/// <param name="Overlap">What becomes of an occurrence that comes while the one before is still under way. If left out, <c>skip</c>.</param>
/// <param name="CatchUpMinutes">
/// How late an occurrence may begin, for example because no server was running: 0 to 10,080 minutes. One that would begin
/// later is left out, and listed as missed. If left out, 60.
/// </param>
public sealed record CampaignSchedule(
    DateTimeOffset? At = null, string? Cron = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, OverlapRule Overlap = OverlapRule.Skip,
    int CatchUpMinutes = 60) : Kept
{
    /// <summary>The moment at which the campaign occurs once: whole seconds, as in the ids of runs.</summary>
    public DateTimeOffset? At { get; init; } = At is { } at ? new(at.Ticks - at.Ticks % TimeSpan.TicksPerSecond, at.Offset) : null;

    /// <summary>
    /// By whose clocks the campaign occurs. With <c>member</c>, each member is reached when the clocks of the member's own
    /// time zone show the time. If left out, <c>program</c>.
    /// </summary>
    public ScheduleZone Zone { get; init => field = value == default ? ScheduleZone.Program : value; } = ScheduleZone.Program;

    /// <summary>
    /// The local time, to the minute and without an offset, at which the campaign occurs once for each member. Stands
    /// beside the zone <c>member</c>. Either this, <c>at</c> or <c>cron</c>.
    /// </summary>
    public DateTime? AtLocal { get; init; }

    internal IEnumerable<FieldFault> Faults()
    {
        if (new[] { At is not null, AtLocal is not null, !string.IsNullOrEmpty(Cron) }.Count(isSaid => isSaid) != 1) yield return new("schedule", "Says one of at, atLocal and cron.");
        if (!Enum.IsDefined(Zone)) yield return new("schedule.zone", "Must be program or member.");
        if (At is not null && Zone == ScheduleZone.Member) yield return new("schedule.at", "Is the same moment everywhere; beside the zone member say atLocal.");
        if (AtLocal is not null && Zone != ScheduleZone.Member) yield return new("schedule.atLocal", "Stands beside the zone member; say at, with an offset.");
        if (AtLocal is { } local && (local.Kind != DateTimeKind.Unspecified || local.Ticks % TimeSpan.TicksPerMinute != 0)) yield return new("schedule.atLocal", "Must be a local time to the minute without an offset, such as 2027-02-14T09:00.");
        if (AtLocal is { Year: < 2000 or > 2099 }) yield return new("schedule.atLocal", "Must be in the years 2000 to 2099.");
        if (At is not null && (From is not null || Until is not null)) yield return new("schedule.at", "Stands alone; leave out from and until.");
        if (AtLocal is not null && (From is not null || Until is not null)) yield return new("schedule.atLocal", "Stands alone; leave out from and until.");
        if (Cron is { Length: > Text.ShortLimit }) yield return new("schedule.cron", $"Must have at most {Text.ShortLimit} characters.");
        if (Until < From) yield return new("schedule.until", "Must not be before from.");
        if (CatchUpMinutes is < 0 or > 10_080) yield return new("schedule.catchUpMinutes", "Must be 0 to 10,080.");
    }
}

/// <summary>When it is found out who belongs to the audience of an occurrence.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AudienceTaken>))]
public enum AudienceTaken
{
    /// <summary>When the turn of each member comes: who has left by then gets nothing, and who has joined gets the reward.</summary>
    AtTurn = 1,

    /// <summary>Of all at once when the occurrence begins, in the seconds that the reading takes: who leaves later gets the reward all the same, and who joins later does not.</summary>
    AtLaunch = 2,
}

/// <summary>What becomes of an occurrence that comes while the one before is still under way.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<OverlapRule>))]
public enum OverlapRule
{
    /// <summary>The occurrence is left out.</summary>
    Skip = 1,

    /// <summary>The occurrence begins when the one before is over, however late that is.</summary>
    Wait = 2,

    /// <summary>Both are under way.</summary>
    Both = 3,
}

/// <summary>How often one customer gets the reward by a campaign.</summary>
/// <param name="Times">How often, 1 to 20. If left out, once.</param>
/// <param name="Days">Within how many days before now, 1 to 3,650; the hours count, not the calendar. If left out, ever.</param>
public sealed record MemberLimit(int Times = 1, int? Days = null) : Kept
{
    /// <summary>Most times.</summary>
    public const int Most = 20;

    internal IEnumerable<FieldFault> Faults()
    {
        if (Times is < 1 or > Most) yield return new("perCustomer.times", $"Must be 1 to {Most}.");
        if (Days is < 1 or > 3_650) yield return new("perCustomer.days", "Must be 1 to 3,650.");
    }
}

/// <summary>How much a campaign gives in all. Grants that are taken back still count.</summary>
/// <param name="Grants">How many grants. If left out, without a limit.</param>
/// <param name="Amount">What grants may cost the business in all, by the cost of the reward. If left out, without a limit.</param>
/// <param name="GrantsPerDay">How many grants on a day of the program's time zone. If left out, without a limit.</param>
/// <param name="GrantsPerRun">
/// How many grants with one run: with each occurrence, or with each moment of one that is in the members' time zones. If
/// left out, without a limit.
/// </param>
public sealed record CampaignBudget(long? Grants = null, Money? Amount = null, long? GrantsPerDay = null, long? GrantsPerRun = null) : Kept
{
    private const long Most = 1_000_000_000;

    internal IEnumerable<FieldFault> Faults()
    {
        if (Grants is < 1 or > Most) yield return new("budget.grants", "Must be 1 to 1,000,000,000.");
        if (Amount is { } amount && (amount.IsNegative || amount > Money.Limit)) yield return new("budget.amount", $"Must be 0 to {Money.Limit}.");
        if (GrantsPerDay is < 1 or > Most) yield return new("budget.grantsPerDay", "Must be 1 to 1,000,000,000.");
        if (GrantsPerRun is < 1 or > Most) yield return new("budget.grantsPerRun", "Must be 1 to 1,000,000,000.");
    }
}

/// <summary>Campaigns of which one customer gets one at most within a time, or a few.</summary>
/// <param name="Group">The name that these campaigns share.</param>
/// <param name="Days">Within how many days before now, 1 to 365.</param>
/// <param name="Times">How many grants of the group's campaigns one customer gets in that time, 1 to 20. If left out, 1.</param>
public sealed record ExclusiveGroup(string Group = "", int Days = 1, int Times = 1) : Kept
{
    private const int MostTimes = 20;

    internal IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("exclusive.group", Group)) yield return fault;
        if (Days is < 1 or > 365) yield return new("exclusive.days", "Must be 1 to 365.");
        if (Times is < 1 or > MostTimes) yield return new("exclusive.times", $"Must be 1 to {MostTimes}.");
    }
}

/// <summary>A time of the day at which nothing is granted.</summary>
/// <param name="From">When it begins, as <c>22:00</c>.</param>
/// <param name="To">When it ends, on the next day where that is earlier in the day.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To) : Kept
{
    /// <summary>When the quiet hours in which a local time lies end; null where it lies in none.</summary>
    internal DateTime? EndAfter(DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        if (!time.IsBetween(From, To)) return null;
        var end = DateOnly.FromDateTime(local).ToDateTime(To);
        return time < To ? end : end.AddDays(1);
    }
}
