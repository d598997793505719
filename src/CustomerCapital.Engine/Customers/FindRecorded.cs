using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Customers;

/// <summary>What was recorded of a customer under a natural id, with a page of the entries that concern it.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="NaturalId">The id with its kind, for example <c>purchase:536365</c>.</param>
/// <param name="AfterSequence">Only corrections after this sequence number; 0 for the first page.</param>
/// <param name="Limit">At most so many corrections, 1 to <see cref="FindCustomers.PageLimit"/>; fewer where they would have too many bytes.</param>
public sealed record FindRecorded(string CustomerId, string NaturalId, long AfterSequence, int Limit) : Question<RecordedEntries>
{
    public override async Task<RecordedEntries> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        var first = await ReadAsync(engine, 0, 1, cancellation);
        if (first is not [{ } entry] || entry.NaturalId != NaturalId) return new(null, [], false);
        // One more than is asked for says whether there are others; a page that bytes have ended may have others in any case.
        var page = await ReadAsync(engine, Math.Max(entry.Sequence, AfterSequence), Limit + 1, cancellation);
        var more = page.Count > Limit || (page.Count > 0 && (await ReadAsync(engine, page[^1].Sequence, 1, cancellation)).Count > 0);
        return new(entry, page.Count > Limit ? [.. page.Take(Limit)] : page, more);
    }

    private Task<IReadOnlyList<Entry>> ReadAsync(EngineParts engine, long after, int limit, CancellationToken cancellation) =>
        EntryReading.OfContentAsync(CustomerId, () => engine.Ledger.ReadConcerningAsync(CustomerId, NaturalId, after, limit, cancellation));
}

/// <summary>An entry, and entries that concern it.</summary>
/// <param name="Entry">The entry under the natural id; null where there is none.</param>
/// <param name="Corrections">Those that concern it, oldest first.</param>
/// <param name="More">Whether others follow.</param>
public sealed record RecordedEntries(Entry? Entry, IReadOnlyList<Entry> Corrections, bool More);
