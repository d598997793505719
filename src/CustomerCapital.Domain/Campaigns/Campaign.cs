using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>Where a campaign stands in its life.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CampaignStatus>))]
public enum CampaignStatus
{
    /// <summary>Written down; nothing happens.</summary>
    Draft = 1,

    /// <summary>Waits for its first occurrence.</summary>
    Scheduled = 2,

    /// <summary>Has occurred, and may occur again.</summary>
    Running = 3,

    /// <summary>Stands still until it is resumed.</summary>
    Paused = 4,

    /// <summary>Occurs no more, and has had its last run.</summary>
    Finished = 5,

    /// <summary>Was ended before its time.</summary>
    Cancelled = 6,
}

/// <summary>How a run of a campaign stands.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Members of the audience have their turns.</summary>
    Running = 1,

    /// <summary>Every member has had a turn.</summary>
    Finished = 2,

    /// <summary>Ended with its campaign, before every member had a turn.</summary>
    Cancelled = 3,

    /// <summary>Left out because it would have begun too late.</summary>
    Missed = 4,

    /// <summary>Left out because the run before was still under way.</summary>
    Overlapped = 5,
}

/// <summary>A step in the life of a campaign.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="By">Who took it. Null for the engine, or if that was not said.</param>
/// <param name="Reason">Why. Null if that was not said.</param>
public sealed record StatusChange(DateTimeOffset At, string? By, string? Reason) : Kept;

/// <summary>One occurrence of a campaign.</summary>
/// <param name="RunId">The moment for which it was scheduled, in UTC, which names it: <c>2027-03-28T01:00:00Z</c>, after the members' local time where the schedule is in their time zones.</param>
/// <param name="Number">1, 2, 3 … among the campaign's.</param>
/// <param name="Status">How it stands.</param>
/// <param name="BegunAt">When it began, or was left out.</param>
public sealed record CampaignRun(string RunId, int Number, RunStatus Status, DateTimeOffset BegunAt) : Kept
{
    private readonly ValueList<string>? _zones;

    /// <summary>The time zones whose members it is for. Null where the schedule is in the program's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Zones { get => _zones?.Items; init => _zones = value is null ? null : new(value); }

    /// <summary>When every member had had a turn. Null before that.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many customers were in the audience when it began.</summary>
    public long Audience { get; init; }

    /// <summary>Grants that were reserved and given, where the campaign has a budget.</summary>
    public long Settled { get; init; }

    /// <summary>The last customer for whom a reservation was settled, in the order of ids. Null before the first.</summary>
    public string? SettledThrough { get; init; }

    /// <summary>How many members failed for a reason of their own.</summary>
    public long Failed { get; init; }

    /// <summary>Whether the audience is the one that was taken at launch; else each member is judged when the turn comes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTakenAtLaunch { get; init; }

    /// <summary>Whether that audience is being taken, so that nobody has a turn yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTaking { get; init; }

    /// <summary>Pages of customers that were taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Pages { get; init; }

    /// <summary>How many customers these are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Taken { get; init; }

    /// <summary>The last of them, in the order of ids. Null before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? TakenThrough { get; init; }
}

/// <summary>Grants that are set aside for some members of the audience, until it is known how many of these got one.</summary>
/// <param name="Number">1, 2, 3 … among the campaign's.</param>
/// <param name="RunId">The run.</param>
/// <param name="Grants">How many are set aside.</param>
/// <param name="Cost">What each may cost.</param>
public sealed record GrantReservation(long Number, string RunId, long Grants, Money Cost) : Kept
{
    /// <summary>Most members of a reservation.</summary>
    public const int MostMembers = 500;

    private readonly ValueList<string> _members;

    /// <summary>The members, in the order of ids. Whoever comes first gets one first, however often the runner begins anew.</summary>
    public IReadOnlyList<string> Members { get => _members.Items; init => _members = new(value); }
}

/// <summary>A member of an audience whose turn failed for a reason of the member's own.</summary>
/// <param name="RunId">The run.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Reason">Why.</param>
public sealed record FailedMember(string RunId, string CustomerId, string Reason) : Kept;

/// <summary>A campaign: its terms, its life, its runs, and what of its budget is used.</summary>
/// <param name="Status">Where it stands; 0 where there is none.</param>
public sealed record Campaign(CampaignStatus Status) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Campaign> Part = new("campaign", new(default(CampaignStatus)));

    /// <summary>So many of the latest runs are kept in the state; the history has all.</summary>
    public const int MostRuns = 50;

    /// <summary>So many of the latest members whose turns failed are kept by name; the history has all.</summary>
    public const int MostFailed = 100;

    /// <summary>Whether a text can be the id of a campaign: 1 to 40 small letters, digits, <c>_</c> or <c>-</c>, the first a letter, as of wallets and rewards.</summary>
    public static bool IsId(string? text) => WalletRule.IsName(text);

    /// <summary>Its terms.</summary>
    public CampaignTerms Terms { get; init => field = value ?? new(); } = new();

    /// <summary>Grows by one with each change of the terms.</summary>
    public int Version { get; init; }

    /// <summary>Who wrote the terms of this version. Null if that was not said.</summary>
    public string? WrittenBy { get; init; }

    /// <summary>How it came to its status. Null where that is not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public StatusChange? Latest { get; init; }

    /// <summary>The latest version of the terms with which the campaign was put on its way.</summary>
    public int ScheduledVersion { get; init; }

    /// <summary>Up to this moment every occurrence has begun or was left out. Null before the campaign is scheduled.</summary>
    public DateTimeOffset? ConsideredThrough { get; init; }

    /// <summary>The local time of the last of these, where the schedule is in the members' time zones: those of the same moment with a later local time are still to come. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? ConsideredLocal { get; init; }

    /// <summary>How many runs there were, those that were left out among them.</summary>
    public int RunCount { get; init; }

    /// <summary>How many customers were in the audience of the first run that began. 0 before that, and where facts trigger the campaign.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long FirstAudience { get; init; }

    /// <summary>The latest runs, oldest first; none that is under way is missing.</summary>
    public ImmutableList<CampaignRun> Runs { get; init => field = value ?? []; } = [];

    /// <summary>How many reservations there were.</summary>
    public long ReservationCount { get; init; }

    /// <summary>Reservations that are not settled.</summary>
    public ImmutableList<GrantReservation> Open { get; init => field = value ?? []; } = [];

    /// <summary>Grants that were reserved and given.</summary>
    public long Settled { get; init; }

    /// <summary>What these cost.</summary>
    public Money Spent { get; init; }

    /// <summary>The day of the latest reservation.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Grants that were reserved on that day and given.</summary>
    public long SettledOnDay { get; init; }

    /// <summary>The latest members whose turns failed.</summary>
    public ImmutableList<FailedMember> Failed { get; init => field = value ?? []; } = [];

    /// <summary>Whether it can still occur.</summary>
    public bool IsLive => Status is CampaignStatus.Scheduled or CampaignStatus.Running or CampaignStatus.Paused;

    /// <summary>Whether it is over for good.</summary>
    public bool IsOver => Status is CampaignStatus.Finished or CampaignStatus.Cancelled;

    /// <summary>The runs under way, oldest first.</summary>
    public IEnumerable<CampaignRun> UnderWay => Runs.Where(run => run.Status == RunStatus.Running);

    /// <summary>Whether a run has begun, or was left out, before an earlier occurrence that waits.</summary>
    public bool IsAhead(CampaignRun run) =>
        RunId.HasLocal(run.RunId) && RunId.MomentOf(run.RunId) is var moment
        && (moment > ConsideredThrough || (moment == ConsideredThrough && ConsideredLocal is not null && string.CompareOrdinal(RunId.OccurrenceOf(run.RunId), ConsideredLocal) > 0));

    /// <summary>How many grants can still be set aside, each at a cost, on a day and for a run.</summary>
    /// <param name="run">The run; null for one that has not begun, and where facts trigger the campaign.</param>
    /// <param name="cost">What each may cost.</param>
    /// <param name="day">The day, in the program's time zone.</param>
    public long LeftFor(CampaignRun? run, Money cost, DateOnly day)
    {
        if (Terms.Budget is not { } budget) return long.MaxValue;
        var (open, openOfRun, openCost) = (Open.Sum(one => one.Grants), Open.Where(one => one.RunId == run?.RunId).Sum(one => one.Grants), Open.Sum(one => one.Grants * one.Cost.Units));
        var left = budget.Grants - Settled - open ?? long.MaxValue;
        if (budget.GrantsPerRun - (run?.Settled ?? 0) - openOfRun is { } ofRun) left = Math.Min(left, ofRun);
        if (budget.GrantsPerDay - (day == Day ? SettledOnDay : 0) - open is { } ofDay) left = Math.Min(left, ofDay);
        if (budget.Amount is { } amount && cost.Units > 0) left = Math.Min(left, (amount.Units - Spent.Units - openCost) / cost.Units);
        return Math.Max(left, 0);
    }

    internal Campaign WithRun(CampaignRun run)
    {
        var runs = Runs.Add(run);
        // Whoever has waited for a run asks when it has ended: of those that are over, the one that was so first is forgotten.
        while (runs.Count > MostRuns && runs.Where(one => one.Status != RunStatus.Running && !IsAhead(one)).MinBy(one => one.EndedAt ?? one.BegunAt) is { } first) runs = runs.Remove(first);
        return this with { Runs = runs, RunCount = RunCount + 1 };
    }

    internal Campaign WithRun(string runId, Func<CampaignRun, CampaignRun> change) => this with { Runs = [.. Runs.Select(run => run.RunId == runId ? change(run) : run)] };

    public bool Equals(Campaign? other) =>
        other is not null && (Status, Version, WrittenBy, ScheduledVersion, ConsideredThrough, ConsideredLocal, RunCount, FirstAudience, ReservationCount, Settled, Spent, Day, SettledOnDay, Latest)
        == (other.Status, other.Version, other.WrittenBy, other.ScheduledVersion, other.ConsideredThrough, other.ConsideredLocal, other.RunCount, other.FirstAudience, other.ReservationCount, other.Settled, other.Spent, other.Day, other.SettledOnDay, other.Latest)
        && Terms == other.Terms && Runs.SequenceEqual(other.Runs) && Open.SequenceEqual(other.Open) && Failed.SequenceEqual(other.Failed);

    public override int GetHashCode() => HashCode.Combine(Status, Version, RunCount, ReservationCount);
}
