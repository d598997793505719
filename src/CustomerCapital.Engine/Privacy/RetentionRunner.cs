using System.Runtime.ExceptionServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Privacy;

/// <summary>Carries out the policy's retention: once a local day it looks for customers to erase, and once a month for texts to remove.</summary>
/// <remarks>
/// Each call looks at a page of customers, so that whoever sweeps is not held up. A customer is erased by an <see cref="PendingErasure"/> like any other, at most once, and only at the version
/// that was judged: who buys meanwhile stays. Whoever does the same at the same time, or after a crash, does no harm.
/// </remarks>
/// <param name="engine">What this process has of the engine.</param>
public sealed class RetentionRunner(EngineParts engine)
{
    /// <summary>Who asks for such erasures, in the records and in the audit log.</summary>
    public const string By = "the policy's retention";

    internal const int Page = 500;
    private const int AtOnce = 64;

    /// <summary>So many are erased in one go: each time all histories are looked through.</summary>
    private const int ErasedAtOnce = 5;

    /// <summary>So many may wait for something to end first. The rest of what can be under way is for requests.</summary>
    private const int MostWaiting = KeptErasures.MostPending / 2;

    private readonly Place _persons = new();
    private readonly Place _texts = new();

    /// <summary>Goes on with what is to do now.</summary>
    /// <returns>How many customers were erased or rid of texts, and 1 more where others are to be looked at.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation = default)
    {
        if (engine.Policy.Program is not { Policy.Retention: { } rule } program) return 0;
        var (now, done) = (engine.Time.GetUtcNow(), 0);
        if (rule.ActiveSince(now) is { } since) done += await EraseAsync(new(rule, program.Calendar.DayOf(now)), since, cancellation);
        if (rule.TextsBefore(now, program.Calendar) is { } before) done += await RemoveTextsAsync(new(rule, program.Calendar.DayOf(before)), before, cancellation);
        return done;
    }

    /// <summary>What the policy's retention does with a customer, as the ledger has the customer now.</summary>
    internal static async Task<InactivityVerdict> JudgeAsync(EngineParts engine, string customerId, RetentionRule rule, CancellationToken cancellation)
    {
        var now = engine.Time.GetUtcNow();
        if (ErasedId.Is(customerId) || (await engine.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row is not { State: var state }) return InactivityVerdict.Stays;
        var verdict = Inactivity.Of(state, rule, now, engine.Policy.Program);
        if (verdict != InactivityVerdict.AsEntriesTell) return verdict;
        var since = rule.ActiveSince(now);
        for (var after = 0L; await EntryReading.OfContentAsync(customerId, () => engine.Ledger.ReadEntriesAsync(customerId, after, Page, cancellation)) is { Count: > 0 } entries; after = entries[^1].Sequence)
            if (entries.Any(entry => entry.OccurredAt >= since && Inactivity.IsActivity(entry.Event))) return InactivityVerdict.Stays;
        return InactivityVerdict.Erased;
    }

    /// <summary>Customers whom the policy may erase, as far as the rows tell.</summary>
    internal static Segment CandidatesOf(DateTimeOffset since)
    {
        var moment = SegmentInstant.Of(since);
        return new AllOf([CustomerFields.KnownSince.Where(SegmentOperator.LessThan, moment), new Not(PurchaseFields.LastPurchaseAt.Where(SegmentOperator.AtLeast, moment))]);
    }

    /// <summary>Tells the audit log what the policy has done, once under an id.</summary>
    internal static async Task WriteDownAsync(EngineParts engine, string recordId, AuditRecord record)
    {
        var outcome = (await engine.Customer(AuditChain.Actor).ExecuteAsync([new RecordAudit { RecordId = recordId, Record = record }]))[0];
        if (outcome.Receipt is null) throw new EngineUnavailableException($"The audit log could not be written, which is tried again: {outcome.Code} {outcome.Message}");
    }

    /// <summary>Judges customers side by side.</summary>
    /// <returns>In the order of the ids. Null of one whose history cannot be read, which the failures name.</returns>
    internal static async Task<InactivityVerdict?[]> JudgeAsync(EngineParts engine, IReadOnlyList<string> customerIds, RetentionRule rule, List<Exception> failures, CancellationToken cancellation)
    {
        var verdicts = new InactivityVerdict?[customerIds.Count];
        await SideBySideAsync(customerIds, async at => verdicts[at] = await JudgeAsync(engine, customerIds[at], rule, cancellation), failures, cancellation);
        return verdicts;
    }

    private async Task<int> EraseAsync(RetentionPass pass, DateTimeOffset since, CancellationToken cancellation)
    {
        if (!await _persons.IsToGoOnAsync(pass, async () => (await KeptRetention.ReadAsync(engine.Ledger, cancellation)).Persons)) return 0;
        if ((await KeptErasures.ReadAsync(engine.Ledger, cancellation)).Pending.Count(pending => pending.ByRetention) >= MostWaiting) return 0;
        var page = await engine.Ledger.ReadCustomersAsync(CandidatesOf(since), _persons.After, Page, cancellation);
        List<string> ids = [.. page.Lines.Select(line => line.CustomerId)];
        var failures = new List<Exception>();
        var verdicts = await JudgeAsync(engine, ids, pass.Rule, failures, cancellation);
        var (erased, at) = (0, 0);
        for (; at < ids.Count && erased < ErasedAtOnce; at++)
            if (verdicts[at] == InactivityVerdict.Erased && await EraseAsync(ids[at], pass.Rule, cancellation)) erased++;
        if (at > 0) _persons.After = ids[at - 1];
        if (at == ids.Count && !page.More)
        {
            await KeptRetention.ChangeAsync(engine.Ledger, kept => kept with { Persons = pass }, cancellation);
            _persons.Done = pass;
        }

        if (failures.Count > 0) ExceptionDispatchInfo.Throw(failures[0]);
        return erased + (_persons.Done == pass ? 0 : 1);
    }

    /// <returns>Whether it was begun now, and is done or waits for something.</returns>
    private async Task<bool> EraseAsync(string customerId, RetentionRule rule, CancellationToken cancellation)
    {
        var erasedId = EraseCustomer.NewErasedId(engine, customerId);
        var wanted = new PendingErasure($"retention-{erasedId[ErasedId.Prefix.Length..]}", customerId, erasedId, By, $"No purchase or other activity for {rule.EraseAfterMonths} months.", engine.Time.GetUtcNow()) { ByRetention = true };
        var kept = await KeptErasures.ChangeAsync(
            engine.Ledger, now => now.Pending.Count >= KeptErasures.MostPending || now.Pending.Any(pending => pending.CustomerId == customerId) ? null : now with { Pending = [.. now.Pending, wanted] }, cancellation);
        if (kept.Pending.All(pending => pending.ErasureId != wanted.ErasureId)) return false;
        await engine.Erasures.RunAsync(wanted, cancellation);
        return true;
    }

    private async Task<int> RemoveTextsAsync(RetentionPass pass, DateTimeOffset before, CancellationToken cancellation)
    {
        if (!await _texts.IsToGoOnAsync(pass, async () => (await KeptRetention.ReadAsync(engine.Ledger, cancellation)).Texts)) return 0;
        var page = await engine.Ledger.ReadCustomersAsync(CustomerFields.KnownSince.Where(SegmentOperator.LessThan, SegmentInstant.Of(before)), _texts.After, Page, cancellation);
        var (ids, failures, changed) = (page.Lines.Select(line => line.CustomerId).ToList(), new List<Exception>(), 0);
        await SideBySideAsync(
            ids,
            async at =>
            {
                if (!await HasTextsAsync(ids[at], before, cancellation)) return;
                var outcome = (await engine.Customer(ids[at]).ExecuteAsync([new RemoveTexts { Before = before }]))[0];
                if (outcome.Status == OutcomeStatus.Accepted) Interlocked.Increment(ref changed);
                else if (outcome.Status != OutcomeStatus.Unchanged) throw new EngineUnavailableException($"Texts could not be removed yet, which is tried again: {outcome.Code} {outcome.Message}");
            },
            failures, cancellation);
        if (!page.More) changed += await RemovePutAwayTextsAsync(before, failures, cancellation);
        (_texts.Count, _texts.HasFailed) = (_texts.Count + changed, _texts.HasFailed || failures.Count > 0);
        if (ids.Count > 0) _texts.After = ids[^1];
        if (!page.More)
        {
            // Whoever could not be changed has another turn.
            if (_texts.HasFailed) _texts.Restart();
            else
            {
                if (_texts.Count > 0) await WriteDownAsync(engine, $"retention/texts/{Guid.CreateVersion7(engine.Time.GetUtcNow()):n}", new(By, "removeTexts") { Count = _texts.Count });
                await KeptRetention.ChangeAsync(engine.Ledger, kept => kept with { Texts = pass }, cancellation);
                _texts.Done = pass;
            }
        }

        if (failures.Count > 0) ExceptionDispatchInfo.Throw(failures[0]);
        return changed + (_texts.Done == pass ? 0 : 1);
    }

    /// <summary>Removes texts from the histories that were put away, where they would come back from.</summary>
    private async Task<int> RemovePutAwayTextsAsync(DateTimeOffset before, List<Exception> failures, CancellationToken cancellation)
    {
        var changed = 0;
        for (string? after = null; await engine.Ledger.ReadKeysAsync(ActorKind.PutAway, after, Page, cancellation) is { Count: > 0 } keys; after = keys[^1])
        {
            await SideBySideAsync(
                keys,
                async at =>
                {
                    var actor = new ActorId(ActorKind.PutAway, keys[at]);
                    if (await HasTextsAsync(actor, before, cancellation) && (await engine.Customer(actor).ExecuteAsync([new RemoveTexts { Before = before }]))[0].Status == OutcomeStatus.Accepted) Interlocked.Increment(ref changed);
                },
                failures, cancellation);
        }

        return changed;
    }

    private async Task<bool> HasTextsAsync(ActorId customerId, DateTimeOffset before, CancellationToken cancellation)
    {
        for (var after = 0L; await EntryReading.OfContentAsync(customerId, () => engine.Ledger.ReadEntriesAsync(customerId, after, Page, cancellation)) is { Count: > 0 } entries; after = entries[^1].Sequence)
            if (entries.Any(entry => entry.OccurredAt < before && EntryRedaction.WithoutTexts(entry) is not null)) return true;
        return false;
    }

    private static async Task SideBySideAsync(IReadOnlyList<string> customerIds, Func<int, Task> work, List<Exception> failures, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, TaskScheduler = TaskScheduler.Current, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, customerIds.Count), options, async (at, _) =>
        {
            try
            {
                await work(at);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                lock (failures) failures.Add(failure);
            }
        });
    }

    /// <summary>How far a pass has come.</summary>
    private sealed class Place
    {
        private RetentionPass? _pass;

        /// <summary>The customer after whom it goes on; null from the beginning.</summary>
        public string? After { get; set; }

        /// <summary>The latest pass that is complete.</summary>
        public RetentionPass? Done { get; set; }

        /// <summary>How many customers it has changed.</summary>
        public long Count { get; set; }

        /// <summary>Whether one could not be changed.</summary>
        public bool HasFailed { get; set; }

        public void Restart() => (After, HasFailed) = (null, false);

        /// <summary>Whether a pass is to be made, or made further.</summary>
        public async Task<bool> IsToGoOnAsync(RetentionPass pass, Func<Task<RetentionPass?>> readDone)
        {
            if (Done == pass || (_pass != pass && (Done = await readDone()) == pass)) return false;
            if (_pass == pass) return true;
            (_pass, Count) = (pass, 0);
            Restart();
            return true;
        }
    }
}
