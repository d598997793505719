using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>What a provider needs whose databases can be split.</summary>
public abstract partial class SqlLedger
{
    private volatile bool _isPartition;
    private volatile bool _isGivenAway;

    /// <summary>Whether actors can move from the database to another that this process does not know.</summary>
    private bool IsAlone => this is ISplittable && !_isPartition;

    /// <summary>Says that whoever holds it knows the other databases of the ledger.</summary>
    public void BecomePartition() => _isPartition = true;

    /// <exception cref="LedgerSchemaException">Actors have moved to a database that this process does not know.</exception>
    private void CheckAlone(long placeVersion)
    {
        if (IsAlone && (_isGivenAway |= placeVersion > 0)) throw PartitionSet.DatabaseWasAdded();
    }

    /// <summary>A number up to which entries are settled: none is committed any more that has a lower one.</summary>
    protected async Task<long> SettledNumberAsync(CancellationToken cancellation)
    {
        var last = await ReadAsync(SqlReader.LastNumberAsync, cancellation);
        if (_settled.Known < last) await _settled.SettleAsync(last, cancellation);
        return last;
    }

    /// <summary>The next entries whose numbers are after one, and not after another.</summary>
    protected Task<List<NumberedEntry>> NumberedEntriesAsync(long after, long through, int limit, int sizeLimit, CancellationToken cancellation) =>
        ReadAsync((session, token) => SqlReader.NextAsync(session, after, through, limit, sizeLimit, token), cancellation);

    /// <summary>A number between two that everything comes after that was recorded since a moment.</summary>
    protected Task<long> NumberSinceAsync(DateTimeOffset since, long after, long through, CancellationToken cancellation) =>
        ReadAsync((session, token) => SqlReader.NumberAsync(session, since - FeedPlace.CommittedWithin, after, through, token), cancellation);

    /// <summary>Writes a control state while no group is being written, with what else changes in the same transaction.</summary>
    /// <remarks>The lock comes first: a group that writes a row which is deleted here holds it already, and would wait for that row.</remarks>
    /// <exception cref="VersionConflictException">It has another version: nothing was written.</exception>
    protected Task WriteControlAloneAsync(string name, string json, long expectedVersion, Func<SqlSession, CancellationToken, ValueTask> also, CancellationToken cancellation) =>
        WriteControlAsync(name, json, expectedVersion, alone: true, also, cancellation);

    /// <remarks>Not begun again: a second time it would meet the version that the first one wrote.</remarks>
    private async Task WriteControlAsync(string name, string json, long expectedVersion, bool alone, Func<SqlSession, CancellationToken, ValueTask> also, CancellationToken cancellation)
    {
        var written = await WriteAsync(() => _sessions.Changes.RunOnceAsync(
            (session, token) => session.CommitAsync(
                async () =>
                {
                    await GateQuestion.AskAsync(session, new([], alone), token);
                    if (await UpsertAsync(session, name, json, expectedVersion, token) is not { } versions) return null;
                    await also(session, token);
                    return versions;
                },
                cancellation: token),
            cancellation));
        if (written is null) throw new VersionConflictException($"Control state '{name}'");
    }

    /// <summary>Control state as it is now, where everything else is read as of an earlier moment too.</summary>
    protected Task<ControlState?> ControlNowAsync(string name, CancellationToken cancellation) =>
        GuardAsync(() => _sessions.Reads.RunAsync((session, token) => SqlReader.ControlAsync(session, name, token), cancellation));
}
