using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Customers;

/// <content>Customers are merged, and a merge is taken back, in a turn of its own of the one who stays, which puts histories away and others in their place (docs/adr/0107).</content>
public sealed partial class CustomerActor
{
    private const int PlacesAtOnce = 32;

    /// <summary>Entries that a merged history can have, so that it is one append.</summary>
    internal const int MergeLimit = 20_000;

    /// <summary>The customer to whom the id leads; null where it leads nowhere.</summary>
    private async Task<string?> LeadsToAsync() => id.Kind == ActorKind.Customer ? await AliasReading.LeadsToAsync(ledger, id.Key) : null;

    /// <summary>Puts the histories of this customer and of another away, and that of both in their place, in one commit.</summary>
    private async Task<CommandOutcome> MergeAsync(MergeCustomer command, IReadOnlyList<Guid> calls)
    {
        if (command.Faults().ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        var (state, _, _) = await LoadAsync([]);
        var rules = policy.InForce;
        var (alias, isCurrent) = await AliasReading.ReadAsync(ledger, command.CustomerId);
        var merges = alias is null ? new() : Alias.Part.Of(alias.State);
        if (merges.Find(command.MergeId) is { } known)
        {
            if (known.EndedAt is not null) return CommandOutcome.Refuse(MergeRefusal.Undone(command.MergeId));
            return known.CustomerId == id.Key ? new(OutcomeStatus.Duplicate, Receipt.Of(state, rules.Program.Policy)) : CommandOutcome.Conflict($"merge:{command.MergeId}");
        }

        if (isCurrent) return CommandOutcome.Merged(command.CustomerId, merges.Current()!.CustomerId) with { MergedInto = null };
        if (state.Sequence == 0) return await LeadsToAsync() is { } into ? CommandOutcome.Merged(id.Key, into) : CommandOutcome.Refuse(Refusal.CustomerNotFound(id.Key));
        var other = (await ledger.RecallAsync(new(command.CustomerId, WithRow: true, []))).Row;
        if (other is null) return CommandOutcome.Refuse(Refusal.CustomerNotFound(command.CustomerId));
        if (MergeRefusal.Of(state, other.State, merges) is { } reason) return CommandOutcome.Refuse(reason);
        if (!ledger.AreTogether(id, command.CustomerId)) return CommandOutcome.Refuse(MergeRefusal.Apart(id.Key, command.CustomerId));
        if (await ReadHistoryAsync(id, state, rules, MergeLimit) is not { } mine) return CommandOutcome.Refuse(MergeRefusal.TooLong(MergeLimit));
        if (await ReadHistoryAsync(command.CustomerId, other.State, rules, MergeLimit - mine.Entries.Count) is not { } theirs) return CommandOutcome.Refuse(MergeRefusal.TooLong(MergeLimit));
        var now = Decider.Microseconds(time.GetUtcNow());
        var (merged, refusal) = MergedHistory.Of(id, mine.Entries, theirs.Entries, rules.Program, now, state.Sequence);
        if (refusal is not null) return CommandOutcome.Refuse(refusal);

        var (own, another) = (await FreePlaceAsync(id.Key), await FreePlaceAsync(command.CustomerId));
        var fact = new CustomersMerged(command.MergeId, command.CustomerId, own.Number, another.Number)
        {
            TakenTwice = merged!.TakenTwice.Count > 0 ? merged.TakenTwice : null, By = command.By, Reason = command.Reason,
        };
        var at = merged.State.AsOf > now ? merged.State.AsOf : now;
        var entry = new Entry(id, merged.State.Sequence + 1, at, now, fact);
        var after = Decider.Evolve(merged.State, entry, rules.Program.Calendar);
        entry = entry with { After = Account.Of(after, rules.Program.Policy) };
        var told = EventsOf(mine, theirs);
        var entries = Repeated(merged.Entries, told, Standing.Part.Of(state)).Append(entry).ToList();
        var both = History.Of(id, entries, after, rules);
        await CommitAsync(
            mine, own.Actor,
            [
                Away(theirs, other.Due, another.Actor),
                new(ActorState.New(id), entries, after, both.Counters, MessagesOf(merged, mine, theirs), DueOf(after, rules)) { Pieces = both.Pieces },
                AliasAppend(alias, command.CustomerId, Alias.ActorOf(command.CustomerId), new AliasMade(command.MergeId, id.Key) { By = command.By, Reason = command.Reason }, now, rules),
            ],
            rules, calls);
        return new(OutcomeStatus.Accepted, Receipt.Of(entry));
    }

    /// <summary>Puts the history of both away, and each one's own in its place again.</summary>
    private async Task<CommandOutcome> UndoAsync(UndoMerge command, IReadOnlyList<Guid> calls)
    {
        if (command.Faults().ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        var (state, _, _) = await LoadAsync([]);
        var rules = policy.InForce;
        var (alias, isCurrent) = await AliasReading.ReadAsync(ledger, command.CustomerId);
        var merge = alias is null ? null : Alias.Part.Of(alias.State).Find(command.MergeId);
        if (merge is null || merge.CustomerId != id.Key) return CommandOutcome.Refuse(MergeRefusal.NotFound(command.MergeId));
        if (merge.EndedAt is not null) return new(OutcomeStatus.Unchanged, Receipt.Of(state, rules.Program.Policy));
        if (state.IsErased || !isCurrent || MergedCustomers.Part.Of(state).All is not [.., var last] || last.MergeId != command.MergeId)
            return CommandOutcome.Refuse(MergeRefusal.NotTheLast(command.MergeId));
        // A database was added since, and one of the two belongs there.
        if (!ledger.AreTogether(id, command.CustomerId)) return CommandOutcome.Refuse(MergeRefusal.Apart(id.Key, command.CustomerId));
        var (own, another) = (ActorId.PutAway(id.Key, last.OwnNumber), ActorId.PutAway(command.CustomerId, last.MergedNumber));
        if (await ReadHistoryAsync(id, state, rules, 2 * MergeLimit) is not { } both) return CommandOutcome.Refuse(MergeRefusal.TooLong(2 * MergeLimit));
        var (mine, theirs) = (await ReadPutAwayAsync(own, rules), await ReadPutAwayAsync(another, rules));
        var since = both.Entries.SkipWhile(entry => entry.Event is not CustomersMerged merged || merged.MergeId != command.MergeId).Skip(1).ToList();
        var now = Decider.Microseconds(time.GetUtcNow());
        var (split, refusal) = SplitHistory.Of(mine.History.Entries, theirs.History.Entries, since, state.BroughtBy, rules.Program, now, (state.Sequence + 1, theirs.Row.State.Sequence));
        if (refusal is not null) return CommandOutcome.Refuse(refusal);
        if (!command.SinceStays && split!.Own.Count(entry => entry is { After: not null, NaturalId: not null, ConcernsId: null }) is > 0 and var facts) return CommandOutcome.Refuse(MergeRefusal.WentOn(facts));

        var known = EventsOf(both);
        var place = await FreePlaceAsync(id.Key);
        await CommitAsync(
            both, place.Actor,
            [
                Back(mine, own, Repeated(split!.Own, known, Standing.Part.Of(state)), id, state.Sequence + 1, known, rules),
                Back(theirs, another, Repeated(split.Other, known, Standing.Part.Of(theirs.Row.State)), command.CustomerId, theirs.Row.State.Sequence, known, rules),
                AliasAppend(alias, command.CustomerId, Alias.FormerOf(command.CustomerId), new AliasEnded(command.MergeId) { By = command.By, Reason = command.Reason }, now, rules),
            ],
            rules, calls);
        return new(OutcomeStatus.Accepted, Receipt.Of(mine.History.State, rules.Program.Policy));
    }

    /// <summary>Puts this customer's own history away, and commits with it what others become.</summary>
    private async Task CommitAsync(History own, ActorId to, IReadOnlyList<Append> also, RulesInForce rules, IReadOnlyList<Guid> calls)
    {
        try
        {
            await ledger.AppendAsync(Away(own, _due.All, to, also, rules.Version, calls));
        }
        finally
        {
            // What was held is that of a history that stands elsewhere now.
            Forget();
        }

        HasSentMessages = true;
    }

    /// <summary>Puts a history away: it counts no longer, is not looked at, and is neither listed nor found.</summary>
    private static Append Away(
        History history, IEnumerable<KeyValuePair<string, DateTimeOffset>> due, ActorId to, IReadOnlyList<Append>? also = null, long policyVersion = 0, IReadOnlyList<Guid>? calls = null) =>
        new(history.State, [], history.State, history.Counters.Negated(), [], [.. due.Select(kept => new DueChange(kept.Key, null))])
        {
            MovedTo = to,
            Pieces = history.Pieces.Negated(),
            Also = also ?? [],
            PolicyVersion = policyVersion,
            Calls = calls ?? [],
        };

    /// <summary>Puts a history back in its place, with what was recorded since.</summary>
    private static Append Back((ActorRow Row, History History) putAway, ActorId from, List<Entry> repeated, ActorId to, long numberedAfter, HashSet<ActorEvent> known, RulesInForce rules)
    {
        var whole = History.Of(to, [.. putAway.History.Entries, .. repeated], repeated.Aggregate(putAway.History.State, (folded, entry) => Decider.Evolve(folded, entry, rules.Program.Calendar)), rules);
        // The row's own state can lack what versions have added meanwhile; what is written is what the entries give.
        var told = MessagesOf([.. repeated.Where(entry => entry.Event is ReferralConversionChanged && !known.Contains(entry.Event))]).Select(OutgoingMessage.Of);
        return new(putAway.Row.State, repeated, repeated.Count > 0 ? whole.State : whole.State with { Sequence = numberedAfter }, whole.Counters, [.. told, .. ReadAnewBy(to)], DueOf(whole.State, rules))
        {
            RowOf = from,
            MovedTo = to,
            Pieces = whole.Pieces,
        };
    }

    /// <summary>Entries as the feed tells them that say again what it has told: what is told for the first time is told, and of the standings that follow anew the last, where that is another than was told.</summary>
    private static List<Entry> Repeated(IReadOnlyList<Entry> entries, HashSet<ActorEvent> told, Standing toldStanding)
    {
        var standing = entries.LastOrDefault(entry => entry.Event is StandingChanged);
        if (standing?.Event is StandingChanged { To: var to } && to == toldStanding) standing = null;
        return [.. entries.Select(entry => ReferenceEquals(entry, standing) || (entry.Event is ReferralConversionChanged && !told.Contains(entry.Event)) ? entry : entry with { IsRepeated = true })];
    }

    /// <summary>What the merge tells others that neither of the two has told, and the one who is gone, so that nothing is held of that customer in memory.</summary>
    private static List<OutgoingMessage> MessagesOf(MergedHistory merged, History own, History other)
    {
        var told = EventsOf(own, other);
        return [.. MessagesOf([.. merged.Entries.Where(entry => entry.Event is ReferralConversionChanged && !told.Contains(entry.Event))]).Select(OutgoingMessage.Of), .. ReadAnewBy(other.State.Id)];
    }

    /// <summary>The events of histories, each as the object that was read: those that are others were made by a merge.</summary>
    private static HashSet<ActorEvent> EventsOf(params ReadOnlySpan<History> histories)
    {
        var events = new HashSet<ActorEvent>(ReferenceEqualityComparer.Instance);
        foreach (var history in histories) events.UnionWith(history.Entries.Select(entry => entry.Event));
        return events;
    }

    private static List<OutgoingMessage> ReadAnewBy(ActorId customer) => [OutgoingMessage.Of(new(customer, new ReadAnew()))];

    /// <summary>An entry more of an id that leads to another customer, or does no longer.</summary>
    private static Append AliasAppend(ActorRow? row, string customerId, ActorId to, ActorEvent happened, DateTimeOffset now, RulesInForce rules)
    {
        var before = row?.State ?? ActorState.New(Alias.ActorOf(customerId));
        var at = before.AsOf > now ? before.AsOf : now;
        var entry = new Entry(before.Id, before.Sequence + 1, at, now, happened);
        var from = to.Kind == ActorKind.Alias ? Alias.FormerOf(customerId) : Alias.ActorOf(customerId);
        return new(before, [entry], Decider.Evolve(before, entry, rules.Program.Calendar), new(), [], [])
        {
            RowOf = row is null ? to : from,
            MovedTo = row is null ? default(ActorId?) : to,
        };
    }

    /// <summary>Whether entries can lack numbers: those that were given to another history, which stood in the place of this one.</summary>
    private async Task<bool> MayHaveGapsAsync()
    {
        if (IsPutAway) return true;
        if (id.Kind != ActorKind.Customer) return false;
        // Of the numbers of histories that were put away one at most is free.
        for (var number = 0L; number < 2; number++)
            if ((await ledger.ReadEntriesAsync(ActorId.PutAway(id.Key, number), 0, 1)).Count > 0) return true;
        return false;
    }

    /// <exception cref="InvalidDataException">Entries are missing.</exception>
    /// <exception cref="VersionConflictException">Another history was put in the place of this one meanwhile.</exception>
    private async Task CheckGapAsync(long last, long through)
    {
        if (id.Kind == ActorKind.Customer) await CheckInPlaceAsync(id, through);
        if (!await MayHaveGapsAsync()) throw new InvalidDataException($"{id}: the ledger lacks entries after entry {last}, of {through}; find out with: verify");
    }

    /// <summary>Looks whether a history still stands where it was read: another can have been put in its place, of which the entries were read then.</summary>
    /// <exception cref="VersionConflictException">It does not; the next attempt reads it again.</exception>
    private async Task CheckInPlaceAsync(ActorId actor, long version)
    {
        if ((await ledger.RecallAsync(new(actor, WithRow: true, []))).Row?.State.Sequence == version) return;
        Forget();
        throw new VersionConflictException(actor.ToString());
    }

    private static List<DueChange> DueOf(ActorState state, RulesInForce rules) => [.. Decider.DueTimes(state, rules.Program).Select(due => new DueChange(due.Key, due.Value))];

    /// <summary>The first number under which no history of a customer was put away yet.</summary>
    private async Task<(long Number, ActorId Actor)> FreePlaceAsync(string customerId)
    {
        // Many at once, which the ledger reads together: some customers are merged again and again.
        for (var from = 0L; ; from += PlacesAtOnce)
        {
            var places = Enumerable.Range(0, PlacesAtOnce).Select(at => ActorId.PutAway(customerId, from + at)).ToList();
            var found = await Task.WhenAll(places.Select(place => ledger.RecallAsync(new(place, WithRow: true, []))));
            if (Array.FindIndex(found, recalled => recalled.Row is null) is >= 0 and var free) return (from + free, places[free]);
        }
    }

    private async Task<(ActorRow Row, History History)> ReadPutAwayAsync(ActorId actor, RulesInForce rules)
    {
        if ((await ledger.RecallAsync(new(actor, WithRow: true, []))).Row is not { } row)
        {
            await CheckInPlaceAsync(id, _state!.Sequence);
            throw new InvalidDataException($"{actor} is missing; find out with: verify");
        }

        return (row, await ReadHistoryAsync(actor, row.State, rules, int.MaxValue) ?? throw new InvalidDataException($"{actor} has no end."));
    }

    /// <summary>A whole history, up to the entry that the state has folded last; null where it is too long.</summary>
    private async Task<History?> ReadHistoryAsync(ActorId actor, ActorState state, RulesInForce rules, int most)
    {
        var (entries, folded) = (new List<Entry>(), ActorState.New(actor.Original));
        while (folded.Sequence < state.Sequence)
        {
            var page = await EntryReading.OfContentAsync(actor, () => ledger.ReadEntriesAsync(actor, folded.Sequence, Page));
            if (page.Count == 0)
            {
                if (actor == id) await CheckGapAsync(folded.Sequence, state.Sequence);
                break;
            }

            foreach (var entry in page.TakeWhile(entry => entry.Sequence <= state.Sequence))
            {
                folded = Decider.Evolve(folded, entry, rules.Program.Calendar);
                entries.Add(entry with { Actor = actor.Original });
            }

            if (entries.Count > most) return null;
            if (page[^1].Sequence > state.Sequence) break;
        }

        await CheckInPlaceAsync(actor, state.Sequence);
        return History.Of(actor.Original, entries, folded with { Sequence = state.Sequence }, rules);
    }

    /// <summary>A history, and what it comes to.</summary>
    private sealed record History(IReadOnlyList<Entry> Entries, ActorState State, Counters Counters, Pieces Pieces)
    {
        public static History Of(ActorId actor, IReadOnlyList<Entry> entries, ActorState state, RulesInForce rules)
        {
            var (counters, pieces) = (new Counters(), new PieceHistory());
            counters.Move(ActorState.New(actor), state, entries, rules.Program.Calendar);
            foreach (var entry in entries) pieces.Take(entry);
            return new(entries, state, counters, pieces.Pieces);
        }
    }
}
