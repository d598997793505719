using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Audit;

/// <summary>Writes down what somebody did.</summary>
public sealed record RecordAudit : ActorCommand
{
    /// <summary>The id under which it is written down once.</summary>
    public string RecordId { get; init; } = "";

    /// <summary>What somebody did.</summary>
    public AuditRecord Record { get; init => field = value ?? new(); } = new();

    [JsonIgnore]
    public override string? NaturalId => RecordId;

    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("recordId", RecordId), .. Record.Faults()];

    // The log is written by several processes, whose clocks are not one.
    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation) =>
        new Audited(RecordId, Record, Record.HashAfter(AuditChain.Part.Of(situation.State).Hash, situation.State.Sequence + 1, situation.At));
}

/// <summary>Somebody did something.</summary>
/// <param name="RecordId">The id under which it was written down once.</param>
/// <param name="Record">What somebody did.</param>
/// <param name="Hash">The hash of the record and of all before it.</param>
public sealed record Audited(string RecordId, AuditRecord Record, string Hash) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => AuditChain.Part.Set(state, new(Hash));

    public override NaturalIds? Ids() => new(RecordId, null);
}

/// <summary>Where the audit log ends.</summary>
/// <param name="Hash">The hash of its last record; empty where there is none.</param>
public sealed record AuditChain(string Hash) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<AuditChain> Part = new("audit", new(""));

    /// <summary>The actor that is the log; there is one.</summary>
    public static readonly ActorId Actor = new(ActorKind.AuditLog, "audit");
}
