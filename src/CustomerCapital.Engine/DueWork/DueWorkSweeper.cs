using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.DueWork;

/// <summary>Reviews actors whose time has come, and everyone after the policy has changed.</summary>
/// <remarks>
/// One at a time per ledger is enough. Two at once, such as those of two silos while a cluster changes, lose nothing: whose place another has moved meanwhile goes on from there.
/// Whatever a sweep leaves undone when it is stopped, the next finds again: due times are in the ledger, the place of a review in its control state.
/// </remarks>
/// <param name="ledger">Where due times are.</param>
/// <param name="policy">The rules.</param>
/// <param name="actors">An actor by id.</param>
/// <param name="time">The engine's clock.</param>
/// <param name="erase">Goes on with erasures that are under way; null for none.</param>
public sealed class DueWorkSweeper(ILedger ledger, PolicyActor policy, Func<ActorId, ICustomer> actors, TimeProvider time, Func<CancellationToken, Task<int>>? erase = null)
{
    private const int Page = 500;

    /// <summary>So many who could not be reviewed after a change of policy are kept by name; where there are more, everyone has another turn.</summary>
    private const int LeftLimit = 1_000;

    private static readonly TimeSpan LeftAgainAfter = TimeSpan.FromMinutes(1);

    private DateTimeOffset _leftAgainAt;

    /// <summary>Reviews everyone due now, each once. Who cannot be reviewed, or is still due afterwards, does not keep the others from it and has the next turn with the next sweep.</summary>
    /// <returns>How many were reviewed.</returns>
    /// <exception cref="Exception">What the first of those failed with who could not be reviewed.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellation = default)
    {
        var failures = new List<Exception>();
        // Another process may have changed it.
        await policy.RefreshAsync();
        var reviewed = await ReviewAfterPolicyChangeAsync(failures, cancellation) + await ReviewDueAsync(failures, cancellation);
        try
        {
            if (erase is not null) reviewed += await erase(cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            failures.Add(failed);
        }

        if (failures.Count > 0) ExceptionDispatchInfo.Throw(failures[0]);
        return reviewed;
    }

    private async Task<int> ReviewDueAsync(List<Exception> failures, CancellationToken cancellation)
    {
        // Only ever forward, to the moment at which it began: where an actor's own clock is behind this one's, a review leaves the actor due as before.
        var (until, reviewed) = (time.GetUtcNow(), 0);
        for (DueActor? after = null; ;)
        {
            var due = await ledger.ReadDueAsync(until, Page, after, cancellation);
            if (due.Count == 0) return reviewed;
            after = due[^1];
            var found = due.Select(one => one.Actor).Distinct().ToList();
            var failed = await ReviewAsync(found, failures, cancellation);
            reviewed += found.Count - failed.Count;
        }
    }

    private async Task<int> ReviewAfterPolicyChangeAsync(List<Exception> failures, CancellationToken cancellation)
    {
        var reviewed = 0;
        while (true)
        {
            var kept = await ledger.ReadControlAsync(PolicyReview.Name, cancellation);
            var before = PolicyReview.Of(kept);
            // Never by rules that are older than those of a review that another process has begun.
            var rules = await policy.RefreshAsync(before.PolicyVersion);
            var place = before.Under(rules);
            if (place is { Done: true, Again: true } && time.GetUtcNow() >= _leftAgainAt) place = place.Anew();
            if (place.Done)
            {
                if (place.PolicyVersion == before.PolicyVersion) return reviewed + await ReviewLeftAsync(place, kept, failures, cancellation);
                await TryKeepAsync(place, kept, cancellation);
                continue;
            }

            // Whoever is not in the ledger yet under older rules will not get there: only then does a review of everyone miss nobody.
            if (place.After is null) await ledger.FenceAsync(rules.Version, cancellation);
            var page = await ledger.ReadActorsAsync(place.After, Page, cancellation);
            var failed = await ReviewAsync(page, failures, cancellation);
            // Where nobody of a whole page can be reviewed now, it is not they who are at fault: the page has its turn again with the next sweep.
            // That may last: those who were left on pages before do not wait for it.
            if (failed.Count > 0 && failed.Count == page.Count && failed.Values.All(IsPassing)) return reviewed + await ReviewLeftAsync(place, kept, failures, cancellation);
            reviewed += page.Count - failed.Count;
            place = (page.Count == 0 ? place with { After = null, Done = true } : place with { After = page[^1] }).Leaving([.. page.Where(failed.ContainsKey)], LeftLimit);
            await TryKeepAsync(place, kept, cancellation);
            if (failed.Count > 0) _leftAgainAt = time.GetUtcNow() + LeftAgainAfter;
        }
    }

    /// <summary>Tries those again, now and then, who could not be reviewed when it was their turn.</summary>
    private async Task<int> ReviewLeftAsync(PolicyReview place, ControlState? kept, List<Exception> failures, CancellationToken cancellation)
    {
        if (place.Left.Count == 0 || time.GetUtcNow() < _leftAgainAt) return 0;
        var failed = await ReviewAsync(place.Left, failures, cancellation);
        var reviewed = place.Left.Count - failed.Count;
        if (reviewed > 0) await TryKeepAsync(place with { Left = [.. place.Left.Where(failed.ContainsKey)] }, kept, cancellation);
        _leftAgainAt = time.GetUtcNow() + LeftAgainAfter;
        return reviewed;
    }

    /// <summary>Writes the place over the one that was read. Where another sweep has written since, that one's place stands: it is read next, and whoever it lacks is reviewed again.</summary>
    private async Task TryKeepAsync(PolicyReview place, ControlState? kept, CancellationToken cancellation)
    {
        try
        {
            await ledger.WriteControlAsync(PolicyReview.Name, place.ToJson(), kept?.Version ?? 0, cancellation);
        }
        catch (VersionConflictException)
        {
            // Each conflict means that the other has come further, so that two never keep each other from the end.
        }
    }

    /// <returns>What they failed with who could not be reviewed.</returns>
    private async Task<IReadOnlyDictionary<ActorId, Exception>> ReviewAsync(IReadOnlyList<ActorId> due, List<Exception> failures, CancellationToken cancellation)
    {
        var failed = new ConcurrentDictionary<ActorId, Exception>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 64, TaskScheduler = TaskScheduler.Current, CancellationToken = cancellation };
        await Parallel.ForEachAsync(due, options, async (id, _) =>
        {
            try
            {
                await actors(id).ReviewAsync(policy.InForce.Version);
            }
            catch (Exception failure)
            {
                failed[id] = failure;
            }
        });
        if (!failed.IsEmpty && failures.Count == 0) failures.Add(failed[due.First(failed.ContainsKey)]);
        return failed;
    }

    /// <summary>Whether a failure is the ledger's or the engine's at this moment, rather than that actor's own.</summary>
    private static bool IsPassing(Exception failure) => failure is EngineUnavailableException or EngineOverloadedException or LedgerUnavailableException or LedgerOverloadedException;
}
