using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>One ledger over several databases, each of which holds a part of the actors with all that is theirs: entries, row, due times, counters, outgoing messages.</summary>
/// <remarks>
/// What it guarantees beside what every ledger does:
/// <list type="number">
/// <item>An actor's partition follows from the id by <see cref="PartitionMap"/>. An append is one transaction of one partition: one of actors that are in different ones is refused.</item>
/// <item>The partitions are always the same databases in the same order; others are refused before anything is written. One is added by <see cref="Growth"/> while others append, where every database can be split; else their
/// number changes only by export and import.</item>
/// <item>While actors move, one that is moving is read where it was, and appends of it wait until it has moved. A list may lack those who move while it is read, and has nobody twice.</item>
/// <item>Control state, such as the policy, is kept in the first partition, whose name is therefore the first.</item>
/// <item>What concerns everyone is read from all partitions side by side and put together: counters are added up exactly, customers merged by id, due customers by due time.</item>
/// <item>That a counter stays within 64 bits is seen to by each partition when it writes; a sum over partitions that does not is an error when it is read.</item>
/// <item>Each partition is read at a moment of its own. What concerns one customer is of one moment; sums over customers may lack in one partition what happened
/// after its moment although another shows it.</item>
/// <item>The fence stands once it stands in every partition.</item>
/// <item>A sender's messages keep their order; but where the sender has moved, and the partition before cannot be reached, the later ones come first. Between senders in different partitions there is none.</item>
/// <item>Where a partition cannot be reached, the customers of the others are not affected; due customers and messages of the others are still given, and only
/// when none of them is left is the failure told. Other reads of everyone fail. Opening needs all of them.</item>
/// </list>
/// Owns its partitions. Thread-safe.
/// </remarks>
public sealed partial class PartitionedLedger : ILedger
{
    /// <summary>How many partitions a ledger can have at most.</summary>
    public const int MostPartitions = Numbers.MostPartitions;

    private readonly IReadOnlyList<Partition> _partitions;
    private readonly PartitionSet _set;
    private readonly string _newSet;
    private readonly TimeProvider _time;
    private readonly bool _canSplit;
    private IReadOnlyList<string?> _ids = [];
    private bool _isOfOneMoment;

    /// <summary>Over ledgers that were opened to write. <see cref="MigrateAsync"/> comes next.</summary>
    /// <param name="partitions">At least two, in their order; the last may be one that is to be added.</param>
    /// <param name="newSet">An id that no other ledger has, by which the partitions will know each other if they are new.</param>
    /// <param name="time">The clock of pauses.</param>
    public PartitionedLedger(IReadOnlyList<Partition> partitions, string newSet, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions.Count, 2, nameof(partitions));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions.Count, MostPartitions, nameof(partitions));
        (_partitions, _set, _newSet, _time) = (partitions, new(partitions), newSet, time ?? TimeProvider.System);
        _canSplit = partitions.All(partition => partition.Ledger is ISplittable);
        foreach (var partition in partitions) (partition.Ledger as ISplittable)?.BecomePartition();
        _map = new(partitions.Count, new (Split?, long)[partitions.Count]);
    }

    /// <summary>Its partitions, in their order.</summary>
    internal IReadOnlyList<Partition> Partitions => _partitions;

    private ILedger First => _partitions[0].Ledger;

    /// <summary>Over ledgers that were opened to read, each at its moment, one after the other.</summary>
    /// <exception cref="LedgerSchemaException">They are not the partitions of one ledger, in their order.</exception>
    /// <exception cref="PlaceOutdatedException">Actors have moved from one to another while they were opened, or are moving: open them again.</exception>
    /// <param name="partitions">In their order.</param>
    /// <param name="isOfOneMoment">Whether each was opened to be read as of a moment; else as a replica, in which what is written appears.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PartitionedLedger> OfReadersAsync(IReadOnlyList<Partition> partitions, bool isOfOneMoment = true, CancellationToken cancellation = default)
    {
        var ledger = new PartitionedLedger(partitions, "");
        var known = await ledger._set.CheckAsync(cancellation);
        if (!known.IsComplete)
            throw new LedgerSchemaException($"{string.Join(" and ", partitions.Select(partition => partition.Name))} are not made into one ledger yet; complete it with: migrate, naming them in this order.");
        (ledger._map, ledger._ids, ledger._isOfOneMoment) = (known.Map, known.Ids, isOfOneMoment);
        if (!ledger._canSplit) return ledger;
        if (known.Map.UnderWay is { Moving: not null }) throw new PlaceOutdatedException();
        for (var at = 0; at < partitions.Count; at++)
            if (Split.Of(await ((ISplittable)partitions[at].Ledger).ReadControlNowAsync(Split.Name, cancellation)).Version != known.Map.VersionOf(at)) throw new PlaceOutdatedException();
        return ledger;
    }

    /// <summary>Refuses a ledger that is one partition of another: used alone, it would take customers that are not its own.</summary>
    /// <exception cref="LedgerSchemaException">It is.</exception>
    public static async Task RefusePartitionAsync(ILedger ledger, CancellationToken cancellation = default)
    {
        if ((await PartitionMark.ReadAsync(ledger, cancellation)).Mark is not { } mark) return;
        if ((mark.Place, mark.Count) != (1, 1))
            throw new LedgerSchemaException($"This database is partition {mark.Place} of {mark.Count} and holds only its part of the customers; name all {mark.Count} databases of its ledger, in their order.");
        if ((await PartitionSet.ReadSplitAsync(ledger, cancellation)).Split is not null) throw PartitionSet.DatabaseWasAdded();
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        await _set.CheckAsync(cancellation);
        var applied = await Task.WhenAll(_partitions.Select(partition => partition.Ledger.MigrateAsync(cancellation)));
        var known = await _set.MarkAsync(_newSet, cancellation);
        (_map, _ids, _canWrite) = (known.Map, known.Ids, true);
        return [.. _partitions.Zip(applied).SelectMany(pair => pair.Second, (pair, script) => $"{script} in {pair.First.Name}")];
    }

    /// <summary>Adds the last database that is named: moves half of the actors of one partition there, while others append.</summary>
    /// <param name="atOnce">About how many actors move at once, and wait meanwhile; a split that is under way goes on as it began.</param>
    /// <param name="moved">Is told after each bucket how many have moved, and of how many.</param>
    /// <param name="cancellation">Stops; another call goes on from there.</param>
    /// <exception cref="LedgerSchemaException">There is no database to be added, or databases of this kind cannot be split.</exception>
    /// <exception cref="LedgerUnavailableException">Another process moves them, one serves that does not know the database, or one cannot be reached.</exception>
    public async Task GrowAsync(int atOnce, Action<int, int> moved, CancellationToken cancellation = default)
    {
        await CheckGrowthAsync(cancellation);
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        await new Growth(_partitions, RefreshAsync, _time).RunAsync(atOnce, _ids, moved, cancellation);
    }

    /// <summary>Refuses databases of which none can be added to the others. Writes nothing.</summary>
    /// <exception cref="LedgerSchemaException">They cannot be split, hold no customers yet, or are not named as they belong together.</exception>
    public async Task CheckGrowthAsync(CancellationToken cancellation = default)
    {
        if (!_canSplit) throw new LedgerSchemaException("Only to a ledger whose databases are all in PostgreSQL another can be added: export this one, and import that into new databases.");
        var known = await _set.CheckAsync(cancellation);
        if (known.Marks.All(mark => mark.Mark is null) && known.Map.First == _partitions.Count) throw new LedgerSchemaException("None of these databases holds customers: nobody has to move, they can be one ledger at once, with: migrate");
    }

    public async Task<bool> IsMadeAsync(CancellationToken cancellation = default) =>
        !(await FromAllAsync(ledger => ledger.IsMadeAsync(cancellation), cancellation)).Contains(false);

    public async Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default)
    {
        if ((await RefreshAsync(cancellation)).UnderWay is not null) throw new LedgerUnavailableException("A database is being added to this ledger; end that first, with: grow");
        return (await FromAllAsync(ledger => ledger.KeepBoughtAsync(keep, cancellation), cancellation)).Contains(true);
    }

    /// <inheritdoc/>
    /// <remarks>Nobody is counted in two partitions: what is being moved is taken back first, or has moved.</remarks>
    public async Task<bool> CountMissingAsync(ProgramCalendar calendar, CancellationToken cancellation = default)
    {
        if (await RefreshAsync(cancellation) is { UnderWay.Moving: not null } map) await TakeBackAsync(map, cancellation);
        return (await FromAllAsync(ledger => ledger.CountMissingAsync(calendar, cancellation), cancellation)).Contains(true);
    }

    public async Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) =>
        !(await FromAllAsync(ledger => ledger.KeepsBoughtAsync(cancellation), cancellation)).Contains(false);

    public int AppendsInWork => _partitions.Sum(partition => partition.Ledger.AppendsInWork);

    public async Task AppendAsync(Append append)
    {
        while (true)
        {
            var map = _map;
            var at = map.PartitionOf(append.Actor);
            if (Apart(append, map) is { } apart)
            {
                var message = $"{append.Actor} and {apart} are in different databases, and cannot commit together.";
                if (map.IsAsBegun) throw new ArgumentException(message, nameof(append));
                // They were in one when it was decided.
                throw new LedgerUnavailableException($"{message} A database was added; send the command again with the same id.");
            }

            if (map.UnderWay?.Moving is null || !append.Members.Any(member => map.IsMoving(member.Actor)))
            {
                append.PlaceVersion = map.VersionOf(at);
                try
                {
                    await _partitions[at].Ledger.AppendAsync(append);
                    return;
                }
                catch (PlaceOutdatedException)
                {
                    // Somebody has moved, perhaps this one.
                }
            }

            await FindPlaceAsync([.. append.Members.Select(member => member.Actor)]);
        }
    }

    /// <summary>Who cannot commit together with the first actor of an append: who is in another partition, or would have an id under which somebody moves at another time.</summary>
    private static ActorId? Apart(Append append, PartitionMap map)
    {
        if (append is { Also.Count: 0, MovedTo: null, RenamedTo: null }) return null;
        foreach (var member in append.Members)
        {
            if (map.PartitionOf(member.Actor) != map.PartitionOf(append.Actor)) return member.Actor;
            if ((member.MovedTo ?? member.RenamedTo) is { } to && !map.AreTogether(member.Actor, to)) return to;
        }

        return null;
    }

    public bool AreTogether(ActorId one, ActorId other) => _map.AreTogether(one, other) && Of(one).AreTogether(one, other);

    public async Task<bool> AreStillTogetherAsync(ActorId one, ActorId other, CancellationToken cancellation = default)
    {
        await RefreshAsync(cancellation);
        return AreTogether(one, other);
    }

    public Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => FromAllAsync(
        async ledger =>
        {
            await ledger.FenceAsync(policyVersion, cancellation);
            return true;
        },
        cancellation);

    public Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => FromAllAsync(
        async ledger =>
        {
            await ledger.RaiseLeastVersionAsync(version, cancellation);
            return true;
        },
        cancellation);

    public async Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default)
    {
        await OnPlaceAsync(actor, async ledger =>
        {
            await ledger.RevokeCallAsync(actor, call, cancellation);
            return true;
        }, cancellation);
        // Those that were revoked before went along when the split began.
        if (_map.UnderWay is { } split) await _partitions[split.Target].Ledger.RevokeCallAsync(actor, call, cancellation);
    }

    public async Task<Recalled> RecallAsync(Recall recall)
    {
        while (true)
        {
            var map = _map;
            var at = map.PartitionOf(recall.Actor);
            var recalled = await _partitions[at].Ledger.RecallAsync(_canSplit && !_isOfOneMoment ? recall with { AsksForPlace = true } : recall);
            if (_isOfOneMoment || recalled.PlaceVersion == map.VersionOf(at) || (await RefreshAsync(default)).PartitionOf(recall.Actor) == at) return recalled;
        }
    }

    public Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        OnPlaceAsync(actor, ledger => ledger.ReadEntriesAsync(actor, afterSequence, limit, cancellation), cancellation);

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        OnPlaceAsync(actor, ledger => ledger.ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation), cancellation);

    public Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        OnPlaceAsync(actor, ledger => ledger.ReadNamingAsync(actor, text, afterSequence, limit, cancellation), cancellation);

    public async Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class
    {
        var read = new Dictionary<ActorId, T>();
        for (var left = actors; left.Count > 0;)
        {
            var map = _map;
            var shares = left.ToLookup(map.PartitionOf);
            foreach (var histories in await FromAllAsync((ledger, at) => ledger.ReadHistoriesAsync([.. shares[at]], begin, take, cancellation), cancellation))
                foreach (var (actor, history) in histories) read[actor] = history;
            var known = await RefreshAsync(cancellation);
            if (ReferenceEquals(known, map)) break;
            // Who has moved meanwhile may have been read in part.
            left = [.. left.Where(actor => known.PartitionOf(actor) != map.PartitionOf(actor))];
            foreach (var actor in left) read.Remove(actor);
        }

        return read;
    }

    /// <inheritdoc/>
    /// <remarks>One partition after the other.</remarks>
    public async Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default)
    {
        var (at, last) = Numbers.PlaceOfRow(after);
        var page = await FromAsync(at, (ledger, _) => ledger.ReadPurchasesAsync(last, limit, cancellation));
        long? next = page.Next is { } place ? Numbers.OfRow(place, at) : at + 1 < _partitions.Count ? Numbers.OfRow(0, at + 1) : null;
        return page with { Next = next };
    }

    public async Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default)
    {
        for (var left = scores; left.Count > 0;)
        {
            var map = _map;
            var shares = left.ToLookup(score => map.PartitionOf(score.Key));
            await FromAllAsync(
                async (ledger, at) =>
                {
                    if (shares.Contains(at)) await ledger.WriteScoresAsync([.. shares[at]], cancellation);
                    return true;
                },
                cancellation);
            var known = await RefreshAsync(cancellation);
            if (ReferenceEquals(known, map) && map.UnderWay?.Moving is null) return;
            // What was written while somebody was copied may have been left behind.
            left = [.. left.Where(score => known.IsMoving(score.Key) || map.IsMoving(score.Key) || known.PartitionOf(score.Key) != map.PartitionOf(score.Key))];
            await FindPlaceAsync([.. left.Select(score => (ActorId)score.Key)]);
        }
    }

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        OnPlaceAsync(actor, ledger => ledger.ReadPiecesAsync(actor, after, limit, cancellation), cancellation);

    public async Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default)
    {
        var sum = new Counters();
        foreach (var counters in await FromAllAsync(ledger => ledger.ReadCountersAsync(kinds, cancellation), cancellation)) sum.Add(counters);
        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>One partition after the other.</remarks>
    public async Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default)
    {
        var (at, last) = Numbers.PlaceOfRow(after);
        var page = await FromAsync(at, (ledger, _) => ledger.FindNamingAsync(texts, last, limit, cancellation));
        long? next = page.Next is { } place ? Numbers.OfRow(place, at) : at + 1 < _partitions.Count ? Numbers.OfRow(0, at + 1) : null;
        return page with { Next = next };
    }

    public Task ScrubAsync(CancellationToken cancellation = default) => Task.WhenAll(_partitions.Select(partition => partition.Ledger.ScrubAsync(cancellation)));

    public async Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default)
    {
        var keys = await OfCustomersAsync(ledger => ledger.ReadKeysAsync(kind, after, limit, cancellation), cancellation);
        return [.. keys.SelectMany(found => found).Distinct().Order(CodePointOrder.Instance).Take(limit)];
    }

    public async Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default)
    {
        var due = await FromReachableAsync<DueActor>(
            async (ledger, at) =>
            {
                var last = after is null ? null : after with { Place = Numbers.LastRowUpTo(after.Place, at) };
                return [.. (await ledger.ReadDueAsync(until, limit, last, cancellation)).Select(found => found with { Place = Numbers.OfRow(found.Place, at) })];
            },
            cancellation);
        return [.. due.OrderBy(found => (found.LookAt, found.Place)).Take(limit)];
    }

    /// <inheritdoc/>
    /// <remarks>The marks of the partitions are their own, and not of the whole.</remarks>
    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        name is PartitionMark.Name or Split.Name ? Task.FromResult<ControlState?>(null) : First.ReadControlAsync(name, cancellation);

    public Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        if (name is PartitionMark.Name or Split.Name) throw new ArgumentException("That name is the partitions' own.", nameof(name));
        return First.WriteControlAsync(name, json, expectedVersion, cancellation);
    }

    /// <summary>Closes every partition, also where one cannot be closed.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_partitions.Select(async partition => await partition.Ledger.DisposeAsync()));

    /// <summary>Asks every partition, side by side.</summary>
    /// <exception cref="LedgerUnavailableException">One cannot be read.</exception>
    private Task<T[]> FromAllAsync<T>(Func<ILedger, Task<T>> read, CancellationToken cancellation) => FromAllAsync((ledger, _) => read(ledger), cancellation);

    /// <inheritdoc cref="FromAllAsync{T}(Func{ILedger, Task{T}}, CancellationToken)"/>
    private Task<T[]> FromAllAsync<T>(Func<ILedger, int, Task<T>> read, CancellationToken cancellation) => FromSomeAsync(_partitions.Count, read, cancellation);

    /// <summary>Asks the first partitions, side by side.</summary>
    private Task<T[]> FromSomeAsync<T>(int partitions, Func<ILedger, int, Task<T>> read, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, partitions).Select(at => Task.Run(() => FromAsync(at, read), cancellation)));

    private async Task<T> FromAsync<T>(int at, Func<ILedger, int, Task<T>> read)
    {
        try
        {
            return await read(_partitions[at].Ledger, at);
        }
        catch (LedgerUnavailableException unavailable)
        {
            throw new LedgerUnavailableException($"Partition {at + 1} of {_partitions.Count} cannot be read, and with it nothing that concerns all customers. {unavailable.Message}", unavailable);
        }
    }

    /// <summary>Asks every partition, side by side, and does without those that cannot be reached as long as others have something.</summary>
    /// <exception cref="LedgerUnavailableException">One cannot be reached, and the others have nothing.</exception>
    private async Task<IReadOnlyList<T>> FromReachableAsync<T>(Func<ILedger, int, Task<IReadOnlyList<T>>> read, CancellationToken cancellation)
    {
        var reading = _partitions.Select((partition, at) => Task.Run(() => read(partition.Ledger, at), cancellation)).ToList();
        var (found, failures) = (new List<T>(), new List<LedgerUnavailableException>());
        for (var at = 0; at < reading.Count; at++)
        {
            try
            {
                found.AddRange(await reading[at]);
            }
            catch (LedgerUnavailableException unavailable)
            {
                failures.Add(new($"Partition {at + 1} of {_partitions.Count} cannot be read. {unavailable.Message}", unavailable));
            }
        }

        return found.Count > 0 || failures.Count == 0 ? found : throw failures[0];
    }
}
