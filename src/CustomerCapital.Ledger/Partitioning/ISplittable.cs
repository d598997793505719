using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>A partition that can give half of its actors to one that is added, while others append: on a server of whose databases each can be read while it is written.</summary>
public interface ISplittable : ILedger
{
    /// <summary>Says that whoever holds it knows the other databases of the ledger. Where nobody does, it refuses to be read and written once actors have moved away.</summary>
    void BecomePartition();

    /// <summary>How many processes have claimed numbers of counters in the database: those that write to it, this one included.</summary>
    Task<int> CountWritersAsync(CancellationToken cancellation = default);

    /// <summary>Has the database draw its numbers, of rows, entries and messages, from after one on. Repeating it is harmless.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, or the user may not change its tables.</exception>
    Task BeginNumbersAsync(long after, CancellationToken cancellation = default);

    /// <summary>The actors whose rows have keys after one, in the order of keys.</summary>
    Task<IReadOnlyList<KeyValuePair<long, ActorId>>> ReadActorKeysAsync(long after, int limit, CancellationToken cancellation = default);

    /// <summary>Has this process alone move actors into the database, for as long as it lives and what is given is not disposed of.</summary>
    /// <returns>Null where another process does.</returns>
    Task<IAsyncDisposable?> ClaimMoverAsync(CancellationToken cancellation = default);

    /// <summary>Writes a control state and, in the same transaction, deletes the rows of those who have moved. Waits for the groups that are being written, and holds up those that come next.</summary>
    /// <param name="name">Name of the control state.</param>
    /// <param name="json">What it holds.</param>
    /// <param name="expectedVersion">The version that it must have, 0 where there is none.</param>
    /// <param name="gone">Row keys of those who have moved.</param>
    /// <param name="cancellation">Gives up; it may be written nevertheless.</param>
    /// <exception cref="VersionConflictException">It has another version: nothing was written.</exception>
    Task WriteAloneAsync(string name, string json, long expectedVersion, IReadOnlyList<long> gone, CancellationToken cancellation = default);

    /// <summary>Puts copies of actors in the place of what the database holds of them, or takes those away: all or nothing.</summary>
    /// <param name="move">Numbers the moves into the database. One that is lower than another before comes too late.</param>
    /// <param name="keys">Row keys of the actors.</param>
    /// <param name="from">Where they are copied from; null to take them away.</param>
    /// <param name="cancellation">Gives up; it may be done nevertheless.</param>
    /// <exception cref="VersionConflictException">It comes too late: nothing was written.</exception>
    Task ReceiveAsync(long move, IReadOnlyList<long> keys, ISplittable? from, CancellationToken cancellation = default);

    /// <summary>Copies the calls that were revoked in another database.</summary>
    Task ReceiveRevokedAsync(ISplittable from, CancellationToken cancellation = default);

    /// <summary>Makes the room of what was deleted free, and counts rows anew for whoever plans queries.</summary>
    Task TidyAsync(CancellationToken cancellation = default);

    /// <summary>Control state as it is now, where everything else is read as of an earlier moment too.</summary>
    Task<ControlState?> ReadControlNowAsync(string name, CancellationToken cancellation = default);

    /// <summary>A number up to which entries are settled: none is committed any more that has a lower one. Waits for what is being committed.</summary>
    Task<long> ReadSettledNumberAsync(CancellationToken cancellation = default);

    /// <summary>Entries whose numbers are after one and not after another, in the order of numbers: the first of them, so many, of so many bytes.</summary>
    /// <exception cref="ActorUnreadableException">The first cannot be decoded.</exception>
    Task<IReadOnlyList<NumberedEntry>> ReadNumberedAsync(long after, long through, int limit, int sizeLimit, CancellationToken cancellation = default);

    /// <summary>A number between two that everything comes after, among entries numbered between them, that was recorded since a moment.</summary>
    Task<long> FindNumberAsync(DateTimeOffset since, long after, long through, CancellationToken cancellation = default);
}

/// <summary>An entry with its number in the database.</summary>
public readonly record struct NumberedEntry(long Key, Entry Entry);
