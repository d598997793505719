using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>Something to be done to one actor, such as a customer. In JSON the field <c>type</c> names which.</summary>
/// <remarks>Its name is in the list of its <see cref="Capability"/>. A command with a natural id takes effect once: sent again with the same content it changes nothing.</remarks>
public abstract record ActorCommand
{
    /// <summary>
    /// When it happened, with an offset. At most 5 minutes ahead of the engine's clock. If left out, when the command
    /// arrives.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The id under which it takes effect once, unique per actor for ever; null when repeating is harmless.</summary>
    [JsonIgnore]
    public virtual string? NaturalId => null;

    /// <summary>The natural id of an earlier command that deciding this one needs to see; null for none.</summary>
    [JsonIgnore]
    public virtual string? ConcernsId => null;

    /// <summary>Hash of the content as which its entry is known, where that is another command's; null for its own.</summary>
    [JsonIgnore]
    public virtual string? ContentHash => null;

    /// <summary>The command as its caller has sent it, by whose content a repeat is known.</summary>
    public virtual ActorCommand AsSent() => this;

    /// <summary>Another customer to whom it does something too, such as the person referred; null for none.</summary>
    [JsonIgnore]
    public virtual string? OtherCustomerId => null;

    /// <summary>The version of the actor that it was made from: where the actor has another, it is refused. Null for whichever.</summary>
    [JsonIgnore]
    public virtual long? MadeFromVersion => null;

    /// <summary>
    /// How many entries the actor has at least, as whoever sends it knows: a process that holds an older state of the actor reads that anew before it decides. 0 where the sender
    /// knows nothing of it.
    /// </summary>
    [JsonIgnore]
    public virtual long KnownSequence => 0;

    /// <summary>The same command under an id given beside it, where it does not carry its own.</summary>
    public virtual ActorCommand Identified(string id) => this;

    /// <summary>Every field that is malformed, whatever the actor's state; empty when the command can be decided.</summary>
    public virtual IEnumerable<FieldFault> Faults() => [];

    /// <summary>The moment on which it rests, so that it does not come before that where it does not say when it occurred and the engine's clock was set back; null for none.</summary>
    public virtual DateTimeOffset? Ground(ActorState state, Recollection past) => null;

    /// <summary>How a moment ahead of the engine's clock is taken.</summary>
    public virtual AheadOfClock Ahead() => AheadOfClock.AsStated;

    /// <summary>Decides it, well-formed and not a repeat.</summary>
    public abstract Verdict Decide(in Situation situation);
}

/// <summary>How the moment of a command is taken that lies ahead of the engine's clock.</summary>
public enum AheadOfClock
{
    /// <summary>As stated, up to <see cref="Decider.ClockTolerance"/>; beyond it the command is refused.</summary>
    AsStated,

    /// <summary>As now, up to <see cref="Decider.ClockTolerance"/>; beyond it the command is refused.</summary>
    AsNow,

    /// <summary>As now, however far ahead: it was judged when it was sent, perhaps by a clock that has been set back since.</summary>
    AlwaysAsNow,

    /// <summary>As stated, however far ahead: the ledger holds that moment already, of another customer, by a clock that has been set back since.</summary>
    AlwaysAsStated,
}

/// <summary>What a command is decided by.</summary>
/// <param name="State">The actor before it.</param>
/// <param name="Past">The entry that the command concerns, with those that correct it.</param>
/// <param name="Program">Policy and calendar in force.</param>
/// <param name="At">When it occurred.</param>
/// <param name="NewCode">Makes a code of a voucher that nobody can guess.</param>
public readonly record struct Situation(ActorState State, Recollection Past, LoyaltyProgram Program, DateTimeOffset At, Func<string> NewCode);
