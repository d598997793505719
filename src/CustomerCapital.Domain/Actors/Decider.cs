using System.Globalization;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>What a command leads to.</summary>
/// <param name="State">The state after the happenings; the one given when there are none.</param>
/// <param name="Happenings">Events in order, each to become an entry.</param>
/// <param name="Fact">Index among them of the command's own event; the others follow from time or from it. -1 when the command changes nothing.</param>
/// <param name="Refusal">Why nothing happens; null when the command is carried out or changes nothing.</param>
/// <param name="NeedsHistory">Deciding needs a pass, or one more, over all of the actor's entries: fold them into <see cref="Recollection.Times"/> and decide again.</param>
public readonly record struct Decision(ActorState State, IReadOnlyList<Happening> Happenings, int Fact = -1, Refusal? Refusal = null, bool NeedsHistory = false);

/// <summary>Decides commands and folds events, by what the actor's capabilities say. Pure: no I/O, clock or randomness.</summary>
public static class Decider
{
    /// <summary>How far ahead of the engine's clock a caller's may run.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>How far the engine's own clock may be set back before what rests on something earlier is dated before it.</summary>
    private static readonly TimeSpan SetBackTolerance = TimeSpan.FromDays(1);

    /// <summary>More than so many happenings do not follow from one fact: capabilities that answer each other for ever are a bug.</summary>
    private const int FollowingLimit = 1_000;

    /// <summary>Decides a well-formed command that is not a repeat.</summary>
    /// <param name="state">The actor before it.</param>
    /// <param name="command">A command without faults.</param>
    /// <param name="past">The entry that the command concerns, with those that correct it.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="now">The engine's time; also when the command occurred, where it does not say: after the engine's clock was set back, not before that on which it rests.</param>
    /// <param name="newCode">Makes a code of a voucher that nobody can guess.</param>
    public static Decision Decide(ActorState state, ActorCommand command, Recollection past, LoyaltyProgram program, DateTimeOffset now, Func<string> newCode)
    {
        // By what the caller was told: what time alone has changed since, and is not recorded yet, is no other version.
        if (command.MadeFromVersion is { } version && version != state.Sequence) return new(state, [], Refusal: Refusal.VersionConflict(version, state.Sequence));
        var at = Microseconds(command.OccurredAt ?? Arrival(state, command, past, now));
        if (command.OccurredAt is not null && at > now)
        {
            var ahead = command.Ahead();
            if (ahead is AheadOfClock.AsStated or AheadOfClock.AsNow && at > now + ClockTolerance) return new(state, [], Refusal: Refusal.OccurredInFuture(at, ClockTolerance));
            if (ahead is AheadOfClock.AsNow or AheadOfClock.AlwaysAsNow) at = now;
        }

        if (at < DateTimeOffset.UnixEpoch) return new(state, [], Refusal: Refusal.OccurredTooEarly(at));

        var happenings = new List<Happening>(2);
        var next = CatchUp(state, program, at, newCode, happenings, now);
        var verdict = command.Decide(new(next, past, program, at, newCode));
        if (verdict.Event is not { } fact) return new(state, [], Refusal: verdict.Refusal, NeedsHistory: verdict.NeedsHistory);

        var factIndex = happenings.Count;
        next = Add(next, new(fact, at), program, happenings, now);
        var evidence = command.NaturalId ?? string.Create(CultureInfo.InvariantCulture, $"entry:{next.Sequence}");
        return new(Follow(next, new(fact, evidence, at, program, newCode, happenings.Skip(factIndex)), happenings, now), happenings, factIndex);
    }

    /// <summary>Applies every change that time alone, or a changed policy, has brought about up to a moment.</summary>
    /// <param name="state">The actor before it; one with no entries stays as it is.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="until">A moment; one before the state's own changes nothing.</param>
    /// <param name="newCode">Makes a code of a voucher that nobody can guess.</param>
    /// <param name="happenings">Takes the changes, each at the moment when it became true, with what campaigns answer to them.</param>
    /// <param name="now">The engine's time, at which they are recorded; by default the moment until which they are applied.</param>
    public static ActorState CatchUp(ActorState state, LoyaltyProgram program, DateTimeOffset until, Func<string> newCode, List<Happening> happenings, DateTimeOffset? now = null)
    {
        var recordedAt = now ?? until;
        while (Earliest(state, program) is { } due && due.At <= until)
        {
            var (fact, index) = (due.Of.FallsDue(state, program, due.At), happenings.Count);
            state = Add(state, new(fact, due.At), program, happenings, recordedAt);
            var cause = new Cause(fact, string.Create(CultureInfo.InvariantCulture, $"entry:{state.Sequence}"), due.At, program, newCode, happenings.Skip(index));
            // The others answer facts alone; but what follows from an answer to time is a fact's matter.
            foreach (var capability in Capabilities.Of(state.Id.Kind))
                if (capability.AnswersTime && !(capability.ServesPerson && state.IsErased) && capability.React(state, cause) is { } answer) state = Follow(Add(state, answer, program, happenings, recordedAt), cause, happenings, recordedAt);
        }

        return state;
    }

    /// <summary>The next moment at which time alone changes the actor; null when it never will.</summary>
    public static DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) => Earliest(state, program)?.At;

    /// <summary>What time alone changes next in each respect: the name of the capability, and when.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> DueTimes(ActorState state, LoyaltyProgram program)
    {
        var due = new Dictionary<string, DateTimeOffset>(1);
        foreach (var (capability, at) in state.Due(program)) due.Add(capability.Name, at);
        return due;
    }

    /// <summary>Folds one entry into the state.</summary>
    /// <remarks>There is a gap before an entry where numbers were given to another history, which stood in the place of this one.</remarks>
    public static ActorState Evolve(ActorState state, Entry entry, ProgramCalendar calendar) =>
        Evolve(state.Sequence == entry.Sequence - 1 ? state : state with { Sequence = entry.Sequence - 1 }, entry.Event, entry.OccurredAt, entry.RecordedAt, calendar);

    /// <summary>Folds one event into the state.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="recordedAt">When the engine recorded it, as its entry says.</param>
    /// <param name="calendar">The program's.</param>
    public static ActorState Evolve(ActorState state, ActorEvent happened, DateTimeOffset at, DateTimeOffset recordedAt, ProgramCalendar calendar)
    {
        var moment = at.ToUniversalTime();
        return happened.Fold(state, new(at, calendar) { RecordedAt = recordedAt }) with
        {
            Sequence = state.Sequence + 1,
            AsOf = state.AsOf > moment ? state.AsOf : moment,
            KnownSince = state.KnownSince < moment ? state.KnownSince : moment,
        };
    }

    /// <summary>The instant cut to whole microseconds, the finest that every ledger keeps.</summary>
    public static DateTimeOffset Microseconds(DateTimeOffset instant) => new(instant.Ticks - instant.Ticks % TimeSpan.TicksPerMicrosecond, instant.Offset);

    private static ActorState Add(ActorState state, Happening happening, LoyaltyProgram program, List<Happening> happenings, DateTimeOffset recordedAt)
    {
        happenings.Add(happening);
        return Evolve(state, happening.Event, happening.At, recordedAt, program.Calendar);
    }

    /// <summary>Asks the capabilities in their order what follows, and again from the first where something did, until nothing more does.</summary>
    private static ActorState Follow(ActorState state, in Cause cause, List<Happening> happenings, DateTimeOffset recordedAt)
    {
        var capabilities = Capabilities.Of(state.Id.Kind);
        for (var at = 0; at < capabilities.Count; at++)
        {
            if ((capabilities[at].ServesPerson && state.IsErased) || capabilities[at].React(state, cause) is not { } following) continue;
            state = Add(state, following, cause.Program, happenings, recordedAt);
            if (happenings.Count > FollowingLimit) throw new InvalidOperationException($"{capabilities[at].Name} and others go on without an end after {cause.Fact.GetType().Name}.");
            at = -1;
        }

        return state;
    }

    private static (Capability Of, DateTimeOffset At)? Earliest(ActorState state, LoyaltyProgram program)
    {
        (Capability Of, DateTimeOffset At)? earliest = null;
        foreach (var due in state.Due(program))
            if (!(earliest?.At <= due.At)) earliest = due;
        return earliest;
    }

    /// <summary>When a command occurred that does not say: now, whatever moments other commands have; but no earlier than that on which it rests.</summary>
    /// <remarks>Else, after the engine's clock was set back, a return would come before its purchase, a friend's purchase before the referral, and leaving before enrolling.</remarks>
    private static DateTimeOffset Arrival(ActorState state, ActorCommand command, Recollection past, DateTimeOffset now) =>
        command.Ground(state, past) is { } ground && ground > now && ground <= now + SetBackTolerance ? ground : now;
}
