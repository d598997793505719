using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Access;

/// <summary>A record of the audit log.</summary>
/// <param name="Sequence">Its number: 1, 2, 3 … without a gap.</param>
/// <param name="At">When it was written down.</param>
/// <param name="Record">Who did what.</param>
/// <param name="Hash">SHA-256 over the record and the hash of the one before, in hexadecimal digits.</param>
public sealed record AuditRecordView(long Sequence, DateTimeOffset At, AuditRecord Record, string Hash)
{
    /// <summary>A record as the ledger keeps it.</summary>
    public static AuditRecordView Of(Entry entry) => new(entry.Sequence, entry.OccurredAt, ((Audited)entry.Event).Record, ((Audited)entry.Event).Hash);
}

/// <summary>A page of the audit log.</summary>
/// <param name="Records">Oldest first. A page is empty only at the end of the log.</param>
/// <param name="NextAfter">The <c>after</c> of the next page, now or later.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecordView> Records, long NextAfter);

/// <summary>Checks the audit log from its first record on: whether each has the hash that follows from it and from all before it.</summary>
public static class AuditCheck
{
    private const int Page = 1_000;

    /// <summary>Checks it.</summary>
    /// <param name="read">Reads the entries of the log after a sequence number, so many at most.</param>
    /// <param name="head">A hash that somebody has noted earlier, and that must be among those of the log; null where nobody has.</param>
    public static async Task<CheckedAudit> RunAsync(Func<long, int, Task<IReadOnlyList<Entry>>> read, string? head = null)
    {
        var (count, hash, found) = (0L, "", head is null);
        while (true)
        {
            IReadOnlyList<Entry> entries;
            try
            {
                entries = await read(count, Page);
            }
            catch (Exception unreadable) when (unreadable is JsonException or ActorUnreadableException)
            {
                return new(count, hash, $"A record after {count} cannot be read: {unreadable.Message}");
            }

            if (entries.Count == 0) break;
            foreach (var entry in entries)
            {
                if (entry.Sequence != count + 1) return new(count, hash, $"Record {count + 1} is missing.");
                if (entry.Event is not Audited audited) return new(count, hash, $"Record {entry.Sequence} is none of an audit log.");
                if (audited.Record.HashAfter(hash, entry.Sequence, entry.OccurredAt) != audited.Hash) return new(count, hash, $"Record {entry.Sequence} is not as it was written: its hash does not follow from it and from those before.");
                if (audited.Record.Person is { IsSound: false }) return new(count, hash, $"Record {entry.Sequence} is not as it was written: it names another person than its hash does.");
                (count, hash) = (entry.Sequence, audited.Hash);
                found |= hash == head;
            }
        }

        return new(count, hash, found ? null : $"The log ends without the record whose hash is {head}: records at its end were taken out, or it is another log.");
    }
}

/// <summary>What a check of the audit log has found.</summary>
/// <param name="Records">How many records are sound, from the first on.</param>
/// <param name="Head">The hash of the last of them: noted elsewhere, it shows later whether the end of the log is still there.</param>
/// <param name="Fault">What is wrong after them; null for nothing.</param>
public sealed record CheckedAudit(long Records, string Head, string? Fault);
