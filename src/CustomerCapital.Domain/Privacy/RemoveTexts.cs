using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Privacy;

/// <summary>Takes out of a history what was said, noted and written before a moment. Sent by the engine, not by callers.</summary>
/// <remarks>Whoever carries it out writes the entries before it anew, in the same commit. Where nothing is to be removed it changes nothing, so that repeating it is harmless.</remarks>
public sealed record RemoveTexts : ActorCommand
{
    /// <summary>What is of before it is removed.</summary>
    public DateTimeOffset Before { get; init; }

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsNow;

    public override Verdict Decide(in Situation situation) => situation.State.Sequence == 0 ? Verdict.Unchanged : new TextsRemoved(Before);
}

/// <summary>What was said, noted and written before a moment was removed from this history, as it was too old by the policy.</summary>
/// <param name="Before">The moment.</param>
public sealed record TextsRemoved(DateTimeOffset Before) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => state;
}
