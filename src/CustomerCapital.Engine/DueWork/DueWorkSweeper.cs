using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

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
        var (reviewed, failure) = await ReviewAfterPolicyChangeAsync(cancellation);
        while (await ledger.ReadDueAsync(time.GetUtcNow(), Page, cancellation) is { Count: > 0 } due)
        {
            var failures = await ReviewAsync([.. due.Select(customer => customer.CustomerId)], cancellation);
            reviewed += due.Count - failures.Count;
            if (failures.Count == due.Count || (!failures.IsEmpty && due.Count < Page)) ExceptionDispatchInfo.Throw(failures.First().Failure);
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return reviewed;
    }

    /// <summary>Reviews everyone after a change of the rules. Those who cannot be reviewed are kept with the place, and tried again with every sweep.</summary>
    /// <returns>How many were reviewed, and why the others were not; null when nobody is left.</returns>
    private async Task<(int Reviewed, Exception? Failure)> ReviewAfterPolicyChangeAsync(CancellationToken cancellation)
    {
        var reviewed = 0;
        while (true)
        {
            var kept = await ledger.ReadControlAsync(PolicyReview.Name, cancellation);
            var place = PolicyReview.Under(policy.Program.Policy, kept);
            if (place.Done) return (reviewed, null);
            await policy.OldTurnsEndedAsync();
            var page = await ledger.ReadCustomersAsync(CustomerFilter.Everyone, place.After, Page, cancellation);
            string[] everyone = [.. place.Left ?? [], .. page.Lines.Select(line => line.CustomerId)];
            var failures = await ReviewAsync(everyone, cancellation);
            reviewed += everyone.Length - failures.Count;
            var failure = failures.IsEmpty ? null : failures.First().Failure;
            if (failures.Count > PolicyReview.LeftLimit || (failure is not null && failures.Count == everyone.Length)) return (reviewed, failure);
            place = place with
            {
                After = page.Lines is [.., var last] ? last.CustomerId : place.After,
                Left = [.. failures.Select(failed => failed.CustomerId).Order(StringComparer.Ordinal)],
                Done = !page.More && failures.IsEmpty,
            };
            await ledger.WriteControlAsync(PolicyReview.Name, place.ToJson(), kept?.Version ?? 0, cancellation);
            if (!page.More && failure is not null) return (reviewed, failure);
        }
    }

    private async Task<ConcurrentQueue<(string CustomerId, Exception Failure)>> ReviewAsync(IReadOnlyList<string> customerIds, CancellationToken cancellation)
    {
        var failures = new ConcurrentQueue<(string, Exception)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 64, TaskScheduler = TaskScheduler.Current, CancellationToken = cancellation };
        await Parallel.ForEachAsync(customerIds, options, async (id, _) =>
        {
            try
            {
                await customers(id).ReviewAsync();
            }
            catch (Exception failure)
            {
                failures.Enqueue((id, failure));
            }
        });
        return failures;
    }
}
