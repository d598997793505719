using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Deliveries;

/// <summary>Where entries are delivered outside, such as a webhook.</summary>
/// <remarks>
/// 1. An entry is offered again until it is taken, refused or given up: at least once, and again after a crash.
/// 2. Entries of one actor are offered in the order of its history, the next once the one before is taken, refused or given up.
/// 3. Entries of different actors are offered side by side.
/// </remarks>
public interface IDestination
{
    /// <summary>Whether an entry is for this destination. Asked once for each entry; it must be quick and always say the same.</summary>
    bool Wants(Entry entry);

    /// <summary>Delivers an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="attempt">Which attempt this is, from 1; after a crash an attempt may be counted once though there were two.</param>
    /// <param name="cancellation">Gives up; the entry is offered again.</param>
    Task<DeliveryResult> DeliverAsync(Entry entry, int attempt, CancellationToken cancellation);

    /// <summary>Keeps what was given up, for whoever replays it; it is forgotten here afterwards. Asked again after a crash.</summary>
    /// <param name="entry">Which.</param>
    /// <param name="reason">Why.</param>
    Task GiveUpAsync(EntryId entry, string reason);
}

/// <summary>What became of one attempt.</summary>
public enum DeliveryStatus
{
    /// <summary>The destination has it.</summary>
    Taken = 1,

    /// <summary>It is for ever not to be delivered, for a reason of its own: it is given up at once.</summary>
    Refused = 2,

    /// <summary>It may be taken later.</summary>
    Failed = 3,

    /// <summary>The destination wants nothing any more, until it is waked: nothing was tried.</summary>
    Stopped = 4,

    /// <summary>It is offered again a little later, and that was no attempt.</summary>
    Later = 5,
}

/// <summary>What became of one attempt, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why; for people. Null where it was taken.</param>
/// <param name="RetryAfter">How long the destination wants to be left alone; null where it did not say. For how long an entry alone is to be left that is offered later.</param>
public readonly record struct DeliveryResult(DeliveryStatus Status, string? Reason = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The destination has it.</summary>
    public static readonly DeliveryResult Taken = new(DeliveryStatus.Taken);

    /// <summary>The destination wants nothing any more.</summary>
    public static readonly DeliveryResult Stopped = new(DeliveryStatus.Stopped);

    /// <summary>It may be taken later.</summary>
    public static DeliveryResult Failed(string reason, TimeSpan? retryAfter = null) => new(DeliveryStatus.Failed, reason, retryAfter);

    /// <summary>It is offered again a little later.</summary>
    public static DeliveryResult Later(string reason, TimeSpan after) => new(DeliveryStatus.Later, reason, after);

    /// <summary>It is for ever not to be delivered.</summary>
    public static DeliveryResult Refused(string reason) => new(DeliveryStatus.Refused, reason);
}

/// <summary>Names an entry: whose it is, and its number in that history.</summary>
/// <param name="Actor">Whose.</param>
/// <param name="Sequence">Its number, from 1.</param>
public readonly record struct EntryId(ActorId Actor, long Sequence)
{
    /// <summary>The name of an entry.</summary>
    public static EntryId Of(Entry entry) => new(entry.Actor, entry.Sequence);
}
