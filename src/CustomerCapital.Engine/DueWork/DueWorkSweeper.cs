using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.DueWork;

/// <summary>Reviews customers whose time has come, and everyone after the policy has changed.</summary>
/// <remarks>One at a time per ledger. Whatever it leaves undone when it is stopped, it finds again: due times are in the rows, its place in the control state.</remarks>
public sealed class DueWorkSweeper(ILedger ledger, IPolicy policy, Func<string, ICustomer> customers, TimeProvider time)
{
    private const int Page = 500;

    /// <summary>Reviews everyone due now. A customer who cannot be reviewed does not keep the others from it, and stays due.</summary>
    /// <returns>How many were reviewed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation = default)
    {
        var reviewed = await ReviewAfterPolicyChangeAsync(cancellation);
        while (await ledger.ReadDueAsync(time.GetUtcNow(), Page, cancellation) is { Count: > 0 } due)
        {
            var failures = await ReviewAsync(due, cancellation);
            reviewed += due.Count - failures.Count;
            if (failures.Count == due.Count || (!failures.IsEmpty && due.Count < Page)) ExceptionDispatchInfo.Throw(failures.First());
        }

        return reviewed;
    }

    private async Task<int> ReviewAfterPolicyChangeAsync(CancellationToken cancellation)
    {
        var reviewed = 0;
        while (true)
        {
            var kept = await ledger.ReadControlAsync(PolicyReview.Name, cancellation);
            var place = PolicyReview.Under(policy.Program.Policy, kept);
            if (place.Done) return reviewed;
            var page = await ledger.ReadCustomersAsync(Segment.Everyone, place.After, Page, cancellation);
            var failures = await ReviewAsync([.. page.Lines.Select(line => line.CustomerId)], cancellation);
            if (!failures.IsEmpty) ExceptionDispatchInfo.Throw(failures.First());
            reviewed += page.Lines.Count;
            place = place with { After = page.Lines is [.., var last] ? last.CustomerId : null, Done = !page.More };
            await ledger.WriteControlAsync(PolicyReview.Name, place.ToJson(), kept?.Version ?? 0, cancellation);
        }
    }

    private async Task<ConcurrentQueue<Exception>> ReviewAsync(IReadOnlyList<string> due, CancellationToken cancellation)
    {
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellation }, async (id, _) =>
        {
            try
            {
                await customers(id).ReviewAsync();
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        });
        return failures;
    }
}
