using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>One ledger over several databases, each of which holds a part of the actors with all that is theirs: entries, row, due times, counters, outgoing messages.</summary>
/// <remarks>
/// What it guarantees beside what every ledger does:
/// <list type="number">
/// <item>An actor's partition is that of <see cref="Routing"/>, for ever. An append is one transaction of one partition: one of actors that are in different ones is refused.</item>
/// <item>The partitions are always the same databases in the same order; others are refused before anything is written. Their number changes only by export and import.</item>
/// <item>Control state, such as the policy, is kept in the first partition, whose name is therefore the first.</item>
/// <item>What concerns everyone is read from all partitions side by side and put together: counters are added up exactly, customers merged by id, due customers by due time.</item>
/// <item>That a counter stays within 64 bits is seen to by each partition when it writes; a sum over partitions that does not is an error when it is read.</item>
/// <item>Each partition is read at a moment of its own. What concerns one customer is of one moment; sums over customers may lack in one partition what happened
/// after its moment although another shows it.</item>
/// <item>The fence stands once it stands in every partition.</item>
/// <item>A sender's messages keep their order. Between senders in different partitions there is none.</item>
/// <item>Where a partition cannot be reached, the customers of the others are not affected; due customers and messages of the others are still given, and only
/// when none of them is left is the failure told. Other reads of everyone fail. Opening needs all of them.</item>
/// </list>
/// Owns its partitions. Thread-safe.
/// </remarks>
public sealed class PartitionedLedger : ILedger
{
    private readonly IReadOnlyList<Partition> _partitions;
    private readonly PartitionSet _set;
    private readonly string _newSet;

    /// <summary>Over ledgers that were opened to write. <see cref="MigrateAsync"/> comes next.</summary>
    /// <param name="partitions">At least two, in their order.</param>
    /// <param name="newSet">An id that no other ledger has, by which the partitions will know each other if they are new.</param>
    public PartitionedLedger(IReadOnlyList<Partition> partitions, string newSet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions.Count, 2, nameof(partitions));
        (_partitions, _set, _newSet) = (partitions, new(partitions), newSet);
    }

    private ILedger First => _partitions[0].Ledger;

    /// <summary>Over ledgers that were opened to read, each at its moment.</summary>
    /// <exception cref="LedgerSchemaException">They are not the partitions of one ledger, in their order.</exception>
    public static async Task<PartitionedLedger> OfReadersAsync(IReadOnlyList<Partition> partitions, CancellationToken cancellation = default)
    {
        var ledger = new PartitionedLedger(partitions, "");
        var marks = await ledger._set.CheckAsync(cancellation);
        if (marks.Any(mark => mark.Mark is not { Complete: true }))
            throw new LedgerSchemaException($"{string.Join(" and ", partitions.Select(partition => partition.Name))} are not made into one ledger yet; complete it with: migrate, naming them in this order.");
        return ledger;
    }

    /// <summary>Refuses a ledger that is one partition of another: used alone, it would take customers that are not its own.</summary>
    /// <exception cref="LedgerSchemaException">It is.</exception>
    public static async Task RefusePartitionAsync(ILedger ledger, CancellationToken cancellation = default)
    {
        if ((await PartitionMark.ReadAsync(ledger, cancellation)).Mark is { } mark)
            throw new LedgerSchemaException($"This database is partition {mark.Place} of {mark.Count} and holds only its part of the customers; name all {mark.Count} databases of its ledger, in their order.");
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        await _set.CheckAsync(cancellation);
        var applied = await Task.WhenAll(_partitions.Select(partition => partition.Ledger.MigrateAsync(cancellation)));
        await _set.MarkAsync(_newSet, cancellation);
        return [.. _partitions.Zip(applied).SelectMany(pair => pair.Second, (pair, script) => $"{script} in {pair.First.Name}")];
    }

    public async Task<bool> IsMadeAsync(CancellationToken cancellation = default) =>
        !(await FromAllAsync(ledger => ledger.IsMadeAsync(cancellation), cancellation)).Contains(false);

    public async Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) =>
        (await FromAllAsync(ledger => ledger.KeepBoughtAsync(keep, cancellation), cancellation)).Contains(true);

    public async Task<bool> CountMissingAsync(ProgramCalendar calendar, CancellationToken cancellation = default) =>
        (await FromAllAsync(ledger => ledger.CountMissingAsync(calendar, cancellation), cancellation)).Contains(true);

    public async Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) =>
        !(await FromAllAsync(ledger => ledger.KeepsBoughtAsync(cancellation), cancellation)).Contains(false);

    public int AppendsInWork => _partitions.Sum(partition => partition.Ledger.AppendsInWork);

    public Task AppendAsync(Append append)
    {
        var ledger = Of(append.Actor);
        if (append.Also.FirstOrDefault(other => Of(other.Actor) != ledger) is not { } elsewhere) return ledger.AppendAsync(append);
        throw new ArgumentException($"{append.Actor} and {elsewhere.Actor} are in different databases, and cannot commit together.", nameof(append));
    }

    public bool AreTogether(ActorId one, ActorId other) => Of(one).AreTogether(one, other) && Of(one) == Of(other);

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

    public Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default) => Of(actor).RevokeCallAsync(actor, call, cancellation);

    public Task<Recalled> RecallAsync(Recall recall) => Of(recall.Actor).RecallAsync(recall);

    public Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        Of(actor).ReadEntriesAsync(actor, afterSequence, limit, cancellation);

    public Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        Of(actor).ReadConcerningAsync(actor, naturalId, afterSequence, limit, cancellation);

    public Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        Of(actor).ReadNamingAsync(actor, text, afterSequence, limit, cancellation);

    /// <inheritdoc/>
    /// <remarks>Every partition has its share of a page, and must be reached: a place moves on in all of them. A page of fewer entries than partitions is of one of them.</remarks>
    public async Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default)
    {
        var keys = after.In(_partitions.Count);
        if (limit >= _partitions.Count)
        {
            var pages = await FromAllAsync((ledger, at) => ledger.ReadFeedAsync(new([keys[at]]), limit / keys.Count, sizeLimit / keys.Count, cancellation), cancellation);
            return new([.. pages.SelectMany(page => page.Entries)], new([.. pages.Select(page => page.Next.Keys[0])]));
        }

        // The one of which the least was read is first, so that a busy one keeps none of the others waiting.
        var places = keys.ToArray();
        foreach (var at in Enumerable.Range(0, keys.Count).OrderBy(at => keys[at]))
        {
            var page = await FromAsync(at, (ledger, _) => ledger.ReadFeedAsync(new([keys[at]]), limit, sizeLimit, cancellation));
            places[at] = page.Next.Keys[0];
            if (page.Entries.Count > 0) return new(page.Entries, new(places));
        }

        return new([], new(places));
    }

    public async Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) =>
        new([.. (await FromAllAsync((ledger, _) => ledger.FindFeedPlaceAsync(since, cancellation), cancellation)).Select(place => place.Keys[0])]);

    public async Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class
    {
        var shares = actors.ToLookup(actor => Routing.PartitionOf(actor, _partitions.Count));
        var read = await FromAllAsync((ledger, at) => ledger.ReadHistoriesAsync([.. shares[at]], begin, take, cancellation), cancellation);
        return read.SelectMany(histories => histories).ToDictionary();
    }

    /// <inheritdoc/>
    /// <remarks>One partition after the other.</remarks>
    public async Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default)
    {
        var (at, last) = Routing.PlaceOf(after, _partitions.Count);
        var page = await FromAsync(at, (ledger, _) => ledger.ReadPurchasesAsync(last, limit, cancellation));
        long? next = page.Next is { } place ? Routing.NumberOf(place, at, _partitions.Count) : at + 1 < _partitions.Count ? Routing.NumberOf(0, at + 1, _partitions.Count) : null;
        return page with { Next = next };
    }

    public async Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default)
    {
        var shares = scores.ToLookup(score => Routing.PartitionOf(score.Key, _partitions.Count));
        await FromAllAsync(
            async (ledger, at) =>
            {
                if (shares.Contains(at)) await ledger.WriteScoresAsync([.. shares[at]], cancellation);
                return true;
            },
            cancellation);
    }

    public async Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default)
    {
        var pages = await FromAllAsync(ledger => ledger.ReadCustomersAsync(segment, afterCustomerId, limit, cancellation), cancellation);
        var lines = pages.SelectMany(page => page.Lines).OrderBy(line => line.CustomerId, CodePointOrder.Instance).ToList();
        return new([.. lines.Take(limit)], More: lines.Count > limit || pages.Any(page => page.More));
    }

    public async Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await FromAllAsync(ledger => ledger.ReadSortedAsync(segment, sort, after, limit, cancellation), cancellation);
        var lines = pages.SelectMany(page => page.Lines).OrderBy(sort.PlaceOf, Comparer<SortPlace>.Create(sort.Compare)).ToList();
        return new([.. lines.Take(limit)], More: lines.Count > limit || pages.Any(page => page.More));
    }

    public async Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await FromAllAsync(ledger => ledger.SearchCustomersAsync(segment, prefix, after, limit, cancellation), cancellation);
        var matches = pages.SelectMany(page => page.Matches).OrderBy(match => match.Place, SearchPlace.Order).ToList();
        return new([.. matches.Take(limit)], More: matches.Count > limit || pages.Any(page => page.More));
    }

    public async Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await FromAllAsync(ledger => ledger.ReadFollowUpsAsync(through, after, limit, cancellation), cancellation);
        return [.. pages.SelectMany(page => page).Order(FollowUpPlace.Order).Take(limit)];
    }

    public async Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default)
    {
        var parts = customerIds.ToLookup(id => Routing.PartitionOf(new(ActorKind.Customer, id), _partitions.Count));
        var found = await Task.WhenAll(parts.Select(part => _partitions[part.Key].Ledger.ReadIndexedAsync([.. part], cancellation)));
        return found.SelectMany(indexed => indexed).ToDictionary();
    }

    public async Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await FromAllAsync(ledger => ledger.ReadSearchKeysAsync(after, limit, cancellation), cancellation);
        return [.. pages.SelectMany(page => page).Order(SearchPlace.Order).Take(limit)];
    }

    public async Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        (await FromAllAsync(ledger => ledger.CountCustomersAsync(segment, cancellation), cancellation)).Sum();

    public Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        Of(actor).ReadPiecesAsync(actor, after, limit, cancellation);

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
        var (at, last) = Routing.PlaceOf(after, _partitions.Count);
        var page = await FromAsync(at, (ledger, _) => ledger.FindNamingAsync(texts, last, limit, cancellation));
        long? next = page.Next is { } place ? Routing.NumberOf(place, at, _partitions.Count) : at + 1 < _partitions.Count ? Routing.NumberOf(0, at + 1, _partitions.Count) : null;
        return page with { Next = next };
    }

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) =>
        Task.WhenAll(_partitions.Select((partition, at) => partition.Ledger.ReaddressAsync(
            [.. messages.Where(message => IsOf(message, at)).Select(Own)],
            [.. letters.Where(letter => IsOf(letter.Message, at)).Select(letter => letter with { Message = Own(letter.Message) })],
            cancellation)));

    public Task ScrubAsync(CancellationToken cancellation = default) => Task.WhenAll(_partitions.Select(partition => partition.Ledger.ScrubAsync(cancellation)));

    public async Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default)
    {
        var keys = await FromAllAsync(ledger => ledger.ReadKeysAsync(kind, after, limit, cancellation), cancellation);
        return [.. keys.SelectMany(found => found).Order(CodePointOrder.Instance).Take(limit)];
    }

    public async Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default)
    {
        var due = await FromReachableAsync<DueActor>(
            async (ledger, at) =>
            {
                var last = after is null ? null : after with { Place = Routing.LastUpTo(after.Place, at, _partitions.Count) };
                return [.. (await ledger.ReadDueAsync(until, limit, last, cancellation)).Select(found => found with { Place = Routing.NumberOf(found.Place, at, _partitions.Count) })];
            },
            cancellation);
        return [.. due.OrderBy(found => (found.LookAt, found.Place)).Take(limit)];
    }

    public Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => ReadNumberedAsync(
        (ledger, after) => ledger.ReadMessagesAsync(limit, after, cancellation), message => message.MessageId, (message, id) => message with { MessageId = id }, limit, afterMessageId, cancellation);

    public Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) => Task.WhenAll(_partitions.Select((partition, at) =>
    {
        var own = new Settlement
        {
            Delivered = [.. settlement.Delivered.Where(IsOwn).Select(Own)],
            PutOff = [.. settlement.PutOff.Where(message => IsOwn(message.MessageId)).Select(message => message with { MessageId = Own(message.MessageId) })],
            Dead = [.. settlement.Dead.Where(letter => IsOwn(letter.Message.MessageId)).Select(letter => letter with { Message = letter.Message with { MessageId = Own(letter.Message.MessageId) } })],
        };
        return own.IsEmpty ? Task.CompletedTask : partition.Ledger.SettleMessagesAsync(own, cancellation);

        bool IsOwn(long id) => Routing.PlaceOf(id, _partitions.Count).Partition == at;
        long Own(long id) => Routing.PlaceOf(id, _partitions.Count).Number;
    }));

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => ReadNumberedAsync(
        (ledger, after) => ledger.ReadDeadLettersAsync(limit, after, cancellation), letter => letter.Message.MessageId,
        (letter, id) => letter with { Message = letter.Message with { MessageId = id } }, limit, afterMessageId, cancellation);

    public async Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) =>
        (await Task.WhenAll(messageIds.Select(id => Routing.PlaceOf(id, _partitions.Count)).GroupBy(message => message.Partition, message => message.Number)
            .Select(ids => _partitions[ids.Key].Ledger.ReplayAsync([.. ids], cancellation)))).Sum();

    /// <inheritdoc/>
    /// <remarks>The marks of the partitions are their own, and not of the whole.</remarks>
    public Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        name == PartitionMark.Name ? Task.FromResult<ControlState?>(null) : First.ReadControlAsync(name, cancellation);

    public Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        if (name == PartitionMark.Name) throw new ArgumentException("That name is the partitions' own.", nameof(name));
        return First.WriteControlAsync(name, json, expectedVersion, cancellation);
    }

    /// <summary>Closes every partition, also where one cannot be closed.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_partitions.Select(async partition => await partition.Ledger.DisposeAsync()));

    private bool IsOf(OutgoingMessage message, int partition) => Routing.PlaceOf(message.MessageId, _partitions.Count).Partition == partition;

    private OutgoingMessage Own(OutgoingMessage message) => message with { MessageId = Routing.PlaceOf(message.MessageId, _partitions.Count).Number };

    private ILedger Of(ActorId actor) => _partitions[Routing.PartitionOf(actor, _partitions.Count)].Ledger;

    /// <summary>Reads what partitions number by themselves, under the numbers by which it is known outside them.</summary>
    private async Task<IReadOnlyList<T>> ReadNumberedAsync<T>(
        Func<ILedger, long, Task<IReadOnlyList<T>>> read, Func<T, long> numberOf, Func<T, long, T> numbered, int limit, long after, CancellationToken cancellation)
    {
        var found = await FromReachableAsync<T>(
            async (ledger, at) => [.. (await read(ledger, Routing.LastUpTo(after, at, _partitions.Count))).Select(item => numbered(item, Routing.NumberOf(numberOf(item), at, _partitions.Count)))],
            cancellation);
        return [.. found.OrderBy(numberOf).Take(limit)];
    }

    /// <summary>Asks every partition, side by side.</summary>
    /// <exception cref="LedgerUnavailableException">One cannot be read.</exception>
    private Task<T[]> FromAllAsync<T>(Func<ILedger, Task<T>> read, CancellationToken cancellation) => FromAllAsync((ledger, _) => read(ledger), cancellation);

    /// <inheritdoc cref="FromAllAsync{T}(Func{ILedger, Task{T}}, CancellationToken)"/>
    private Task<T[]> FromAllAsync<T>(Func<ILedger, int, Task<T>> read, CancellationToken cancellation) =>
        Task.WhenAll(_partitions.Select((_, at) => Task.Run(() => FromAsync(at, read), cancellation)));

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
