using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Interactions;

/// <summary>What kind of contact it was.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<InteractionKind>))]
public enum InteractionKind
{
    /// <summary>The person contacted the business.</summary>
    Inquiry = 1,

    /// <summary>The person answered the business.</summary>
    Answer = 2,

    /// <summary>The person complained.</summary>
    Complaint = 3,

    /// <summary>The business contacted the person, who has not answered yet.</summary>
    Contact = 4,
}

/// <summary>A contact with a person. An inquiry, or a positive answer, shows interest.</summary>
public sealed record RecordInteraction : ActorCommand
{
    /// <summary>The contact's id.</summary>
    public string InteractionId { get; init; } = "";

    /// <summary>What kind of contact it was.</summary>
    public InteractionKind Kind { get; init; }

    /// <summary>Whether an answer was positive. If left out, false.</summary>
    public bool Positive { get; init; }

    /// <summary>How the contact was made, for example <c>phone</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>What was said, at most 2,000 characters.</summary>
    public string? Note { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "interaction:" + InteractionId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(InteractionId) ? this with { InteractionId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("interactionId", InteractionId)) yield return fault;
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be inquiry, answer, complaint or contact.");
        if (Positive && Kind != InteractionKind.Answer) yield return new("positive", "Belongs to an answer.");
        foreach (var fault in Text.TextFaults("channel", Channel)) yield return fault;
        foreach (var fault in Text.TextFaults("note", Note, Text.LongLimit)) yield return fault;
    }

    public override Verdict Decide(in Situation situation) => new InteractionRecorded(InteractionId, Kind, Positive, Channel, Note);
}

/// <summary>The contact took place.</summary>
/// <param name="InteractionId">The contact's id.</param>
/// <param name="Kind">What kind of contact it was.</param>
/// <param name="Positive">Whether an answer was positive.</param>
/// <param name="Channel">How the contact was made. Null if that was not said.</param>
/// <param name="Note">What was said. Null if that was not noted.</param>
public sealed record InteractionRecorded(string InteractionId, InteractionKind Kind, bool Positive, string? Channel, string? Note) : ActorEvent
{
    /// <summary>The follow-up that it came of, in the same commit. Null if somebody recorded it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FollowUpId { get; init; }

    /// <summary>Whether the business has contacted the person by it, who may have answered.</summary>
    [JsonIgnore]
    public bool IsByBusiness => FollowUpId is not null || Kind is InteractionKind.Contact or InteractionKind.Answer;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var interest = Interest.Part.Of(state);
        return Interest.Part.Set(state, interest with
        {
            Shown = interest.Shown || Kind == InteractionKind.Inquiry || (Kind == InteractionKind.Answer && Positive),
            LastAt = interest.LastAt > moment.Utc ? interest.LastAt : moment.Utc,
            LastContactAt = IsByBusiness && !(interest.LastContactAt > moment.Utc) ? moment.Utc : interest.LastContactAt,
        });
    }

    public override NaturalIds? Ids() => FollowUpId is null ? NaturalIds.Of(new RecordInteraction { InteractionId = InteractionId }) : null;

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? StandingReason.InterestShown : null;
}
