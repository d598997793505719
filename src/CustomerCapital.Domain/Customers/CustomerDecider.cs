using System.Globalization;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Customers;

/// <summary>An event and when it happened.</summary>
public readonly record struct Happening(CustomerEvent Event, DateTimeOffset At);

/// <summary>What a command leads to.</summary>
/// <param name="State">The state after the happenings; the one given when there are none.</param>
/// <param name="Happenings">Events in order, each to become an entry.</param>
/// <param name="Fact">Index among them of the command's own event; the others follow from time or from it. -1 when the command changes nothing.</param>
/// <param name="Refusal">Why nothing happens; null when the command is carried out or changes nothing.</param>
/// <param name="NeedsHistory">Deciding needs a pass, or one more, over all of the customer's entries: fold them into <see cref="Recollection.Orders"/> and decide again.</param>
public readonly record struct Decision(CustomerState State, IReadOnlyList<Happening> Happenings, int Fact = -1, Refusal? Refusal = null, bool NeedsHistory = false);

/// <summary>Decides commands and folds events. Pure: no I/O, clock or randomness.</summary>
public static class CustomerDecider
{
    /// <summary>How far ahead of the engine's clock a caller's may run.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>How far the engine's own clock may be set back before what rests on something earlier is dated before it.</summary>
    private static readonly TimeSpan SetBackTolerance = TimeSpan.FromDays(1);

    /// <summary>Decides a well-formed command that is not a repeat.</summary>
    /// <param name="state">The customer before it.</param>
    /// <param name="command">A command without faults.</param>
    /// <param name="past">The entry that the command concerns, with those that correct it.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="now">The engine's time; also when the command occurred, where it does not say: after the engine's clock was set back, not before that on which it rests.</param>
    public static Decision Decide(CustomerState state, CustomerCommand command, Recollection past, LoyaltyProgram program, DateTimeOffset now)
    {
        var at = Microseconds(command.OccurredAt ?? Arrival(state, command, past, now));
        // What the engine tells another customer was judged when it was told, perhaps by a clock that has been set back since.
        if (command is CountConversion && at > now) at = now;
        if (command.OccurredAt is not null && at > now + ClockTolerance) return new(state, [], Refusal: Refusal.OccurredInFuture(at, ClockTolerance));
        // A referral by a till whose clock runs ahead must not put off what counts as bought after it.
        if (command is AcceptReferral && command.OccurredAt is not null && at > now) at = now;
        if (at < DateTimeOffset.UnixEpoch) return new(state, [], Refusal: Refusal.OccurredTooEarly(at));

        var happenings = new List<Happening>(2);
        var next = CatchUp(state, program, at, happenings);
        var verdict = Judge(next, command, past, program, at);
        if (verdict.Event is not { } fact) return new(state, [], Refusal: verdict.Refusal, NeedsHistory: verdict.NeedsHistory);

        var factIndex = happenings.Count;
        next = Add(next, fact, at);
        var evidence = command.NaturalId ?? string.Create(CultureInfo.InvariantCulture, $"entry:{next.Sequence}");
        if (ReferralConversionChanged.Due(next) is { } conversion) next = Add(next, conversion, at);
        var standing = LadderRule.At(next, program, next.AsOf);
        if (standing != next.Standing) next = Add(next, StandingChanged.Because(next, standing, fact, evidence), next.AsOf);
        return new(next, happenings, factIndex);

        CustomerState Add(CustomerState before, CustomerEvent happened, DateTimeOffset moment)
        {
            happenings.Add(new(happened, moment));
            return Evolve(before, happened, moment, program.Calendar);
        }
    }

    /// <summary>Applies every change of standing that time alone, or a changed policy, has brought about up to a moment.</summary>
    /// <param name="state">The customer before it; one with no entries stays as it is.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="until">A moment; one before the state's own changes nothing.</param>
    /// <param name="happenings">Takes the changes, each at the moment when it became true.</param>
    public static CustomerState CatchUp(CustomerState state, LoyaltyProgram program, DateTimeOffset until, ICollection<Happening> happenings)
    {
        while (LadderRule.NextChange(state, program) is { } moment && moment <= until)
        {
            var change = StandingChanged.ByTime(state, LadderRule.At(state, program, moment), moment);
            happenings.Add(new(change, moment));
            state = Evolve(state, change, moment, program.Calendar);
        }

        return state;
    }

    /// <summary>Folds one event into the state.</summary>
    /// <exception cref="InvalidOperationException">The event is not known to this version of the program.</exception>
    public static CustomerState Evolve(CustomerState state, CustomerEvent happened, DateTimeOffset at, ProgramCalendar calendar)
    {
        var next = happened switch
        {
            CustomerRegistered registered => registered.Evolve(state, at),
            InteractionRecorded interaction => interaction.Evolve(state),
            PurchaseRecorded purchase => purchase.Evolve(state, at, calendar),
            ReturnRecorded returned => returned.Evolve(state, at, calendar),
            EnrolmentChanged enrolment => enrolment.Evolve(state, at),
            FeedbackGiven feedback => feedback.Evolve(state, at),
            ReferralMade => ReferralMade.Evolve(state),
            ReferralAccepted accepted => accepted.Evolve(state, at),
            ReferralConversionChanged conversion => conversion.Evolve(state),
            ConversionCounted counted => counted.Evolve(state),
            FollowUpScheduled scheduled => scheduled.Evolve(state),
            FollowUpDone done => done.Evolve(state),
            StandingChanged standing => standing.Evolve(state),
            _ => throw new InvalidOperationException($"Event {happened.GetType().Name} is not known to this version."),
        };
        var moment = at.ToUniversalTime();
        return next with
        {
            Sequence = state.Sequence + 1,
            AsOf = state.AsOf > moment ? state.AsOf : moment,
            KnownSince = state.KnownSince < moment ? state.KnownSince : moment,
        };
    }

    /// <summary>The instant cut to whole microseconds, the finest that every ledger keeps.</summary>
    public static DateTimeOffset Microseconds(DateTimeOffset instant) => new(instant.Ticks - instant.Ticks % TimeSpan.TicksPerMicrosecond, instant.Offset);

    /// <summary>When a command occurred that does not say: now, whatever moments other commands have; but no earlier than that on which it rests.</summary>
    /// <remarks>Else, after the engine's clock was set back, a return would come before its purchase, a friend's purchase before the referral, and leaving before enrolling.</remarks>
    private static DateTimeOffset Arrival(CustomerState state, CustomerCommand command, Recollection past, DateTimeOffset now)
    {
        var ground = command switch
        {
            RecordPurchase when state.FirstOrderAt is null => state.BroughtBy?.At,
            RecordReturn { ConcernsId: { } purchase } => past.Find(purchase)?.OccurredAt,
            SetEnrolment => state.EnrolmentAt,
            _ => null,
        };
        return ground > now && ground <= now + SetBackTolerance ? ground.Value : now;
    }

    private static Verdict Judge(CustomerState state, CustomerCommand command, Recollection past, LoyaltyProgram program, DateTimeOffset at) => command switch
    {
        RegisterCustomer register => register.Decide(state, at),
        RecordInteraction interaction => interaction.Decide(),
        RecordPurchase purchase => purchase.Decide(state, program.Policy),
        RecordReturn returned => returned.Decide(state, past, program.Policy, at),
        SetEnrolment enrolment => enrolment.Decide(state, at),
        GiveFeedback feedback => feedback.Decide(),
        MakeReferral referral => referral.Decide(state),
        AcceptReferral accept => accept.Decide(state, at),
        CountConversion conversion => conversion.Decide(),
        ScheduleFollowUp schedule => schedule.Decide(state),
        CompleteFollowUp complete => complete.Decide(state),
        _ => throw new InvalidOperationException($"Command {command.GetType().Name} is not known to this version."),
    };
}
