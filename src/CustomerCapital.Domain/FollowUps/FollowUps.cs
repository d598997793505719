using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>How a person is followed up.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<FollowUpKind>))]
public enum FollowUpKind
{
    /// <summary>A telephone call.</summary>
    Call = 1,

    /// <summary>A letter.</summary>
    Letter = 2,

    /// <summary>An e-mail.</summary>
    Email = 3,
}

/// <summary>A follow-up that is not done.</summary>
/// <param name="FollowUpId">The follow-up's id.</param>
/// <param name="Kind">How the person is followed up.</param>
/// <param name="DueAt">When the follow-up is due.</param>
/// <param name="PurchaseId">The purchase it is about. Null for none.</param>
/// <param name="Note">What it is about. Null if that was not said.</param>
public sealed record FollowUp(string FollowUpId, FollowUpKind Kind, DateTimeOffset DueAt, string? PurchaseId, string? Note) : Kept
{
    /// <summary>The member of staff to whom it is assigned. Null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assignee { get; init; }

    /// <summary>When it is due, in UTC and in whole microseconds: as lists order it.</summary>
    [JsonIgnore]
    public DateTimeOffset DueAtUtc => Decider.Microseconds(DueAt.ToUniversalTime());
}

/// <summary>Follow-ups that are not done, in the order in which they are due.</summary>
public sealed record OpenFollowUps(ImmutableList<FollowUp> Open) : Kept
{
    /// <summary>The follow-ups.</summary>
    public ImmutableList<FollowUp> Open { get; init; } = Open ?? [];

    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<OpenFollowUps> Part = new("follow_ups", new([]));

    public bool Equals(OpenFollowUps? other) => other is not null && Open.SequenceEqual(other.Open);

    public override int GetHashCode() => Open.Count;
}

/// <summary>Plans to follow a person up, for example after a purchase.</summary>
public sealed record ScheduleFollowUp : ActorCommand
{
    /// <summary>Most follow-ups that a customer can have open.</summary>
    public const int OpenLimit = 50;

    /// <summary>
    /// How ids begin of follow-ups that see to the closing of a customer's account. One place beyond the limit is kept
    /// for them, so that no closing goes unseen.
    /// </summary>
    public const string ClosurePrefix = "account-closure-";

    /// <summary>The follow-up's id.</summary>
    public string FollowUpId { get; init; } = "";

    /// <summary>How the person is followed up.</summary>
    public FollowUpKind Kind { get; init; }

    /// <summary>When it is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The purchase it is about. May be left out.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>What it is about, at most 200 characters.</summary>
    public string? Note { get; init; }

    /// <summary>The member of staff to whom it is assigned, at most 200 characters. May be left out.</summary>
    public string? Assignee { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "follow_up:" + FollowUpId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(FollowUpId) ? this with { FollowUpId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("followUpId", FollowUpId)) yield return fault;
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be call, letter or email.");
        if (DueAt is null) yield return new("dueAt", "Is required.");
        if (PurchaseId is not null) foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
        foreach (var fault in Text.TextFaults("note", Note)) yield return fault;
        foreach (var fault in AssignFollowUp.StaffFaults("assignee", Assignee)) yield return fault;
    }

    public override Verdict Decide(in Situation situation) =>
        OpenFollowUps.Part.Of(situation.State).Open.Count >= (FollowUpId.StartsWith(ClosurePrefix, StringComparison.Ordinal) ? OpenLimit + 1 : OpenLimit)
            ? Refusal.TooManyFollowUps(OpenLimit)
            : new FollowUpScheduled(FollowUpId, Kind, DueAt!.Value, PurchaseId, Note) { Assignee = Assignee };
}

/// <summary>A follow-up is planned.</summary>
/// <param name="FollowUpId">The follow-up's id.</param>
/// <param name="Kind">How the person is followed up.</param>
/// <param name="DueAt">When the follow-up is due.</param>
/// <param name="PurchaseId">The purchase it is about. Null for none.</param>
/// <param name="Note">What it is about. Null if that was not said.</param>
public sealed record FollowUpScheduled(string FollowUpId, FollowUpKind Kind, DateTimeOffset DueAt, string? PurchaseId, string? Note) : ActorEvent
{
    /// <summary>The opinion that opened the follow-up by itself. Null if somebody planned it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnswerId { get; init; }

    /// <summary>The number of the entry of the grant that opened the follow-up by itself. Null if none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Granted { get; init; }

    /// <summary>The member of staff to whom it is assigned. Null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assignee { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = OpenFollowUps.Part.Of(state);
        var at = before.Open.FindIndex(other => other.DueAt > DueAt);
        return OpenFollowUps.Part.Set(state, before with { Open = before.Open.Insert(at < 0 ? before.Open.Count : at, new(FollowUpId, Kind, DueAt, PurchaseId, Note) { Assignee = Assignee }) });
    }

    public override NaturalIds? Ids() => AnswerId is null && Granted is null ? NaturalIds.Of(new ScheduleFollowUp { FollowUpId = FollowUpId }) : null;
}

/// <summary>A follow-up that should have followed by itself was not opened.</summary>
/// <param name="Kind">How the person should have been followed up.</param>
/// <param name="Reason">Why: <c>too_many_follow_ups</c>, where as many are open as a customer can have.</param>
/// <param name="Note">What it is about. Null if that was not said.</param>
public sealed record FollowUpWithheld(FollowUpKind Kind, string Reason, string? Note) : ActorEvent
{
    /// <summary>The opinion that called for it. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnswerId { get; init; }

    /// <summary>The number of the entry of the grant that called for it. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Granted { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) => state;

    public override void Count(in Moment moment, Counters counters) => counters.Add(new(FollowUpsCapability.Withheld, moment.Day.DayNumber, (int)Kind), new(1));
}
