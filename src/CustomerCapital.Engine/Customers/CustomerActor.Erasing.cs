using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Customers;

/// <content>Persons are taken out of histories in a turn of their own, which writes the entries anew (docs/adr/0105).</content>
public sealed partial class CustomerActor
{
    /// <summary>Code of a history that names the person in an order of names on which something rests that is under way.</summary>
    internal const string ErasureWaitsCode = "erasure_waits";

    /// <summary>So often where whole histories are read before they are written anew, and others go on meanwhile.</summary>
    private const int AttemptsOfHistories = 16;

    /// <summary>What of the history was read before the turn that writes it anew; null for nothing.</summary>
    internal RewrittenHistory? Ahead { get; set; }

    /// <summary>Whether the history of an actor is read before the turn that writes it anew. That of a customer, in whose place a merge puts another, is read in the turn.</summary>
    internal static bool IsReadAhead(ActorId actor) => actor.Kind is not (ActorKind.Customer or ActorKind.PutAway or ActorKind.Alias or ActorKind.FormerAlias);

    /// <summary>Reads the history as a command will write it anew. Not in a turn: touches nothing of the actor's own.</summary>
    /// <param name="command">The command.</param>
    /// <param name="state">The state up to which it is read.</param>
    /// <returns>Null where the command will be refused.</returns>
    internal async Task<RewrittenHistory?> ReadAheadAsync(ForgetPerson command, ActorState state)
    {
        if (WaitsFor(state) is not null) return null;
        var redaction = RedactionOf(command);
        return await RewriteAsync(await BeginAsync(state, redaction.Of, NamingIn(command)), state.Sequence, redaction.Of, policy.InForce);
    }

    private EntryRedaction RedactionOf(ForgetPerson command) => new(command.Values(), command.IsOf(id) || command.Whole);

    /// <summary>What is in every entry that changes, where the state does not follow from what changes; null where the whole history is read and folded.</summary>
    /// <remarks>Of the audit log's records nothing is taken out but a customer's id and its salt. The state is the hash of the last one, and hashes cover neither.</remarks>
    private string? NamingIn(ForgetPerson command) => id.Kind == ActorKind.AuditLog ? command.Values().IdAlone : null;

    /// <summary>Whether a command writes histories anew. Each is an append of its own; a turn with others would be tried again as a whole where one loses against another writer.</summary>
    internal static bool WritesHistory(ActorCommand command) => command is ForgetPerson or RemoveTexts or MergeCustomer or UndoMerge;

    /// <summary>Carries out commands of which some write histories anew, one after the other.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> TakeEachAsync(IReadOnlyList<ActorCommand> commands, IReadOnlyList<Guid> calls)
    {
        var outcomes = new List<CommandOutcome>(commands.Count);
        foreach (var command in commands)
        {
            outcomes.Add(command switch
            {
                ForgetPerson forget => await ForgetAsync(forget, calls),
                RemoveTexts remove => await RemoveTextsAsync(remove, calls),
                MergeCustomer merge => await MergeAsync(merge, calls),
                UndoMerge undo => await UndoAsync(undo, calls),
                _ => (await TurnAsync([command], calls))[0],
            });
        }

        return outcomes;
    }

    /// <summary>Writes the history anew without the person, and the state that follows from it, in one commit.</summary>
    private async Task<CommandOutcome> ForgetAsync(ForgetPerson command, IReadOnlyList<Guid> calls)
    {
        var (state, _, _) = await LoadAsync([]);
        var rules = policy.InForce;
        var isOwn = command.IsOf(id);
        if (state.Sequence == 0) return new(OutcomeStatus.Unchanged, Receipt.Of(state, rules.Program.Policy));
        if (!isOwn && WaitsFor(state) is { } reason) return new(OutcomeStatus.Refused, null, ErasureWaitsCode, reason);
        var (rewritten, next) = await RewriteAsync(state, RedactionOf(command).Of, rules, NamingIn(command));
        if (!isOwn && rewritten.Count == 0) return new(OutcomeStatus.Unchanged, Receipt.Of(state, rules.Program.Policy));
        var turn = new CustomerTurn(next, new([]), rules.Program, Decider.Microseconds(time.GetUtcNow()), newCode);
        var outcome = turn.Take(command)!;
        if (outcome.Status != OutcomeStatus.Accepted) return outcome;
        var (after, entries) = turn.CatchUp();
        await AppendRewrittenAsync(state, after, entries, rewritten, isOwn ? await ErasedPlaceAsync(command.ErasedId) : default(ActorId?), await LeadToErasedAsync(command, rules), rules, calls);
        return outcome;
    }

    /// <summary>Has the id lead to the erased person from the commit on that erases the person, so that nobody is made of it while others still name the old one by it.</summary>
    private async Task<IReadOnlyList<Append>> LeadToErasedAsync(ForgetPerson command, RulesInForce rules)
    {
        if (id.Kind != ActorKind.Customer || !command.IsOf(id)) return [];
        var (alias, _) = await AliasReading.ReadAsync(ledger, id.Key);
        return [AliasAppend(alias, id.Key, Alias.ActorOf(id.Key), new AliasMade(command.ErasureId, command.ErasedId), Decider.Microseconds(time.GetUtcNow()), rules)];
    }

    /// <summary>Where a person's own history stands once the person is erased.</summary>
    private async Task<ActorId> ErasedPlaceAsync(string erasedId)
    {
        if (id.Kind == ActorKind.Customer) return erasedId;
        if (IsPutAway && ledger.AreTogether(id, erasedId)) return (await FreePlaceAsync(erasedId)).Actor;
        for (var number = 1; ; number++)
        {
            var another = string.Create(CultureInfo.InvariantCulture, $"{erasedId}-{number}");
            var place = IsPutAway ? ActorId.PutAway(another, 0) : new ActorId(id.Kind, another);
            if (ledger.AreTogether(id, place) && (await ledger.RecallAsync(new(place, WithRow: true, []))).Row is null) return place;
        }
    }

    /// <summary>Writes the history anew without texts that are too old, and the state that follows from it, in one commit. What is open still needs its texts.</summary>
    private async Task<CommandOutcome> RemoveTextsAsync(RemoveTexts command, IReadOnlyList<Guid> calls)
    {
        var (state, _, _) = await LoadAsync([]);
        var rules = policy.InForce;
        var open = state.OpenFollowUps.Select(followUp => followUp.FollowUpId).Concat(CustomerMessages.Part.Of(state).Latest.Where(message => message.IsOpen).Select(message => message.MessageId)).ToHashSet(StringComparer.Ordinal);
        var (rewritten, next) = await RewriteAsync(state, Without, rules);
        if (rewritten.Count == 0) return new(OutcomeStatus.Unchanged, Receipt.Of(state, rules.Program.Policy));
        var turn = new CustomerTurn(next, new([]), rules.Program, Decider.Microseconds(time.GetUtcNow()), newCode);
        var outcome = turn.Take(command)!;
        if (outcome.Status != OutcomeStatus.Accepted) return outcome;
        var (after, entries) = turn.CatchUp();
        await AppendRewrittenAsync(state, after, entries, rewritten, null, [], rules, calls);
        return outcome;

        Entry? Without(Entry entry) => entry.OccurredAt >= command.Before || entry.Event is FollowUpScheduled { FollowUpId: var followUp } && open.Contains(followUp) || entry.Event is MessagePlanned { MessageId: var message } && open.Contains(message)
            ? null : EntryRedaction.WithoutTexts(entry);
    }

    /// <summary>Changes the entries, and folds the state from them.</summary>
    /// <returns>The entries that are others than before, and the state.</returns>
    private async Task<RewrittenHistory> RewriteAsync(ActorState state, Func<Entry, Entry?> change, RulesInForce rules, string? naming = null)
    {
        var begun = Ahead is { } ahead && ahead.State.Sequence <= state.Sequence ? ahead : await BeginAsync(state, change, naming);
        var isStale = false;
        var (rewritten, next) = await RewriteAsync(begun, state.Sequence, Watched, rules);
        if (isStale) (rewritten, next) = await RewriteAsync(await BeginAsync(state, change, naming), state.Sequence, change, rules);
        next = next with { Sequence = state.Sequence };
        // What the entries do not give any more is empty from now on.
        foreach (var (part, _) in state.Parts) next = next.With(part, next.Find(part));
        return new(rewritten, next);

        // Whoever has written entries anew since some were read says so in an entry of the same commit.
        Entry? Watched(Entry entry)
        {
            isStale |= begun.State.Sequence > 0 && (entry.Event is PersonErased or PersonForgotten or TextsRemoved or Audited { Record.Action: ForgetPerson.AuditAction });
            return change(entry);
        }
    }

    /// <summary>What of the history need not be folded: nothing, or, where every entry that changes holds a text, all of it.</summary>
    private async Task<RewrittenHistory> BeginAsync(ActorState state, Func<Entry, Entry?> change, string? naming)
    {
        if (naming is null) return RewrittenHistory.Empty(id);
        var rewritten = new List<Entry>();
        for (var read = 0L; await EntryReading.OfContentAsync(id, () => ledger.ReadNamingAsync(id, naming, read, Page)) is { Count: > 0 } page; read = page[^1].Sequence)
            rewritten.AddRange(page.Where(entry => entry.Sequence <= state.Sequence).Select(change).OfType<Entry>());
        return new(rewritten, state);
    }

    private async Task<RewrittenHistory> RewriteAsync(RewrittenHistory begun, long through, Func<Entry, Entry?> change, RulesInForce rules)
    {
        var (rewritten, next) = (begun.Rewritten.ToList(), begun.State);
        while (next.Sequence < through)
        {
            var page = await EntryReading.OfContentAsync(id, () => ledger.ReadEntriesAsync(id, next.Sequence, Page));
            if (page.Count == 0)
            {
                await CheckGapAsync(next.Sequence, through);
                break;
            }

            foreach (var entry in page.TakeWhile(entry => entry.Sequence <= through))
            {
                var other = change(entry);
                if (other is not null) rewritten.Add(other);
                next = Decider.Evolve(next, other ?? entry, rules.Program.Calendar);
            }

            if (page[^1].Sequence > through) break;
        }

        return new(rewritten, next);
    }

    private async Task AppendRewrittenAsync(
        ActorState before, ActorState after, IReadOnlyList<Entry> entries, IReadOnlyList<Entry> rewritten, ActorId? renamedTo, IReadOnlyList<Append> also, RulesInForce rules, IReadOnlyList<Guid> calls)
    {
        try
        {
            // A history that was put away tells nobody anything: numbers of the one in its place are given to no entry that is told.
            if (IsPutAway) entries = [.. entries.Select(entry => entry with { IsRepeated = true })];
            await ledger.AppendAsync(new(before, entries, after, DifferenceOf(before, after, entries, rules), [.. MessagesOf(entries).Select(OutgoingMessage.Of)], DueChanges(after, rules))
            {
                RowOf = id,
                PolicyVersion = rules.Version,
                Calls = calls,
                Rewritten = rewritten,
                RenamedTo = renamedTo,
                Also = also,
            });
        }
        finally
        {
            // Under its old id the customer is not known any more.
            Forget();
        }
    }

    /// <summary>What a history is part of that would go wrong if the order of its names changed now; null for nothing.</summary>
    private static string? WaitsFor(ActorState state) => state.Id.Kind switch
    {
        ActorKind.Raffle when Raffle.Part.Of(state) is { Status: RaffleStatus.Freezing or RaffleStatus.Frozen or RaffleStatus.Drawing } or { HasUngiven: true } =>
            $"{state.Id} is being drawn: its draw rests on the names of its entrants.",
        ActorKind.Campaign when Campaign.Part.Of(state).Runs.Exists(run => run.Status == RunStatus.Running) || Campaign.Part.Of(state).Open.Count > 0 =>
            $"{state.Id} is in the middle of a run, which goes by the order of its members.",
        _ => null,
    };

    /// <summary>Refuses what the engine sends to a person who is being erased and is not known under that id any more; else it would make somebody new.</summary>
    /// <returns>Null where there is nothing to refuse.</returns>
    private async Task<IReadOnlyList<CommandOutcome>?> RefuseForErasedAsync(ActorState before, IReadOnlyList<ActorCommand> commands, IReadOnlyList<Guid> calls)
    {
        if (before.Sequence > 0 || id.Kind != ActorKind.Customer || !commands.Any(IsOwn) || !await KeptErasures.IsPendingAsync(ledger, id.Key)) return null;
        var others = commands.Where(command => !IsOwn(command)).ToList();
        var taken = new Queue<CommandOutcome>(others.Count == 0 ? [] : await TurnAsync(others, calls));
        return [.. commands.Select(command => IsOwn(command) ? CommandOutcome.Refuse(Refusal.CustomerErased()) : taken.Dequeue())];

        static bool IsOwn(ActorCommand command) => Capabilities.IsEnginesOwn(command.GetType());
    }
}

/// <summary>A history that is written anew, up to an entry.</summary>
/// <param name="Rewritten">The entries that are others than before.</param>
/// <param name="State">What all of them give.</param>
internal sealed record RewrittenHistory(IReadOnlyList<Entry> Rewritten, ActorState State)
{
    /// <summary>Of which nothing was read yet.</summary>
    public static RewrittenHistory Empty(ActorId actor) => new([], ActorState.New(actor.Original));
}
