using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Subscriptions;

/// <summary>An entry was given up, and is kept as a dead letter. Once for each replay of the subscription.</summary>
public sealed record RecordDeadLetter : ActorCommand
{
    /// <summary>Of what kind the one is whose entry it is, as the feed names it: <c>customer</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The id of that one.</summary>
    public string Key { get; init; } = "";

    /// <summary>Its number in that history.</summary>
    public long Sequence { get; init; }

    /// <summary>So often the subscription had been replayed.</summary>
    public int Replay { get; init; }

    /// <summary>Up to where dead letters had been taken up again: so that one can be given up once more.</summary>
    public long TakenUpThrough { get; init; }

    /// <summary>Why it was given up, at most 200 characters.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(Kind, Key, Sequence, Replay, TakenUpThrough);

    public override IEnumerable<FieldFault> Faults() => [.. Text.IdFaults("kind", Kind), .. Text.IdFaults("key", Key), .. Text.TextFaults("reason", Reason)];

    public override Verdict Decide(in Situation situation) => new EntryGivenUp(Kind, Key, Sequence, Replay, TakenUpThrough, Reason);

    internal static string IdOf(string kind, string key, long sequence, int replay, long takenUpThrough) =>
        FormattableString.Invariant($"dead:{replay}:{takenUpThrough}:{kind}:{sequence}:{key}");
}

/// <summary>An entry was given up.</summary>
/// <param name="Kind">Of what kind the one is whose entry it is, as the feed names it: <c>customer</c>.</param>
/// <param name="Key">The id of that one.</param>
/// <param name="Sequence">Its number in that history.</param>
/// <param name="Replay">So often the subscription had been replayed.</param>
/// <param name="TakenUpThrough">Up to where dead letters had been taken up again.</param>
/// <param name="Reason">Why. Null if that is not known.</param>
public sealed record EntryGivenUp(string Kind, string Key, long Sequence, int Replay, long TakenUpThrough, string? Reason) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = Subscription.Part.Of(state);
        return Subscription.Part.Set(state, before with { DeadLetters = before.DeadLetters + 1 });
    }

    public override NaturalIds? Ids() => new(RecordDeadLetter.IdOf(Kind, Key, Sequence, Replay, TakenUpThrough), null);
}

/// <summary>What was given up is sent once more.</summary>
public sealed record ReplayDeadLetters : SubscriptionCommand
{
    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        subscription.DeadLetters == 0 ? Verdict.Unchanged : new DeadLettersReplayed(situation.State.Sequence) { By = By, Reason = Reason };
}

/// <summary>What was given up is sent once more.</summary>
/// <param name="Through">Up to which entry of the subscription's history.</param>
public sealed record DeadLettersReplayed(long Through) : SubscriptionChanged
{
    protected override Subscription Fold(Subscription before, in Moment moment) => before with { DeadLetters = 0, ReplayedThrough = Through };
}
