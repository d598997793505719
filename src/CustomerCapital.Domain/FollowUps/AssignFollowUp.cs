using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>Assigns an open follow-up to a member of staff, to another one, or to nobody.</summary>
public sealed record AssignFollowUp : ActorCommand
{
    /// <summary>The assignment's id.</summary>
    public string AssignmentId { get; init; } = "";

    /// <summary>The follow-up's id.</summary>
    public string FollowUpId { get; init; } = "";

    /// <summary>The member of staff to whom it is assigned, at most 200 characters. If left out, it is nobody's from then on.</summary>
    public string? Assignee { get; init; }

    /// <summary>
    /// To whom it is assigned until now, and an empty text for nobody: if somebody else has it by now, the assignment
    /// is refused. If left out, whoever has it.
    /// </summary>
    public string? From { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "follow_up_assignment:" + AssignmentId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(AssignmentId) ? this with { AssignmentId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("assignmentId", AssignmentId), .. Text.IdFaults("followUpId", FollowUpId), .. StaffFaults("assignee", Assignee), .. Text.TextFaults("from", From)];

    public override Verdict Decide(in Situation situation)
    {
        if (OpenFollowUps.Part.Of(situation.State).Open.Find(open => open.FollowUpId == FollowUpId) is not { } open) return Refusal.FollowUpNotFound(FollowUpId);
        if (From is not null && From != (open.Assignee ?? "") && open.Assignee != Assignee) return Refusal.FollowUpAssignedAlready(FollowUpId, open.Assignee);
        return new FollowUpAssigned(AssignmentId, FollowUpId, Assignee);
    }

    /// <summary>Faults of the name or id of a member of staff; none where it is left out.</summary>
    internal static IEnumerable<FieldFault> StaffFaults(string field, string? staff) =>
        staff is not null && string.IsNullOrWhiteSpace(staff) ? [new(field, "Must not be empty; leave it out for nobody.")] : Text.TextFaults(field, staff);
}

/// <summary>A follow-up is assigned to a member of staff, or is nobody's from now on.</summary>
/// <param name="AssignmentId">The assignment's id.</param>
/// <param name="FollowUpId">The follow-up's id.</param>
/// <param name="Assignee">The member of staff. Null for nobody.</param>
public sealed record FollowUpAssigned(string AssignmentId, string FollowUpId, string? Assignee) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = OpenFollowUps.Part.Of(state);
        var open = before.Open.ConvertAll(open => open.FollowUpId == FollowUpId ? open with { Assignee = Assignee } : open);
        return OpenFollowUps.Part.Set(state, before with { Open = open });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new AssignFollowUp { AssignmentId = AssignmentId, FollowUpId = FollowUpId });
}
