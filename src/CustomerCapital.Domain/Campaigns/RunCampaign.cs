using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>A campaign occurs: a run begins, or is left out. Sent by the engine, not by callers.</summary>
public sealed record BeginRun : ActorCommand
{
    /// <summary>For when it was scheduled, in UTC.</summary>
    public DateTimeOffset ScheduledFor { get; init; }

    /// <summary><see cref="RunStatus.Running"/>, or why it is left out.</summary>
    public RunStatus Status { get; init; } = RunStatus.Running;

    /// <summary>How many customers are in the audience.</summary>
    public long Audience { get; init; }

    /// <summary>The members' local time for which it was scheduled. Null where the schedule is in the program's time zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Local { get; init; }

    /// <summary>The time zones whose clocks show that local time at that moment. Null where the schedule is in the program's time zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Whether occurrences before it wait for others to end: they are not considered with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAhead { get; init; }

    /// <summary>How many customers are in the audience in all time zones. 0 where the run is of all of these.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Everywhere { get; init; }

    [JsonIgnore]
    public override string? NaturalId => NaturalIdOf(Campaigns.RunId.Of(ScheduledFor, Local));

    /// <summary>The natural id of the beginning of a run.</summary>
    public static string NaturalIdOf(string runId) => "run:" + runId;

    /// <remarks>Whether it begins or is left out is decided once; the audience of a repeat may be another.</remarks>
    public override ActorCommand AsSent() => new BeginRun { ScheduledFor = ScheduledFor, Local = Local };

    /// <summary>The id of the run that is scheduled for a moment.</summary>
    public static string IdOf(DateTimeOffset scheduledFor) => Campaigns.RunId.Of(scheduledFor);

    public override Verdict Decide(in Situation situation)
    {
        var campaign = Campaign.Part.Of(situation.State);
        return campaign.Status is CampaignStatus.Scheduled or CampaignStatus.Running
            ? new RunBegun(Campaigns.RunId.Of(ScheduledFor, Local), ScheduledFor.ToUniversalTime(), Status, Audience)
            {
                Local = Local, Zones = Zones, IsAhead = IsAhead, Everywhere = Everywhere, IsTakenAtLaunch = Status == RunStatus.Running && campaign.Terms.AudienceTaken == AudienceTaken.AtLaunch,
            }
            : CampaignRefusal.NotRunning(situation.State.Id.Key);
    }
}

/// <summary>A run has begun, or was left out.</summary>
/// <param name="RunId">The run.</param>
/// <param name="ScheduledFor">For when it was scheduled.</param>
/// <param name="Status"><see cref="RunStatus.Running"/>, or why it was left out.</param>
/// <param name="Audience">How many customers were in the audience.</param>
public sealed record RunBegun(string RunId, DateTimeOffset ScheduledFor, RunStatus Status, long Audience) : ActorEvent
{
    /// <summary>Whether the audience is taken at launch, before anybody has a turn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTakenAtLaunch { get; init; }

    /// <summary>The members' local time for which it was scheduled. Null where the schedule is in the program's time zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Local { get; init; }

    /// <summary>The time zones whose clocks show that local time at that moment. Null where the schedule is in the program's time zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Whether occurrences before it wait for others to end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAhead { get; init; }

    /// <summary>How many customers were in the audience in all time zones. 0 where the run is of all of these.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Everywhere { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        var isLater = !IsAhead && !(campaign.ConsideredThrough > ScheduledFor || (campaign.ConsideredThrough == ScheduledFor && string.CompareOrdinal(campaign.ConsideredLocal, Local) > 0));
        var run = new CampaignRun(RunId, campaign.RunCount + 1, Status, moment.Utc) { Audience = Audience, Zones = Zones, IsTakenAtLaunch = IsTakenAtLaunch, IsTaking = IsTakenAtLaunch };
        // How many are taken at launch is known when all are.
        var isKnown = Status == RunStatus.Running && (!IsTakenAtLaunch || Everywhere > 0);
        return Campaign.Part.Set(state, campaign.WithRun(run) with
        {
            Status = CampaignStatus.Running,
            FirstAudience = campaign.FirstAudience == 0 && isKnown ? Math.Max(Audience, Everywhere) : campaign.FirstAudience,
            ConsideredThrough = isLater ? ScheduledFor : campaign.ConsideredThrough,
            ConsideredLocal = isLater ? Local : campaign.ConsideredLocal,
        });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new BeginRun { ScheduledFor = ScheduledFor, Local = Local });
}

/// <summary>Every member of a run's audience has had a turn. Sent by the engine, not by callers.</summary>
public sealed record EndRun : ActorCommand
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = "";

    public override Verdict Decide(in Situation situation)
    {
        var runId = RunId;
        return Campaign.Part.Of(situation.State).UnderWay.Any(run => run.RunId == runId) ? new RunEnded(RunId) : Verdict.Unchanged;
    }
}

/// <summary>Every member of a run's audience has had a turn.</summary>
/// <param name="RunId">The run.</param>
public sealed record RunEnded(string RunId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var now = moment.Utc;
        return Campaign.Part.Set(state, Campaign.Part.Of(state).WithRun(RunId, run => run with { Status = RunStatus.Finished, EndedAt = now }));
    }
}

/// <summary>Sets grants of a budget aside for some members of the audience. Sent by the engine, not by callers.</summary>
public sealed record ReserveGrants : ActorCommand
{
    /// <summary>The number of the reservation, the next of the campaign.</summary>
    public long Number { get; init; }

    /// <summary>The run.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The members, in the order of ids, at most 500.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    public override IEnumerable<FieldFault> Faults() => Members.Count is < 1 or > GrantReservation.MostMembers ? [new("members", $"Must be 1 to {GrantReservation.MostMembers}.")] : [];

    public override Verdict Decide(in Situation situation)
    {
        var (campaign, runId) = (Campaign.Part.Of(situation.State), RunId);
        // Another runner of the same campaign, on a silo that was given up, has come first.
        if (campaign.Status != CampaignStatus.Running || Number != campaign.ReservationCount + 1) return Verdict.Unchanged;
        if (campaign.UnderWay.FirstOrDefault(run => run.RunId == runId) is not { } run) return Verdict.Unchanged;
        var cost = situation.Program.Policy.RewardOf(campaign.Terms.Reward)?.Cost ?? Money.Zero;
        var day = situation.Program.Calendar.DayOf(situation.At);
        return new GrantsReserved(new(Number, RunId, Math.Min(Members.Count, campaign.LeftFor(run, cost, day)), cost) { Members = Members }, day);
    }
}

/// <summary>Grants were set aside.</summary>
/// <param name="Reservation">Which.</param>
/// <param name="Day">On which day of the program's time zone.</param>
public sealed record GrantsReserved(GrantReservation Reservation, DateOnly Day) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        return Campaign.Part.Set(state, campaign with
        {
            ReservationCount = Reservation.Number, Open = campaign.Open.Add(Reservation), Day = Day, SettledOnDay = Day == campaign.Day ? campaign.SettledOnDay : 0,
        });
    }
}

/// <summary>Says how many of the grants that were set aside were given; the others can be set aside again. Sent by the engine, not by callers.</summary>
public sealed record SettleGrants : ActorCommand
{
    /// <summary>The number of the reservation.</summary>
    public long Number { get; init; }

    /// <summary>How many were given.</summary>
    public long Given { get; init; }

    public override Verdict Decide(in Situation situation)
    {
        var number = Number;
        return Campaign.Part.Of(situation.State).Open.Any(open => open.Number == number) ? new GrantsSettled(Number, Given) : Verdict.Unchanged;
    }
}

/// <summary>Of grants that were set aside so many were given.</summary>
/// <param name="Number">The number of the reservation.</param>
/// <param name="Given">How many were given.</param>
public sealed record GrantsSettled(long Number, long Given) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state);
        var open = campaign.Open.Find(one => one.Number == Number)!;
        campaign = campaign.WithRun(open.RunId, run => run with { Settled = run.Settled + Given, SettledThrough = open.Members[^1] });
        return Campaign.Part.Set(state, campaign with
        {
            Open = campaign.Open.Remove(open), Settled = campaign.Settled + Given, SettledOnDay = campaign.SettledOnDay + Given, Spent = campaign.Spent + new Money(Given * open.Cost.Units),
        });
    }
}

/// <summary>A member's turn failed for a reason of the member's own: the others go on. Sent by the engine, not by callers.</summary>
public sealed record NoteFailedMember : ActorCommand
{
    /// <summary>Who, and why.</summary>
    public FailedMember Member { get; init; } = new("", "", "");

    [JsonIgnore]
    public override string? NaturalId => $"failed:{Member.RunId}/{Member.CustomerId}";

    public override ActorCommand AsSent() => this with { Member = Member with { Reason = "" } };

    public override Verdict Decide(in Situation situation) => new MemberFailed(Member);
}

/// <summary>A member's turn failed for a reason of the member's own.</summary>
/// <param name="Member">Who, and why.</param>
public sealed record MemberFailed(FailedMember Member) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state).WithRun(Member.RunId, run => run with { Failed = run.Failed + 1 });
        var failed = campaign.Failed.Add(Member);
        return Campaign.Part.Set(state, campaign with { Failed = failed.Count > Campaign.MostFailed ? failed.RemoveAt(0) : failed });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new NoteFailedMember { Member = Member });
}
