using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Outbox;

/// <summary>What a commit tells somebody else: committed with the entry that gives rise to it, and delivered at least once.</summary>
/// <param name="To">To whom.</param>
/// <param name="Body">What, as the topic writes it.</param>
/// <param name="MessageId">Set by the ledger, ascending.</param>
/// <param name="Tries">How often it was not taken.</param>
/// <param name="TryAt">Before that it is not tried again; null where it has not been tried.</param>
public sealed record OutgoingMessage(Recipient To, string Body, long MessageId = 0, int Tries = 0, DateTimeOffset? TryAt = null)
{
    /// <summary>A command for an actor; its natural id makes a second delivery harmless.</summary>
    public static OutgoingMessage Of(Message message) => new(message.To, LedgerJson.Encode(message.Command));
}

/// <summary>To whom a message goes. Those to one recipient keep their order; those to different ones wait for nobody.</summary>
/// <param name="Topic">What the recipient is: of an actor the number of its <see cref="ActorKind"/>. Stored, and never reused for something else.</param>
/// <param name="Key">Who, within the topic.</param>
public readonly record struct Recipient(short Topic, string Key)
{
    /// <summary>An actor.</summary>
    public static implicit operator Recipient(ActorId actor) => new((short)actor.Kind, actor.Key);

    /// <summary>The same as an actor, where its topic is one of actors.</summary>
    public ActorId AsActor() => new((ActorKind)Topic, Key);

    public override string ToString() => AsActor().ToString();
}

/// <summary>A message that is not tried any more, until it is replayed.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reason">What it was not taken for the last time.</param>
/// <param name="DiedAt">When it was given up.</param>
public sealed record DeadLetter(OutgoingMessage Message, string Reason, DateTimeOffset DiedAt);

/// <summary>What became of messages that were tried. Settled at once: all of it is durable, or nothing.</summary>
public sealed record Settlement
{
    /// <summary>Ids of those that were delivered, which are removed.</summary>
    public IReadOnlyList<long> Delivered { get; init; } = [];

    /// <summary>Those that are tried again, with how often they were tried and when they are again.</summary>
    public IReadOnlyList<OutgoingMessage> PutOff { get; init; } = [];

    /// <summary>Those that are given up.</summary>
    public IReadOnlyList<DeadLetter> Dead { get; init; } = [];

    /// <summary>Whether nothing became of any.</summary>
    public bool IsEmpty => Delivered.Count + PutOff.Count + Dead.Count == 0;
}
