using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Enrolment;

/// <summary>Enrols a person in the program, or lets them leave it. What holds already is not changed.</summary>
public sealed record SetEnrolment : CustomerCommand
{
    /// <summary>The form's or request's id; without one, a repeat after a contrary command takes effect unless it is dated before that.</summary>
    public string? EnrolmentId { get; init; }

    /// <summary>True to enrol, false to leave.</summary>
    public bool? Enrolled { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => EnrolmentId is null ? null : "enrolment:" + EnrolmentId;

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => this with { EnrolmentId = EnrolmentId ?? id };

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults()
    {
        if (EnrolmentId is not null) foreach (var fault in Text.IdFaults("enrolmentId", EnrolmentId)) yield return fault;
        if (Enrolled is null) yield return new("enrolled", "Is required: true to enrol, false to leave.");
    }

    /// <remarks>With an id the command is recorded even where it changes nothing, so that a late repeat of it is known.</remarks>
    internal Verdict Decide(CustomerState state, DateTimeOffset at) =>
        EnrolmentId is null && state.Sequence > 0 && (state.Enrolled == Enrolled || at < state.EnrolmentAt) ? Verdict.Unchanged : new EnrolmentChanged(Enrolled!.Value);
}

/// <summary>The person is in the program from now on, or no longer.</summary>
public sealed record EnrolmentChanged(bool Enrolled) : CustomerEvent
{
    /// <remarks>One that arrives late does not undo what was decided after it.</remarks>
    internal CustomerState Evolve(CustomerState state, DateTimeOffset at) =>
        at < state.EnrolmentAt ? state : state with { Enrolled = Enrolled, EnrolmentAt = at.ToUniversalTime() };
}
