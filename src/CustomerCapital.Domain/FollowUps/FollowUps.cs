using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
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
public sealed record FollowUp(string FollowUpId, FollowUpKind Kind, DateTimeOffset DueAt, string? PurchaseId, string? Note) : Kept;

/// <summary>Plans to follow a person up, for example after a purchase.</summary>
public sealed record ScheduleFollowUp : CustomerCommand
{
    /// <summary>Most follow-ups that a customer can have open.</summary>
    public const int OpenLimit = 50;

    /// <summary>The follow-up's id.</summary>
    public string FollowUpId { get; init; } = "";

    /// <summary>How the person is followed up.</summary>
    public FollowUpKind Kind { get; init; }

    /// <summary>When it is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The purchase it is about; may be left out.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>What it is about; at most 200 characters.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => "follow_up:" + FollowUpId;

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => string.IsNullOrEmpty(FollowUpId) ? this with { FollowUpId = id } : this;

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("followUpId", FollowUpId)) yield return fault;
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be call, letter or email.");
        if (DueAt is null) yield return new("dueAt", "Is required.");
        if (PurchaseId is not null) foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
        foreach (var fault in Text.TextFaults("note", Note)) yield return fault;
    }

    internal Verdict Decide(CustomerState state) => state.OpenFollowUps.Count >= OpenLimit
        ? Refusal.TooManyFollowUps(OpenLimit)
        : new FollowUpScheduled(FollowUpId, Kind, DueAt!.Value, PurchaseId, Note);
}

/// <summary>A follow-up is planned.</summary>
public sealed record FollowUpScheduled(string FollowUpId, FollowUpKind Kind, DateTimeOffset DueAt, string? PurchaseId, string? Note) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state)
    {
        var at = state.OpenFollowUps.FindIndex(open => open.DueAt > DueAt);
        var followUp = new FollowUp(FollowUpId, Kind, DueAt, PurchaseId, Note);
        return state with { OpenFollowUps = state.OpenFollowUps.Insert(at < 0 ? state.OpenFollowUps.Count : at, followUp) };
    }
}

/// <summary>Says that a follow-up is done.</summary>
public sealed record CompleteFollowUp : CustomerCommand
{
    /// <summary>The follow-up's id.</summary>
    public string FollowUpId { get; init; } = "";

    /// <summary>What came of it; at most 2,000 characters.</summary>
    public string? Result { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => "follow_up_done:" + FollowUpId;

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => this;

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("followUpId", FollowUpId), .. Text.TextFaults("result", Result, Text.LongLimit)];

    internal Verdict Decide(CustomerState state) => state.OpenFollowUps.Exists(open => open.FollowUpId == FollowUpId)
        ? new FollowUpDone(FollowUpId, Result)
        : Refusal.FollowUpNotFound(FollowUpId);
}

/// <summary>A follow-up is done.</summary>
public sealed record FollowUpDone(string FollowUpId, string? Result) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state) =>
        state with { OpenFollowUps = state.OpenFollowUps.RemoveAll(open => open.FollowUpId == FollowUpId) };
}
