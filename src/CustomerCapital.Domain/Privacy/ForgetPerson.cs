using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;

namespace CustomerCapital.Domain.Privacy;

/// <summary>Takes a person out of a history: out of the person's own all that is about the person, out of another what names the person. Sent by the engine, not by callers.</summary>
/// <remarks>Whoever carries it out writes the entries before it anew, in the same commit. Where nothing names the person it changes nothing, so that repeating it is harmless.</remarks>
public sealed record ForgetPerson : ActorCommand
{
    /// <summary>What the audit log calls it.</summary>
    public const string AuditAction = "erasePerson";

    /// <summary>The erasure's id.</summary>
    public string ErasureId { get; init; } = "";

    /// <summary>The customer's id.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>The id that stands in its place.</summary>
    public string ErasedId { get; init; } = "";

    /// <summary>E-mail addresses, telephone numbers and names by which the person is known.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether all that is about anybody goes from the history: one of two persons, that was put away when they were separated, and comes back no more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Whole { get; init; }

    /// <summary>The version of the customer from whose history these were read. Null in the histories of others.</summary>
    public long? ExpectedVersion { get; init; }

    [JsonIgnore]
    public override long? MadeFromVersion => ExpectedVersion;

    /// <summary>What is replaced.</summary>
    public PersonalValues Values() => new(CustomerId, ErasedId, Others);

    /// <summary>Whether an actor is the person: the customer, a history of that customer that was put away, or the id where it leads to another.</summary>
    public bool IsOf(ActorId actor) => actor.Original is { Kind: ActorKind.Customer or ActorKind.Alias, Key: var key } && key == CustomerId;

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation)
    {
        var state = situation.State;
        if (state.Sequence == 0) return Verdict.Unchanged;
        // The log names no event but its own.
        if (state.Id.Kind == ActorKind.AuditLog)
            return new RecordAudit { RecordId = $"{ErasedId}/{state.Sequence + 1}", Record = new("engine", AuditAction) { Person = AuditedPerson.Erased(ErasedId) } }.Decide(situation);
        return IsOf(state.Id) && state.Id.Kind == ActorKind.Customer ? new PersonErased(ErasureId) : new PersonForgotten(ErasureId);
    }
}
