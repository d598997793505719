using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Customers;

/// <summary>One actor, such as a customer: decides, appends, and only then takes the new state as its own.</summary>
/// <remarks>Assumes one caller at a time; only <see cref="Committed"/> may be read by others meanwhile.</remarks>
public sealed partial class CustomerActor(ActorId id, ILedger ledger, PolicyActor policy, TimeProvider time, Func<string> newCode)
{
    private const int Attempts = 4;

    /// <summary>Entries of a page of the history; its bytes are bounded by the ledger.</summary>
    private const int Page = 1_000;

    private bool _trusting = true;
    private ActorState? _state;
    private bool _mayLeadElsewhere;
    private KeptDue _due;

    /// <summary>Which one.</summary>
    public ActorId Id => id;

    /// <summary>The state as last committed; null before it is loaded or while it is in doubt.</summary>
    public ActorState? Committed => Volatile.Read(ref _state);

    /// <summary>Whether the last turn told another actor something, which this process must see delivered.</summary>
    public bool HasSentMessages { get; private set; }

    /// <summary>Carries out commands in one turn and one append.</summary>
    /// <remarks>
    /// While it holds the state, it takes it that ids are new and has the ledger say where they are not: most are, and a look beforehand would be a round trip for each turn.
    /// Where one was not new, it looks beforehand until a turn has brought no repeat.
    /// </remarks>
    /// <inheritdoc cref="ICustomer.ExecuteAsync"/>
    /// <param name="commands">What to carry out; without commands it is a review.</param>
    /// <param name="policyVersion">By rules no older than this version. A review that finds nothing to write is not refused for its rules.</param>
    /// <param name="calls">For each caller the call by which its commands come, null where it has no copies; null as a whole where none has.</param>
    /// <exception cref="SharedTurnException">There are several callers, and something of one of them is at fault: carry out each one's by itself.</exception>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, long policyVersion = 0, IReadOnlyList<Guid?>? calls = null)
    {
        try
        {
            return await WithReloadAsync(() => TurnAsync(commands, calls is null ? [] : [.. calls.OfType<Guid>()]), policyVersion, commands.Any(WritesHistory) ? AttemptsOfHistories : Attempts);
        }
        catch (Exception ofOne) when (calls is { Count: > 1 } && ofOne is CallRevokedException or ContentRejectedException)
        {
            throw new SharedTurnException(ofOne);
        }
        catch (CallRevokedException answered)
        {
            // Whoever made it has its answer.
            throw new EngineUnavailableException(answered.Message, answered);
        }
        catch (ContentRejectedException rejected) when (commands.Count == 1)
        {
            return [CommandOutcome.NotStorable(rejected.Message)];
        }
        catch (ContentRejectedException) when (commands.Count > 1)
        {
            // One of them is at fault; those that share its turn are not.
            var outcomes = new List<CommandOutcome>(commands.Count);
            var sent = false;
            foreach (var command in commands)
            {
                outcomes.AddRange(await ExecuteAsync([command], policyVersion, calls));
                sent |= HasSentMessages;
            }

            HasSentMessages = sent;
            return outcomes;
        }
    }

    /// <inheritdoc cref="ICustomer.GetAsync"/>
    public Task<ActorState?> GetAsync() => WithReloadAsync(async () =>
    {
        var state = _state ?? (await LoadAsync([])).State;
        return state.Sequence == 0 ? null : state;
    });

    /// <inheritdoc cref="ICustomer.RestoreAsync"/>
    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => WithReloadAsync(async () =>
    {
        var (state, _, _) = await LoadAsync([]);
        var known = await CountKnownAsync(entries, state.Sequence);
        var missing = entries.Skip(known).ToList();
        if (missing.Count == 0) return 0;
        for (var (i, last) = (0, state.Sequence); i < missing.Count; last = missing[i++].Sequence)
        {
            // A gap is where another history stood in the place of this one. Those that were put away are restored first.
            if (missing[i].Sequence != last + 1 && (missing[i].Sequence <= last || !await MayHaveGapsAsync())) throw new RestoreConflictException($"{id}: entry {last + 1} is missing; restore its entries in order.");
        }

        var rules = policy.InForce;
        var next = missing.Aggregate(state, (folded, entry) => Decider.Evolve(folded, entry, rules.Program.Calendar));
        try
        {
            await AppendAsync(state, next, missing, await PiecesOfAsync(missing), rules, []);
        }
        catch (ContentRejectedException rejected)
        {
            throw new RestoreConflictException(rejected.Message);
        }

        return missing.Count;
    });

    private async Task<IReadOnlyList<CommandOutcome>> TurnAsync(IReadOnlyList<ActorCommand> commands, IReadOnlyList<Guid> calls)
    {
        if (commands.Any(WritesHistory)) return await TakeEachAsync(commands, calls);
        var outcomes = new CommandOutcome?[commands.Count];
        for (var i = 0; i < outcomes.Length; i++)
            if (commands[i].Faults().ToList() is { Count: > 0 } faults) outcomes[i] = CommandOutcome.Malformed(faults);

        // Another engine has written since this state was loaded: what is decided by it to change nothing would be lost.
        if (_state is { } old && commands.Any(command => command.KnownSequence > old.Sequence)) Forget();
        var held = _state is not null;
        var sound = commands.Where((_, i) => outcomes[i] is null).ToList();
        var trusted = _trusting && held && sound.TrueForAll(command => command.ConcernsId is null);
        var (state, next, entries, pieces, rules) = await DecideAsync(commands, outcomes, trusted ? [] : sound);

        // Nobody is made of an id that leads to another customer: the ledger refuses that, and is asked only where it did, or where nothing would be made.
        if (state.Sequence == 0 && (_mayLeadElsewhere || entries.Count == 0) && await LeadsToAsync() is { } into)
            return [.. outcomes.Select(outcome => outcome is { Status: OutcomeStatus.Malformed } ? outcome : CommandOutcome.Merged(id.Key, into))];

        if (entries.Count > 0 && await RefuseForErasedAsync(state, commands, calls) is { } refused) return refused;

        // Whether it was new is not known of an id that is not appended now.
        if (trusted && outcomes.Where((outcome, i) => commands[i].NaturalId is not null && outcome!.Status is not (OutcomeStatus.Accepted or OutcomeStatus.Malformed)).Any())
        {
            _trusting = false;
            return await TurnAsync(commands, calls);
        }

        // What is refused is not appended, so that no fence says whether the rules are older than the ledger's.
        if (outcomes.Any(outcome => outcome!.Status == OutcomeStatus.Refused && IsOfRules(outcome.Code!, rules)) && await policy.RefreshAsync() != rules) return await TurnAsync(commands, calls);

        // Only a purchase that takes place fixes the currency; the turn is decided anew under it.
        if (rules.Program.Policy.Currency is null)
        {
            var accepted = commands.Where((_, i) => outcomes[i]!.Status == OutcomeStatus.Accepted).ToList();
            if (await policy.AdoptCurrencyAsync(accepted) != rules) return await TurnAsync(commands, calls);
        }

        if (entries.Count > 0 || DueChanges(next, rules).Count > 0)
        {
            await AppendAsync(state, next, entries, pieces, rules, calls, trusted);
        }
        else if (held && commands.Count == 0)
        {
            // A review with nothing to do: perhaps another engine has written since this state was loaded, and the actor is due though the state is not.
            _state = null;
            return await TurnAsync(commands, calls);
        }

        _trusting = outcomes.All(outcome => outcome!.Status != OutcomeStatus.Duplicate);
        return outcomes!;
    }

    /// <summary>Decides a turn. What it recalls for that goes when it ends, and is not held while the append waits.</summary>
    /// <param name="commands">In order.</param>
    /// <param name="outcomes">Takes the outcome of each command that has none yet.</param>
    /// <param name="unsure">Commands of which the entries are looked for beforehand.</param>
    private async Task<(ActorState Before, ActorState After, IReadOnlyList<Entry> Entries, Pieces Pieces, RulesInForce Rules)> DecideAsync(
        IReadOnlyList<ActorCommand> commands, CommandOutcome?[] outcomes, IReadOnlyList<ActorCommand> unsure)
    {
        var (state, past, complete) = await LoadAsync(unsure);
        var rules = policy.InForce;
        var turn = new CustomerTurn(state, past, rules.Program, Decider.Microseconds(time.GetUtcNow()), newCode);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is not null) continue;
            if (!complete) await RecallAsync(commands[i], past, state.Sequence);
            while ((outcomes[i] = turn.Take(commands[i])) is null) await FoldHistoryAsync(past, state.Sequence);
        }

        var (next, entries) = turn.CatchUp();
        return (state, next, entries, past.Pieces, rules);
    }

    private async Task AppendAsync(
        ActorState before, ActorState after, IReadOnlyList<Entry> entries, Pieces pieces, RulesInForce rules, IReadOnlyList<Guid> calls, bool idsUnchecked = false)
    {
        // What a history that was put away told is told again where it is restored, and known there.
        var append = new Append(before, entries, after, DifferenceOf(before, after, entries, rules), [.. MessagesOf(entries).Select(OutgoingMessage.Of)], DueChanges(after, rules))
        {
            RowOf = id,
            Pieces = IsPutAway ? new() : pieces,
            PolicyVersion = rules.Version,
            IdsUnchecked = idsUnchecked,
            Calls = calls,
        };
        try
        {
            await ledger.AppendAsync(append);
        }
        catch
        {
            Forget();
            throw;
        }

        Take(append);
    }

    /// <summary>Whether newer rules, or a clock that was set meanwhile, may say otherwise.</summary>
    private static bool IsOfRules(string code, RulesInForce rules) => code is Refusal.WalletNotFoundCode or Refusal.RewardNotFoundCode or Refusal.TooManyDecimalsCode or Refusal.WalletDoesNotPayCode || rules.Program.Policy.Clock is not null;

    /// <summary>Whether the history is one that a merge has put away: it counts no longer, and is not looked at.</summary>
    private bool IsPutAway => id.Kind == ActorKind.PutAway;

    private Counters DifferenceOf(ActorState before, ActorState after, IReadOnlyList<Entry> entries, RulesInForce rules)
    {
        var difference = new Counters();
        if (IsPutAway) return difference;
        difference.Move(before, after, entries, rules.Program.Calendar);
        return difference;
    }

    private static IEnumerable<Message> MessagesOf(IReadOnlyList<Entry> entries) => entries.Where(entry => entry.IsRepeated is not true).SelectMany(entry => entry.Event.Tells(entry.Actor.Original, entry.OccurredAt));

    /// <summary>Takes what was committed as its own.</summary>
    private void Take(Append committed)
    {
        _mayLeadElsewhere = false;
        _due = _due.With(committed.Due);
        HasSentMessages = committed.Messages.Count > 0;
        Volatile.Write(ref _state, committed.After);
    }

    /// <summary>The state is in doubt until it is loaded again.</summary>
    internal void Forget()
    {
        _trusting = false;
        _state = null;
    }

    /// <summary>What changes of when the actor is looked at: it comes earlier, or its time has come. What is only put off stays where it is until then.</summary>
    private List<DueChange> DueChanges(ActorState after, RulesInForce rules)
    {
        if (IsPutAway) return [];
        var (now, due) = (time.GetUtcNow(), Decider.DueTimes(after, rules.Program));
        var changes = due.Where(wanted => _due.Find(wanted.Key) is not { } kept || wanted.Value < kept || (kept <= now && kept != wanted.Value))
            .Select(wanted => new DueChange(wanted.Key, wanted.Value)).ToList();
        changes.AddRange(_due.All.Where(kept => kept.Value <= now && !due.ContainsKey(kept.Key)).Select(kept => new DueChange(kept.Key, null)));
        return changes;
    }

    /// <returns>The state, and what these commands need of the past; not complete where that is too much to be held at once.</returns>
    private async Task<(ActorState State, Recollection Past, bool Complete)> LoadAsync(IReadOnlyList<ActorCommand> commands)
    {
        HasSentMessages = false;
        var ids = commands.SelectMany(command => new[] { command.NaturalId, command.ConcernsId }).OfType<string>().Distinct().ToList();
        if (_state is not null && ids.Count == 0) return (_state, new([]), true);
        var recalled = await ledger.RecallAsync(new(id, WithRow: _state is null, ids));
        if (_state is null)
        {
            _due = recalled.Row is { } row ? KeptDue.Of(row.Due) : default;
            Volatile.Write(ref _state, recalled.Row?.State ?? ActorState.New(id.Original));
        }
        else if (recalled.Entries is [.., var latest] && latest.Sequence > _state.Sequence)
        {
            // Entries that this state does not know: an append of unknown outcome was committed after all, or another engine has written.
            _state = null;
            return await LoadAsync(commands);
        }

        return (_state!, new(recalled.Entries), recalled.Complete);
    }

    /// <summary>Recalls for one command, in place of what was recalled for the one before; of a purchase that comes back only what earlier returns have left of it.</summary>
    private async Task RecallAsync(ActorCommand command, Recollection past, long through)
    {
        past.Forget(but: command.ConcernsId);
        if (command.NaturalId is { } naturalId && await ReadConcerningAsync(naturalId, 0, 1, through) is [var known, ..] && known.NaturalId == naturalId)
        {
            past.Recall(known);
            return;
        }

        if (command.ConcernsId is not { } concernsId || concernsId == past.Folded) return;
        for (var page = await ReadConcerningAsync(concernsId, 0, Page, through); page.Count > 0; page = await ReadConcerningAsync(concernsId, page[^1].Sequence, Page, through))
        {
            foreach (var entry in page)
            {
                if (entry.NaturalId == concernsId) past.Recall(entry);
                else past.Fold(entry);
            }
        }

        past.Folded = concernsId;
    }

    private async Task<IReadOnlyList<Entry>> ReadConcerningAsync(string naturalId, long afterSequence, int limit, long through)
    {
        var page = await EntryReading.OfContentAsync(id, () => ledger.ReadConcerningAsync(id, naturalId, afterSequence, limit));
        if (page.Count == 0 || page[^1].Sequence <= through) return page;
        _state = null; // Another has written since it was loaded; the next attempt loads it again.
        throw new VersionConflictException(id.ToString());
    }

    /// <summary>Folds the times of orders and conversions of the whole history; where that was done before in vain, once more for those behind.</summary>
    private async Task FoldHistoryAsync(Recollection past, long through)
    {
        var times = past.Times?.Next() ?? new();
        for (var read = 0L; read < through;)
        {
            var entries = await ledger.ReadEntriesAsync(id, read, (int)Math.Min(Page, through - read));
            if (entries.Count == 0 || entries[0].Sequence != read + 1 || entries[^1].Sequence != read + entries.Count) await CheckGapAsync(read, through);
            foreach (var entry in entries.TakeWhile(entry => entry.Sequence <= through)) times.Take(entry);
            read = entries.Count == 0 ? through : entries[^1].Sequence;
        }

        past.Times = times;
    }

    /// <summary>What entries change of the pieces that are with the customer, with those before them that concern the same purchases.</summary>
    private async Task<Pieces> PiecesOfAsync(IReadOnlyList<Entry> entries)
    {
        var history = new PieceHistory();
        var known = entries.Select(PieceHistory.PurchaseOf).OfType<string>().Except(entries.Select(entry => entry.NaturalId)).ToList();
        var recalled = known.Count == 0 ? new(null, []) : await ledger.RecallAsync(new(id, WithRow: false, known!));
        foreach (var entry in recalled.Entries) history.Recall(entry);
        // Too much to be held at once: what is left of each purchase is.
        foreach (var purchase in recalled.Complete ? [] : known)
        {
            IReadOnlyList<Entry> page;
            for (var read = 0L; (page = await ledger.ReadConcerningAsync(id, purchase!, read, Page)).Count > 0; read = page[^1].Sequence)
                foreach (var entry in page) history.Recall(entry);
        }

        foreach (var entry in entries) history.Take(entry);
        return history.Pieces;
    }

    /// <summary>How many of these entries are here already, with the same content.</summary>
    /// <exception cref="RestoreConflictException">One of them has other content here.</exception>
    private async Task<int> CountKnownAsync(IReadOnlyList<Entry> entries, long through)
    {
        var known = 0;
        while (known < entries.Count && entries[known].Sequence <= through)
        {
            var here = await ledger.ReadEntriesAsync(id, entries[known].Sequence - 1, entries.Count - known);
            if (here.Count == 0) break;
            foreach (var entry in here)
            {
                if (known == entries.Count) break;
                if (LedgerJson.EncodeWhole(entry) != LedgerJson.EncodeWhole(entries[known]))
                    throw new RestoreConflictException($"{id} has another entry {entries[known].Sequence} here; restore into an empty ledger.");
                known++;
            }
        }

        return known;
    }

    /// <summary>Runs a turn; where another writer came first, or other rules, forgets the state and runs it again.</summary>
    private async Task<T> WithReloadAsync<T>(Func<Task<T>> turn, long policyVersion = 0, int attempts = Attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await policy.RefreshAsync(policyVersion);
                return await turn();
            }
            catch (PolicyOutdatedException outdated) when (attempt < attempts)
            {
                policyVersion = outdated.PolicyVersion + 1;
            }
            catch (Exception lost) when (lost is VersionConflictException or NaturalIdTakenException && attempt < attempts)
            {
                // AppendAsync has forgotten the state; the next turn loads it.
                _mayLeadElsewhere = true;
            }
            catch (LedgerOverloadedException full)
            {
                throw new EngineOverloadedException(full.Message, full);
            }
            catch (Exception unknown) when (unknown is LedgerUnavailableException or LedgerSchemaException or VersionConflictException or NaturalIdTakenException or PolicyOutdatedException)
            {
                throw new EngineUnavailableException($"{id}: {unknown.Message} Send the command again with the same id.", unknown);
            }
        }
    }
}

/// <summary>A turn with commands of several callers cannot be carried out because of one of them. Nothing was done.</summary>
internal sealed class SharedTurnException(Exception inner) : Exception(inner.Message, inner);
