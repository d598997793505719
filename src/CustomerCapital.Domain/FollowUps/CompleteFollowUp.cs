using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>What came of a follow-up. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<FollowUpOutcome>))]
public enum FollowUpOutcome
{
    /// <summary>The person was reached.</summary>
    Reached = 1,

    /// <summary>The person was not reached.</summary>
    NotReached = 2,

    /// <summary>The number or the address is not the person's.</summary>
    WrongContact = 3,

    /// <summary>The person has promised to order.</summary>
    OrderPromised = 4,

    /// <summary>The person does not want what was offered.</summary>
    Declined = 5,

    /// <summary>The person has complained.</summary>
    Complaint = 6,

    /// <summary>The letter or the mail has gone out.</summary>
    Sent = 7,
}

/// <summary>A planned follow-up was done. With an outcome, what came of it is an interaction too, in the same commit.</summary>
public sealed record CompleteFollowUp : ActorCommand
{
    /// <summary>The follow-up's id.</summary>
    public string FollowUpId { get; init; } = "";

    /// <summary>
    /// The id of ticking it off. Sent again it is answered as before; whoever ticks the follow-up off under another id
    /// is refused. If left out, whoever sends the same is answered alike.
    /// </summary>
    public string? CompletionId { get; init; }

    /// <summary>What came of it. If left out, nothing more than that it was done.</summary>
    public FollowUpOutcome? Outcome { get; init; }

    /// <summary>The member of staff who did it, at most 200 characters. May be left out.</summary>
    public string? DoneBy { get; init; }

    /// <summary>What came of it in words, at most 2,000 characters.</summary>
    public string? Result { get; init; }

    [JsonIgnore]
    public override string? NaturalId => CompletionId is null ? IdOf(FollowUpId) : "follow_up_completion:" + CompletionId;

    [JsonIgnore]
    public override string? ConcernsId => CompletionId is null ? null : IdOf(FollowUpId);

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(CompletionId) ? this with { CompletionId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("followUpId", FollowUpId)) yield return fault;
        if (CompletionId is not null) foreach (var fault in Text.IdFaults("completionId", CompletionId)) yield return fault;
        if (Outcome is { } outcome && !Enum.IsDefined(outcome)) yield return new("outcome", "Must be reached, not_reached, wrong_contact, order_promised, declined, complaint or sent.");
        foreach (var fault in AssignFollowUp.StaffFaults("doneBy", DoneBy)) yield return fault;
        foreach (var fault in Text.TextFaults("result", Result, Text.LongLimit)) yield return fault;
    }

    public override Verdict Decide(in Situation situation)
    {
        if (OpenFollowUps.Part.Of(situation.State).Open.Find(open => open.FollowUpId == FollowUpId) is { } open)
        {
            return new FollowUpDone(FollowUpId, Result)
            {
                CompletionId = CompletionId, Outcome = Outcome, DoneBy = DoneBy, Kind = open.Kind, DueAt = open.DueAt, Rung = situation.State.Standing.Rung,
            };
        }

        return CompletionId is not null && situation.Past.LastOf(IdOf(FollowUpId)) is { Event: FollowUpDone done } entry
            ? Refusal.FollowUpDoneAlready(FollowUpId, done.DoneBy, entry.OccurredAt)
            : Refusal.FollowUpNotFound(FollowUpId);
    }

    private static string IdOf(string followUpId) => "follow_up_done:" + followUpId;
}

/// <summary>A follow-up is done.</summary>
/// <param name="FollowUpId">The follow-up's id.</param>
/// <param name="Result">What came of it in words. Null if that was not said.</param>
public sealed record FollowUpDone(string FollowUpId, string? Result) : ActorEvent
{
    /// <summary>The id of ticking it off. Null if it had none of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CompletionId { get; init; }

    /// <summary>What came of it. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FollowUpOutcome? Outcome { get; init; }

    /// <summary>The member of staff who did it. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DoneBy { get; init; }

    /// <summary>How the person was followed up. Null where it was done before that was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FollowUpKind? Kind { get; init; }

    /// <summary>When it was due. Null where it was done before that was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The rung on which the person stood. Null where it was done before that was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Rung? Rung { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = OpenFollowUps.Part.Of(state);
        return OpenFollowUps.Part.Set(state, before with { Open = before.Open.RemoveAll(open => open.FollowUpId == FollowUpId) });
    }

    public override void Count(in Moment moment, Counters counters)
    {
        if (Kind is not { } kind || DueAt is not { } dueAt) return;
        var due = moment.Calendar.DayOf(dueAt);
        counters.Add(new(FollowUpsCapability.Done, due.DayNumber, FollowUpsCapability.CoordinateOf(kind, Rung ?? Ladder.Rung.InTargetMarket)), moment.Day <= due ? new(1) : new(0, 1));
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new CompleteFollowUp { FollowUpId = FollowUpId, CompletionId = CompletionId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? StandingReason.InterestShown : null;

    /// <summary>The contact that it was; null where nobody said what came of it.</summary>
    internal InteractionRecorded? Contact()
    {
        if (Outcome is not { } outcome) return null;
        var kind = outcome switch
        {
            FollowUpOutcome.Reached or FollowUpOutcome.OrderPromised or FollowUpOutcome.Declined => InteractionKind.Answer,
            FollowUpOutcome.Complaint => InteractionKind.Complaint,
            _ => InteractionKind.Contact,
        };
        var channel = Kind switch { FollowUpKind.Letter => "post", FollowUpKind.Email => "email", _ => "phone" };
        return new($"follow_up:{FollowUpId}", kind, outcome == FollowUpOutcome.OrderPromised, channel, Result) { FollowUpId = FollowUpId };
    }
}
