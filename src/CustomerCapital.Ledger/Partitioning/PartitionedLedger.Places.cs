using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Where actors are, while some move.</summary>
public sealed partial class PartitionedLedger
{
    /// <summary>How often those who read customers of all partitions begin again because somebody has moved meanwhile.</summary>
    private const int MostReadings = 20;

    /// <summary>How long a bucket is waited for until somebody looks whether its mover is still there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _refreshing = new();
    private Task _reading = Task.CompletedTask;
    private Task<PartitionMap>? _next;
    private volatile PartitionMap _map;

    private bool _canWrite;

    private bool CanMove => _canSplit && !_isOfOneMoment;

    private ILedger Of(ActorId actor) => _partitions[_map.PartitionOf(actor)].Ledger;

    /// <summary>Reads anew where everyone is. Who comes while it is being read shares the next reading with others who come.</summary>
    /// <exception cref="LedgerSchemaException">Not all databases are named.</exception>
    private Task<PartitionMap> RefreshAsync(CancellationToken cancellation)
    {
        if (!CanMove) return Task.FromResult(_map);
        lock (_refreshing)
        {
            _next ??= ReadNextAsync(_reading);
            return _next.WaitAsync(cancellation);
        }
    }

    private async Task<PartitionMap> ReadNextAsync(Task before)
    {
        await Task.WhenAny(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_refreshing) (_reading, _next) = (_next!, null);
        var map = _map;
        var kept = await Task.WhenAll(_partitions.Select((partition, at) => ReadAsync(partition.Ledger, at)));
        if (!kept.Where((of, at) => of.Version != map.VersionOf(at)).Any()) return map;
        var read = new PartitionMap(map.First, kept);
        if (read.Needed > _partitions.Count) throw PartitionSet.DatabaseWasAdded();
        return read.Stranger(_ids) is { } stranger ? throw PartitionSet.IsAnother(_partitions, stranger) : _map = read;

        async Task<(Split? Split, long Version)> ReadAsync(ILedger ledger, int at)
        {
            try
            {
                return Split.Of(await ledger.ReadControlAsync(Split.Name, CancellationToken.None));
            }
            catch (LedgerUnavailableException)
            {
                // Those who were there are out of reach wherever they are said to be; others are not to wait for them.
                return (map.SplitOf(at), map.VersionOf(at));
            }
        }
    }

    /// <summary>Waits until none of some actors is being moved. Where the mover was stopped, takes back what it has begun.</summary>
    private async Task FindPlaceAsync(IReadOnlyCollection<ActorId> actors)
    {
        var (map, since) = (await RefreshAsync(default), _time.GetTimestamp());
        while (actors.Any(map.IsMoving))
        {
            if (_time.GetElapsedTime(since) > Patience)
            {
                since = _time.GetTimestamp();
                await TakeBackAsync(map, default);
            }
            else
            {
                await Task.Delay(Pause, _time);
            }

            var next = await RefreshAsync(default);
            if (!ReferenceEquals(next, map)) (map, since) = (next, _time.GetTimestamp());
        }
    }

    /// <summary>Takes back what a mover has begun that was stopped; nothing where it goes on.</summary>
    private async Task TakeBackAsync(PartitionMap map, CancellationToken cancellation)
    {
        await using var claim = await ((ISplittable)_partitions[map.UnderWay!.Target].Ledger).ClaimMoverAsync(cancellation);
        if (claim is not null) await new Growth(_partitions, RefreshAsync, _time).CancelMoveAsync(await RefreshAsync(cancellation), cancellation);
    }

    /// <summary>Does what concerns one actor in the actor's partition, again where it has moved meanwhile.</summary>
    private async Task<T> OnPlaceAsync<T>(ActorId actor, Func<ILedger, Task<T>> work, CancellationToken cancellation)
    {
        while (true)
        {
            var map = _map;
            var at = map.PartitionOf(actor);
            var done = await work(_partitions[at].Ledger);
            if (!CanMove || (await _partitions[at].Ledger.ReadControlAsync(Split.Name, cancellation))?.Version is var version && (version ?? 0) == map.VersionOf(at)) return done;
            if ((await RefreshAsync(cancellation)).PartitionOf(actor) == at) return done;
        }
    }

    /// <summary>Reads customers of all partitions, again where somebody has moved meanwhile.</summary>
    private async Task<T> AsOfMapAsync<T>(Func<PartitionMap, Task<T>> read, CancellationToken cancellation)
    {
        for (var reading = 1; ; reading++)
        {
            var map = _map;
            var answer = await read(map);
            if (!CanMove || reading == MostReadings) return answer;
            var known = await RefreshAsync(cancellation);
            if (ReferenceEquals(known, map) && known.UnderWay?.Moving is null) return answer;
            await Task.Delay(Pause * reading, _time, cancellation);
            // The same bucket all the time: its mover was stopped, perhaps.
            if (reading == MostReadings - 1 && ReferenceEquals(known, map) && _canWrite) await TakeBackAsync(map, cancellation);
        }
    }

    /// <inheritdoc cref="AsOfMapAsync"/>
    private Task<T[]> OfCustomersAsync<T>(Func<ILedger, Task<T>> read, CancellationToken cancellation) => AsOfMapAsync(_ => FromAllAsync(read, cancellation), cancellation);
}
