using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Privacy;

/// <summary>Carries erasures out: the person's own history first, then every other that names the person, and the messages that wait, again and again until nothing does.</summary>
/// <remarks>
/// What is to do stands in the control state, and each history is written anew in one commit, by the line of its actor. So whoever takes up an erasure that a crash has left, or carries it
/// out beside another, does no harm. While it is under way, nobody is made anew under the old id by what the engine itself sends.
/// </remarks>
/// <param name="engine">What this process has of the engine.</param>
public sealed class ErasureRunner(EngineParts engine) : IDisposable
{
    private const int Page = 500;

    /// <summary>So often the person's own history is read again where it goes on meanwhile.</summary>
    private const int Attempts = 20;

    /// <summary>So many passes are made over everything. What the engine had under way is there by then; what still comes is sent by those who go on naming the id, as they may once it is free.</summary>
    private const int Passes = 5;

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    // Each looks through the whole ledger: one after the other is sooner done.
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private DateTimeOffset _notBefore;

    /// <summary>Goes on with what is under way. What waits, or fails, is tried again after a minute.</summary>
    /// <returns>How many were done.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        var now = engine.MachineTime.GetUtcNow();
        // What is under way is somebody's who has asked for it.
        if (now < _notBefore || _one.CurrentCount == 0 || (await KeptErasures.ReadAsync(engine.Ledger, cancellation)).Pending is not { Count: > 0 } pending) return 0;
        _notBefore = now + AgainAfter;
        var done = 0;
        foreach (var erasure in pending)
            if (await RunAsync(erasure, cancellation)) done++;
        return done;
    }

    /// <summary>Goes on with one, and returns after a time though it goes on. What fails then is tried again as what a crash has left.</summary>
    /// <param name="erasure">Which.</param>
    /// <param name="within">The time.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task BeginAsync(PendingErasure erasure, TimeSpan within, CancellationToken cancellation)
    {
        var run = Task.Run(() => RunAsync(erasure, _stopping.Token), CancellationToken.None);
        await Task.WhenAny(run, Task.Delay(within, engine.MachineTime, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (run.IsCompleted) await run;
    }

    /// <summary>Goes on with one.</summary>
    /// <returns>Whether it is done.</returns>
    public async Task<bool> RunAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        if (await ErasePersonAsync(erasure, cancellation) is not { } erased) return false;
        await _one.WaitAsync(cancellation);
        try
        {
            // Whoever was first in the line may have done it.
            return (await KeptErasures.ReadAsync(engine.Ledger, cancellation)).Pending.FirstOrDefault(pending => pending.ErasureId == erased.ErasureId) is not { } pending || await ForgetElsewhereAsync(pending, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<bool> ForgetElsewhereAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        // Once it was swept the ids may be somebody else's, whom nothing is taken from.
        var (changed, histories, waits, left) = (erasure.IsSwept ? 0L : 1L, 0L, new SortedSet<string>(StringComparer.Ordinal), new List<ActorId>());
        for (var pass = 0; changed > 0 && pass < Passes; pass++)
        {
            waits.Clear();
            left.Clear();
            changed = 0;
            foreach (var one in EachIdOf(erasure))
            {
                var found = await ForgetPutAwayAsync(one, cancellation) + await ForgetInHistoriesAsync(one, waits, left, cancellation);
                histories += found;
                changed += found + await NamedDeliveries.ForgetAsync(engine.Ledger, ValuesOf(one), cancellation) + await ForgetInMessagesAsync(one, cancellation) + await ForgetInReviewAsync(one, waits, cancellation);
            }
        }

        if (waits.Count > 0)
        {
            await KeptErasures.ChangeAsync(engine.Ledger, kept => kept.With(erasure with { WaitsFor = [.. waits] }), cancellation);
            return false;
        }

        if (!erasure.IsSwept) await KeptErasures.ChangeAsync(engine.Ledger, kept => kept.With(erasure with { IsSwept = true, WaitsFor = [] }), cancellation);
        foreach (var one in EachIdOf(erasure)) await FreeIdAsync(one);
        if (erasure.ByRetention) await RetentionRunner.WriteDownAsync(engine, $"retention/{erasure.ErasedId}", new(RetentionRunner.By, "eraseCustomer") { Person = AuditedPerson.Erased(erasure.ErasedId) });
        var named = await StillNamed.FindAsync(engine, ValuesOf(erasure), left, cancellation);
        var (at, reason) = (engine.Time.GetUtcNow(), erasure.Reason is null ? null : ValuesOf(erasure).Replace(erasure.Reason));
        await KeptErasures.ChangeAsync(
            engine.Ledger,
            kept => kept.Pending.All(pending => pending.ErasureId != erasure.ErasureId) ? null : new(
                [.. kept.Pending.Where(pending => pending.ErasureId != erasure.ErasureId)],
                [.. kept.Done.Append(new(erasure.ErasureId, erasure.ErasedId, erasure.By, reason, erasure.RequestedAt, at, histories) { StillNamedIn = named }).TakeLast(KeptErasures.MostDone)]),
            cancellation);
        return true;
    }

    /// <summary>The erasure for each id of the person.</summary>
    private static IEnumerable<PendingErasure> EachIdOf(PendingErasure erasure) => erasure.MergedIds.Select(id => erasure with { CustomerId = id }).Prepend(erasure);

    private static PersonalValues ValuesOf(PendingErasure erasure) => new(erasure.CustomerId, erasure.ErasedId, erasure.Others);

    private static ForgetPerson CommandOf(PendingErasure erasure) =>
        new() { ErasureId = erasure.ErasureId, CustomerId = erasure.CustomerId, ErasedId = erasure.ErasedId, Others = erasure.Others };

    /// <summary>Erases the person's own history, and keeps before that by what others know the person.</summary>
    /// <returns>Null where the policy does not erase the customer any more, and did not yet.</returns>
    private async Task<PendingErasure?> ErasePersonAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Not by the actor, which would remember that there was nobody.
            if ((await engine.Ledger.RecallAsync(new(erasure.ErasedId, WithRow: true, []))).Row is not null) return erasure;
            if (!await engine.Ledger.AreStillTogetherAsync(erasure.CustomerId, erasure.ErasedId, cancellation)) erasure = await ChooseAnewAsync(erasure, cancellation);
            var read = await ReadValuesAsync(erasure, cancellation);
            if (read != erasure)
            {
                await KeptErasures.ChangeAsync(engine.Ledger, kept => kept.With(read), cancellation);
                erasure = read;
            }

            if (erasure.ByRetention && await RetentionRunner.JudgeAsync(engine, erasure.CustomerId, engine.Policy.Program.Policy.Retention ?? new(), cancellation) != InactivityVerdict.Erased)
            {
                // Another process may have erased the customer since: then there is nobody to judge.
                if ((await engine.Ledger.RecallAsync(new(erasure.ErasedId, WithRow: true, []))).Row is not null) return erasure;
                await KeptErasures.ChangeAsync(engine.Ledger, kept => kept with { Pending = [.. kept.Pending.Where(pending => pending.ErasureId != erasure.ErasureId)] }, cancellation);
                return null;
            }

            var outcome = (await engine.Customer(erasure.CustomerId).ExecuteAsync([CommandOf(erasure) with { ExpectedVersion = erasure.ReadVersion }]))[0];
            if (outcome.Status == OutcomeStatus.Accepted) continue;
            if (outcome.Code != Refusal.VersionConflictCode && outcome.Status != OutcomeStatus.Unchanged || attempt == Attempts)
                throw new EngineUnavailableException($"The history could not be erased yet, and is tried again: {outcome.Code} {outcome.Message}");
        }
    }

    /// <summary>Chooses another id for the erased person, where a database is being added and the person would go to another than the id: unless somebody else has.</summary>
    private async Task<PendingErasure> ChooseAnewAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        var chosen = erasure with { ErasedId = EraseCustomer.NewErasedId(engine, erasure.CustomerId) };
        var kept = await KeptErasures.ChangeAsync(
            engine.Ledger, now => now.Pending.Any(pending => pending.ErasureId == erasure.ErasureId && pending.ErasedId == erasure.ErasedId) ? now.With(chosen) : null, cancellation);
        return kept.Pending.FirstOrDefault(pending => pending.ErasureId == erasure.ErasureId) ?? chosen;
    }

    private async Task<PendingErasure> ReadValuesAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        var (found, merged, version) = await ReadValuesAsync(engine.Ledger, erasure.CustomerId, cancellation);
        if (version == erasure.ReadVersion) return erasure;
        // Whose merge was taken back since it was read before is somebody else.
        var isSame = erasure.MergedIds.All(merged.Contains);
        return erasure with { ReadVersion = version, Others = [.. (isSame ? erasure.Others : []).Concat(found).Distinct(StringComparer.OrdinalIgnoreCase)], MergedIds = [.. merged.Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>By what else a customer's history knows the person, the ids of those who are part of the customer, and the version of the customer up to which it was read.</summary>
    internal static async Task<(IReadOnlyList<string> Others, IReadOnlyList<string> MergedIds, long Version)> ReadValuesAsync(ILedger ledger, string customerId, CancellationToken cancellation)
    {
        var (found, merged, version) = (new List<string>(), new List<string>(), 0L);
        while (await ledger.ReadEntriesAsync(customerId, version, Page, cancellation) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                found.AddRange(EntryRedaction.Find(entry));
                if (entry.Event is CustomersMerged merge) merged.Add(merge.MergedCustomerId);
            }

            version = entries[^1].Sequence;
        }

        // Where another history stood in its place, the last number is that one's.
        if ((await ledger.RecallAsync(new(customerId, WithRow: true, []))).Row is { State.Sequence: var last } && last > version && (await ledger.ReadEntriesAsync(customerId, version, 1, cancellation)).Count == 0) version = last;
        return ([.. found.Where(value => value != customerId).Distinct(StringComparer.OrdinalIgnoreCase)], merged, version);
    }

    /// <summary>Has an id lead nowhere any more: from then on it is free for somebody new.</summary>
    private async Task FreeIdAsync(PendingErasure erasure)
    {
        foreach (var actor in (ActorId[])[Alias.FormerOf(erasure.CustomerId), Alias.ActorOf(erasure.CustomerId)]) await ForgetAsync(actor, CommandOf(erasure));
    }

    /// <summary>Erases the histories of an id that were put away. Their own ids name the person, whatever their entries say.</summary>
    /// <returns>How many were changed.</returns>
    private async Task<long> ForgetPutAwayAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        var (command, own, ofBoth) = (CommandOf(erasure), new List<ActorId>(), new List<ActorId>());
        for (string? after = null; await engine.Ledger.ReadKeysAsync(ActorKind.PutAway, after, Page, cancellation) is { Count: > 0 } keys; after = keys[^1])
        {
            foreach (var actor in keys.Select(key => new ActorId(ActorKind.PutAway, key)))
            {
                if (command.IsOf(actor)) own.Add(actor);
                else if ((await engine.Ledger.RecallAsync(new(actor, WithRow: true, []))).Row is { } row && MergedCustomers.Part.Of(row.State).All.Any(merged => merged.CustomerId == erasure.CustomerId)) ofBoth.Add(actor);
            }
        }

        var changed = 0L;
        foreach (var actor in own.Concat(ofBoth))
            if (await ForgetAsync(actor, command with { Whole = ofBoth.Contains(actor) })) changed++;
        return changed;
    }

    /// <returns>Whether the history was changed.</returns>
    private async Task<bool> ForgetAsync(ActorId actor, ForgetPerson command)
    {
        var outcome = (await engine.Customer(actor).ExecuteAsync([command]))[0];
        if (outcome.Status is OutcomeStatus.Accepted or OutcomeStatus.Unchanged) return outcome.Status == OutcomeStatus.Accepted;
        throw new EngineUnavailableException($"{actor} could not be changed yet, and is tried again: {outcome.Code} {outcome.Message}");
    }

    /// <returns>How many histories were changed.</returns>
    private async Task<long> ForgetInHistoriesAsync(PendingErasure erasure, SortedSet<string> waits, List<ActorId> left, CancellationToken cancellation)
    {
        var (command, texts, changed) = (CommandOf(erasure), ValuesOf(erasure).SearchedFor, 0L);
        for (long? after = 0; after is { } place;)
        {
            var page = await engine.Ledger.FindNamingAsync(texts, place, Page, cancellation);
            foreach (var actor in page.Actors)
            {
                // The id itself leads to the erased person until the end.
                if (command.IsOf(actor)) continue;
                var outcome = (await engine.Customer(actor).ExecuteAsync([command]))[0];
                if (outcome.Status == OutcomeStatus.Accepted) changed++;
                else if (outcome.Code == CustomerActor.ErasureWaitsCode) waits.Add(outcome.Message!);
                else if (outcome.Status == OutcomeStatus.Unchanged) left.Add(actor);
                else throw new EngineUnavailableException($"{actor} could not be changed yet, and is tried again: {outcome.Code} {outcome.Message}");
            }

            after = page.Next;
        }

        return changed;
    }

    /// <returns>How many messages were changed.</returns>
    private async Task<long> ForgetInMessagesAsync(PendingErasure erasure, CancellationToken cancellation)
    {
        var (values, changed) = (ValuesOf(erasure), 0L);
        for (var after = 0L; await engine.Ledger.ReadMessagesAsync(Page, after, cancellation) is { Count: > 0 } page; after = page[^1].MessageId)
        {
            var others = page.Select(message => Without(message, values)).OfType<OutgoingMessage>().ToList();
            if (others.Count > 0) await engine.Ledger.ReaddressAsync(others, [], cancellation);
            changed += others.Count;
        }

        for (var after = 0L; await engine.Ledger.ReadDeadLettersAsync(Page, after, cancellation) is { Count: > 0 } page; after = page[^1].Message.MessageId)
        {
            var others = page.Select(letter => (letter, Message: Without(letter.Message, values), Reason: Replaced(letter.Reason, values)))
                .Where(pair => pair.Message is not null || pair.Reason != pair.letter.Reason)
                .Select(pair => pair.letter with { Message = pair.Message ?? pair.letter.Message, Reason = pair.Reason }).ToList();
            if (others.Count > 0) await engine.Ledger.ReaddressAsync([], others, cancellation);
            changed += others.Count;
        }

        return changed;
    }

    /// <summary>The review of everyone after a change of the policy knows how far it has come by an id.</summary>
    private async Task<long> ForgetInReviewAsync(PendingErasure erasure, SortedSet<string> waits, CancellationToken cancellation)
    {
        var kept = await engine.Ledger.ReadControlAsync(PolicyReview.Name, cancellation);
        var review = PolicyReview.Of(kept);
        if (kept is null || (review.After != erasure.CustomerId && !review.Left.Contains(erasure.CustomerId))) return 0;
        if (!review.Done)
        {
            waits.Add("A review of everyone after a change of the policy is under way, which goes by the order of ids.");
            return 0;
        }

        var other = review with { After = review.After == erasure.CustomerId ? erasure.ErasedId : review.After, Left = [.. review.Left.Where(left => left != erasure.CustomerId)] };
        try
        {
            await engine.Ledger.WriteControlAsync(PolicyReview.Name, other.ToJson(), kept.Version, cancellation);
        }
        catch (VersionConflictException)
        {
            // The review has gone on; the next pass looks again.
        }

        return 1;
    }

    /// <returns>Null where nothing changes.</returns>
    private static OutgoingMessage? Without(OutgoingMessage message, PersonalValues values)
    {
        var isOwn = message.To.AsActor() == values.CustomerId;
        string? body;
        try
        {
            body = new EntryRedaction(values, isOwn).Of(message.Body);
        }
        catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
        {
            // Nobody can read it, and so nobody can tell what in it names the person: only its text can be replaced.
            body = Replaced(message.Body, values) is var replaced && replaced != message.Body ? replaced : null;
        }

        return body is null && !isOwn ? null : message with { To = isOwn ? new ActorId(ActorKind.Customer, values.ErasedId) : message.To, Body = body ?? message.Body };
    }

    /// <summary>A text of the program that names an actor by its id in quotes, or holds what the person is known by.</summary>
    private static string Replaced(string text, PersonalValues values) =>
        values.Replace(text.Replace($"'{values.CustomerId}'", $"'{values.ErasedId}'", StringComparison.Ordinal).Replace($"\"{values.CustomerId}\"", $"\"{values.ErasedId}\"", StringComparison.Ordinal));
}
