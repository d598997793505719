using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Enrolment;

/// <summary>
/// Enrols a person in the program, or ends the enrolment. Enrolling somebody who is enrolled changes nothing.
/// </summary>
public sealed record SetEnrolment : ActorCommand
{
    /// <summary>
    /// Id of the form or request. Without an id, a command that is sent again after its opposite takes effect again,
    /// unless the command is dated before its opposite.
    /// </summary>
    public string? EnrolmentId { get; init; }

    /// <summary>True enrols, false ends the enrolment.</summary>
    public bool? Enrolled { get; init; }

    [JsonIgnore]
    public override string? NaturalId => EnrolmentId is null ? null : "enrolment:" + EnrolmentId;

    public override ActorCommand Identified(string id) => this with { EnrolmentId = EnrolmentId ?? id };

    public override IEnumerable<FieldFault> Faults()
    {
        if (EnrolmentId is not null) foreach (var fault in Text.IdFaults("enrolmentId", EnrolmentId)) yield return fault;
        if (Enrolled is null) yield return new("enrolled", "Is required: true to enrol, false to leave.");
    }

    /// <inheritdoc/>
    /// <remarks>With an id the command is recorded even where it changes nothing, so that a late repeat of it is known.</remarks>
    public override Verdict Decide(in Situation situation)
    {
        var (state, known) = (situation.State, Membership.Part.Of(situation.State));
        return EnrolmentId is null && state.Sequence > 0 && (known.Enrolled == Enrolled || situation.At < known.At) ? Verdict.Unchanged : new EnrolmentChanged(Enrolled!.Value);
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => Membership.Part.Of(state).At;
}

/// <summary>The person has enrolled in the program, or has left it.</summary>
/// <param name="Enrolled">Whether the person is in the program from now on.</param>
public sealed record EnrolmentChanged(bool Enrolled) : ActorEvent
{
    /// <inheritdoc/>
    /// <remarks>One that arrives late does not undo what was decided after it.</remarks>
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = Membership.Part.Of(state);
        return moment.At < before.At ? state : Membership.Part.Set(state, before with { Enrolled = Enrolled, At = moment.Utc, Since = Enrolled ? before.Since ?? moment.Utc : null });
    }

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move switch
    {
        StandingMove.Up => StandingReason.Enrolled,
        StandingMove.Down => StandingReason.LeftProgram,
        _ => null,
    };
}
