using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>What an actor asks the ledger before it decides.</summary>
/// <param name="Actor">Whose.</param>
/// <param name="WithRow">Whether the row is wanted too; an actor that holds its state does not need it.</param>
/// <param name="NaturalIds">Ids of which the entries are wanted, with the entries that concern them.</param>
public sealed record Recall(ActorId Actor, bool WithRow, IReadOnlyCollection<string> NaturalIds)
{
    /// <summary>Whether it is asked as of which version of everyone's place this was read: of a partition that can be split.</summary>
    internal bool AsksForPlace { get; init; }

    /// <summary>Size in bytes, about, by which groups and queues are bounded.</summary>
    public int Size => Actor.Key.Length + NaturalIds.Sum(id => id.Length);
}

/// <summary>What the ledger answers.</summary>
/// <param name="Row">The row; null when it was not asked for or there is none.</param>
/// <param name="Entries">Entries found, by sequence.</param>
public sealed record Recalled(ActorRow? Row, IReadOnlyList<Entry> Entries)
{
    /// <summary>
    /// False where the entries would have more bytes than <see cref="Appending.GroupCommitOptions.GroupSizeLimit"/>: none is given then, and they are read page by page
    /// instead, with <see cref="ILedger.ReadConcerningAsync"/>.
    /// </summary>
    public bool Complete { get; init; } = true;

    /// <summary>The version of everyone's place as of which it was read, or a later one; 0 where nobody has moved, or it was not asked for.</summary>
    internal long PlaceVersion { get; init; }

    /// <summary>Answers a group one request after the other, until there is no more room.</summary>
    /// <param name="group">What is asked.</param>
    /// <param name="sizeLimit">How many bytes of stored JSON there is room for; the last answer may go beyond it, by as much again at most.</param>
    /// <param name="read">Answers one within a limit, and tells the bytes of its entries.</param>
    /// <returns>One for each, in order; null for those for which there was no room.</returns>
    public static IReadOnlyList<Recalled?> InTurn(IReadOnlyList<Recall> group, long sizeLimit, Func<Recall, long, (Recalled Answer, long Size)> read)
    {
        var answers = new Recalled?[group.Count];
        var total = 0L;
        for (var at = 0; at < answers.Length && total < sizeLimit; at++)
        {
            (answers[at], var size) = read(group[at], sizeLimit);
            total += size;
        }

        return answers;
    }
}

/// <summary>An actor's row, with what stands apart of it.</summary>
/// <param name="State">The state after the last entry.</param>
/// <param name="Due">When the actor is looked at next, and for what.</param>
public sealed record ActorRow(ActorState State, IReadOnlyDictionary<string, DateTimeOffset> Due);
