namespace CustomerCapital.Ledger.Sql;

/// <summary>Up to which number entries are settled: none with a lower number can be committed any more, so that a reader who goes by numbers misses none.</summary>
/// <remarks>
/// A number is drawn before its entry is committed, and groups that are written at the same time are committed in any order. Behind a committed entry there may be gaps:
/// numbers of groups that are still being written, and of such as never were. Once the groups that were being written when the entry was seen have ended, gaps are only the
/// latter. Waits are made one after the other; who comes meanwhile shares the next with others who come. Thread-safe.
/// </remarks>
/// <param name="wait">Waits until the groups that are being written have ended.</param>
internal sealed class SettledEntries(Func<CancellationToken, Task> wait) : IDisposable
{
    private readonly SemaphoreSlim _waiting = new(1);
    private long _seen;
    private long _known;

    /// <summary>The last number that is known to be settled.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>Waits until every number up to that of a committed entry is settled.</summary>
    /// <param name="seen">The entry's number.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SettleAsync(long seen, CancellationToken cancellation)
    {
        for (var last = Volatile.Read(ref _seen); last < seen;)
        {
            var other = Interlocked.CompareExchange(ref _seen, seen, last);
            if (other == last) break;
            last = other;
        }

        await _waiting.WaitAsync(cancellation);
        try
        {
            if (Known >= seen) return;
            var settled = Volatile.Read(ref _seen);
            await wait(cancellation);
            Volatile.Write(ref _known, settled);
        }
        finally
        {
            _waiting.Release();
        }
    }

    public void Dispose() => _waiting.Dispose();
}
