using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Ledger.Appending;

/// <summary>What one turn of an actor commits, with what other actors of the same database commit together with it.</summary>
public sealed class Append
{
    /// <summary>Bytes that a part of a state may have.</summary>
    public const int PartLimit = 1 << 20;

    /// <summary>Prepares an append; encodes it, so that the single writer does not have to.</summary>
    /// <param name="before">The state as loaded: its sequence is the version that the row must have, 0 where there is none.</param>
    /// <param name="entries">New entries, whose sequences go on from there; may be empty where only due times change. There is a gap only where another history was put in the actor's place.</param>
    /// <param name="after">The state after them. Of parts that have rows of their own, those are written that differ from before.</param>
    /// <param name="difference">What the counters change by.</param>
    /// <param name="messages">What others are to be told.</param>
    /// <param name="due">The due times that change.</param>
    /// <exception cref="ContentRejectedException">A part has too many bytes.</exception>
    public Append(
        ActorState before, IReadOnlyList<Entry> entries, ActorState after, Counters difference, IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<DueChange> due)
    {
        if (after.Id != before.Id || after.Sequence < before.Sequence + entries.Count || (entries.Count > 0 && entries[^1].Sequence != after.Sequence)) throw new ArgumentException("The state must have folded exactly these entries.", nameof(after));
        (Before, Entries, After, Difference, Messages, Due) = (before, entries, after, difference, messages, due);
        StateUtf8 = LedgerJson.EncodeRow(after);
        Parts = LedgerJson.EncodeChangedParts(before, after);
        EntriesUtf8 = [.. entries.Select(LedgerJson.EncodeUtf8)];
        foreach (var part in Parts)
            if (part.Utf8.Length > PartLimit) throw new ContentRejectedException($"{after.Id} would have {part.Utf8.Length:N0} bytes of {part.Name}, of {PartLimit:N0} at most.");
        Size = StateUtf8.Length + Parts.Sum(part => part.Utf8.Length) + EntriesUtf8.Sum(json => json.Length) + messages.Sum(message => message.Body.Length);
    }

    /// <summary>Whose it is: the actor under whose id the row stands.</summary>
    public ActorId Actor => RowOf ?? After.Id;

    /// <summary>The id under which the row stands, where that is not the state's: of a history that was put away. Null where it is the state's.</summary>
    public ActorId? RowOf { get; init; }

    /// <summary>The state as loaded.</summary>
    public ActorState Before { get; }

    /// <summary>Version of the row as loaded.</summary>
    public long ExpectedVersion => Before.Sequence;

    /// <summary>The id under which the row stands once it is committed, with its entries: where a history is put away, or stands again as it did. Null where it stays. Both are in one database.</summary>
    /// <remarks>The state goes along as it is. Only while no other append is being written, so that nobody makes an actor of an id that is given up meanwhile.</remarks>
    public ActorId? MovedTo { get; init; }

    /// <summary>New entries.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The state after them.</summary>
    public ActorState After { get; }

    /// <summary>What the counters change by.</summary>
    public Counters Difference { get; }

    /// <summary>What others are to be told.</summary>
    public IReadOnlyList<OutgoingMessage> Messages { get; }

    /// <summary>The due times that change.</summary>
    public IReadOnlyList<DueChange> Due { get; }

    /// <summary>What other actors commit with it: all of them, or none. Each names the version of its own row; policy and calls are those of this one.</summary>
    /// <remarks>In their order: an id that one of them gives up can be another's after it.</remarks>
    /// <exception cref="ArgumentException">An actor would be there twice, or an append that has others with it in turn.</exception>
    public IReadOnlyList<Append> Also
    {
        get;
        init
        {
            if (value.Any(other => other.Also.Count > 0) || value.Append(this).Select(member => (member.Actor, IsMoved: member.MovedTo is not null)).Distinct().Count() <= value.Count)
                throw new ArgumentException("Actors that commit together are each there once, and side by side.", nameof(value));
            field = value;
            Size += value.Sum(other => other.Size);
        }
    } = [];

    /// <summary>This one and what is committed with it.</summary>
    public IEnumerable<Append> Members => Also.Count == 0 ? [this] : Also.Prepend(this);

    /// <summary>Whether nobody has looked for the natural ids at the expected version. Where one is taken, the ledger looks itself, and writes the others of the group.</summary>
    public bool IdsUnchecked { get; init; }

    /// <summary>Version of the control state of the policy by whose rules it was decided; 0 where there is none. An append older than the fence is refused: see <see cref="ILedger.FenceAsync"/>.</summary>
    public long PolicyVersion { get; init; }

    /// <summary>The version of everyone's place under which it is sent to a partition; null where it is sent to a ledger in one database. Another than the database's is refused.</summary>
    internal long? PlaceVersion { get; set; }

    /// <summary>What the pieces that are with the customer change by.</summary>
    public Pieces Pieces
    {
        get;
        init
        {
            field = value;
            Size += value.Rows.Sum(row => System.Text.Encoding.UTF8.GetByteCount(row.Key.Name) + sizeof(long));
        }
    } = new();

    /// <summary>The calls whose commands it holds, as far as there may be copies of them; an append that carries one that was revoked is refused: see <see cref="ILedger.RevokeCallAsync"/>.</summary>
    public IReadOnlyList<Guid> Calls { get; init; } = [];

    /// <summary>Entries that were committed before, and are written anew: their events, natural ids and hashes. Their numbers and moments stay.</summary>
    /// <remarks>For erasing what is personal, and for nothing else.</remarks>
    public IReadOnlyList<Entry> Rewritten
    {
        get;
        init
        {
            field = value;
            RewrittenUtf8 = [.. value.Select(LedgerJson.EncodeUtf8)];
            Size += RewrittenUtf8.Sum(json => json.Length);
        }
    } = [];

    /// <summary>The id under which the actor is known once it is committed; null where that stays as it is. Both are in one database.</summary>
    /// <exception cref="ArgumentException">It would be an actor of another kind.</exception>
    public ActorId? RenamedTo
    {
        get;
        init
        {
            if (value is { } to && to.Kind != Actor.Kind) throw new ArgumentException("An actor stays of its kind.", nameof(value));
            field = value;
            StateUtf8 = LedgerJson.EncodeRow(Stored);
        }
    }

    /// <summary>The state after them, as it is stored: under the new id where there is one.</summary>
    public ActorState Stored => RenamedTo is { } to ? After with { Id = to.Original } : After;

    /// <summary>The state by which the actor is listed and found once it is committed: an empty one where the history was put away.</summary>
    internal ActorState Listed => (MovedTo ?? Actor).Kind == ActorKind.PutAway ? ActorState.New(After.Id) : Stored;

    /// <summary>Event and account of each rewritten entry as JSON.</summary>
    internal IReadOnlyList<byte[]> RewrittenUtf8 { get; private init; } = [];

    /// <summary>The span of the turn that has decided it.</summary>
    internal System.Diagnostics.ActivityContext? Span { get; } = Spans.Caller;

    /// <summary>The state as JSON, without the parts that have rows of their own.</summary>
    public byte[] StateUtf8 { get; private init; }

    /// <summary>The parts that change and have rows of their own.</summary>
    public IReadOnlyList<EncodedPart> Parts { get; }

    /// <summary>Event and account of each entry as JSON.</summary>
    public IReadOnlyList<byte[]> EntriesUtf8 { get; }

    /// <summary>Size in bytes, by which groups and queues are bounded.</summary>
    public int Size { get; private set; }
}

/// <summary>When an actor is next looked at for something that time alone brings about.</summary>
/// <param name="What">For what: the name of a capability.</param>
/// <param name="LookAt">When; null where it is not any more.</param>
public readonly record struct DueChange(string What, DateTimeOffset? LookAt);

/// <summary>A part of a state as it is stored.</summary>
/// <param name="Name">The part's.</param>
/// <param name="Utf8">Its value as JSON.</param>
public readonly record struct EncodedPart(string Name, byte[] Utf8);

/// <summary>How one append of a group ended.</summary>
public enum AppendResult
{
    /// <summary>It will be durable with its group.</summary>
    Committed = 0,

    /// <summary>The row has another version.</summary>
    VersionConflict,

    /// <summary>An entry with one of the natural ids exists.</summary>
    NaturalIdTaken,

    /// <summary>The database does not take its content, whatever else it is grouped with.</summary>
    Rejected,

    /// <summary>It was decided by rules that are older than the fence.</summary>
    PolicyOutdated,

    /// <summary>It carries a call that was revoked.</summary>
    CallRevoked,

    /// <summary>Actors have moved to another database since it was sent to this one.</summary>
    PlaceOutdated,
}
