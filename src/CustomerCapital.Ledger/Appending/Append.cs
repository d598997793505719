using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Appending;

/// <summary>What one turn of a customer's actor commits.</summary>
public sealed class Append
{
    /// <summary>Prepares an append; encodes it, so that the single writer does not have to.</summary>
    /// <param name="expectedVersion">Version of the row as loaded: the sequence of its last entry, 0 when there is none.</param>
    /// <param name="entries">New entries, whose sequences go on from there without a gap; may be empty when only the due time moves.</param>
    /// <param name="after">The state after them.</param>
    /// <param name="dueAt">The next moment at which time alone changes the customer.</param>
    /// <param name="difference">What the counters change by.</param>
    /// <param name="messages">What other customers are to be told.</param>
    public Append(
        long expectedVersion, IReadOnlyList<Entry> entries, ActorState after, DateTimeOffset? dueAt, Counters difference, IReadOnlyList<OutgoingMessage> messages)
    {
        if (after.Sequence != expectedVersion + entries.Count) throw new ArgumentException("The state must have folded exactly these entries.", nameof(after));
        (ExpectedVersion, Entries, After, DueAt, Difference, Messages) = (expectedVersion, entries, after, dueAt, difference, messages);
        StateUtf8 = LedgerJson.EncodeUtf8(after);
        EntriesUtf8 = [.. entries.Select(LedgerJson.EncodeUtf8)];
        Size = StateUtf8.Length + EntriesUtf8.Sum(json => json.Length);
    }

    /// <summary>Version of the row as loaded.</summary>
    public long ExpectedVersion { get; }

    /// <summary>New entries.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The state after them.</summary>
    public ActorState After { get; }

    /// <summary>The next moment at which time alone changes the customer.</summary>
    public DateTimeOffset? DueAt { get; }

    /// <summary>What the counters change by.</summary>
    public Counters Difference { get; }

    /// <summary>What other customers are to be told.</summary>
    public IReadOnlyList<OutgoingMessage> Messages { get; }

    /// <summary>Whether nobody has looked for the natural ids at the expected version. The ledger looks itself then, before it writes, so that one that is taken costs the others of the group little.</summary>
    public bool IdsUnchecked { get; init; }

    /// <summary>Version of the control state of the policy by whose rules it was decided; 0 where there is none. An append older than the fence is refused: see <see cref="ILedger.FenceAsync"/>.</summary>
    public long PolicyVersion { get; init; }

    /// <summary>The calls whose commands it holds, as far as there may be copies of them; an append that carries one that was revoked is refused: see <see cref="ILedger.RevokeCallAsync"/>.</summary>
    public IReadOnlyList<Guid> Calls { get; init; } = [];

    /// <summary>The span of the turn that has decided it.</summary>
    internal System.Diagnostics.ActivityContext? Span { get; } = Spans.Caller;

    /// <summary>The state as JSON.</summary>
    public byte[] StateUtf8 { get; }

    /// <summary>Event and account of each entry as JSON.</summary>
    public IReadOnlyList<byte[]> EntriesUtf8 { get; }

    /// <summary>Whose it is.</summary>
    public string CustomerId => After.CustomerId;

    /// <summary>Size in bytes, by which groups and queues are bounded.</summary>
    public int Size { get; }
}

/// <summary>A command for another customer, committed with the entry that gives rise to it and delivered at least once.</summary>
/// <param name="CustomerId">To whom.</param>
/// <param name="Command">What to do; its natural id makes a second delivery harmless. Nothing where <paramref name="Unreadable"/> says why.</param>
/// <param name="MessageId">Set by the ledger, ascending.</param>
/// <param name="Unreadable">Why what the ledger holds of the command cannot be decoded; null where it can.</param>
public sealed record OutgoingMessage(string CustomerId, ActorCommand Command, long MessageId = 0, Exception? Unreadable = null)
{
    /// <summary>A message as a ledger holds it.</summary>
    public static OutgoingMessage Read(long messageId, string customerId, string commandJson)
    {
        try
        {
            return new(customerId, LedgerJson.DecodeCommand(commandJson), messageId);
        }
        catch (Exception unreadable) when (CustomerUnreadableException.IsOfContent(unreadable))
        {
            return new(customerId, null!, messageId, unreadable);
        }
    }
}

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
}
