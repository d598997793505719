using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.DueWork;

/// <summary>Reviews customers whose time has come, and everyone after the policy has changed.</summary>
/// <remarks>One at a time per ledger. Whatever it leaves undone when it is stopped, it finds again: due times are in the rows, its place in the control state.</remarks>
public sealed class DueWorkSweeper(ILedger ledger, IPolicy policy, Func<string, ICustomer> customers, TimeProvider time)
{
    private const string PlaceName = "policy-review";
    private const int Page = 500;

    /// <summary>Reviews everyone due now.</summary>
    /// <returns>How many were reviewed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation = default)
    {
        var reviewed = await ReviewAfterPolicyChangeAsync(cancellation);
        while (await ledger.ReadDueAsync(time.GetUtcNow(), Page, cancellation) is { Count: > 0 } due)
        {
            await ReviewAsync(due, cancellation);
            reviewed += due.Count;
        }

        return reviewed;
    }

    private async Task<int> ReviewAfterPolicyChangeAsync(CancellationToken cancellation)
    {
        var reviewed = 0;
        while (true)
        {
            var rules = LadderRules.Of(policy.Program.Policy);
            var kept = await ledger.ReadControlAsync(PlaceName, cancellation);
            var place = kept is null ? new(LadderRules.Of(new()), null, Done: true) : JsonSerializer.Deserialize<PolicyReview>(kept.Json)!;
            if (place.Rules == rules && place.Done) return reviewed;
            if (place.Rules != rules) place = new(rules, null, Done: false);
            var page = await ledger.ReadCustomersAsync(CustomerFilter.Everyone, place.After, Page, cancellation);
            await ReviewAsync([.. page.Lines.Select(line => line.CustomerId)], cancellation);
            reviewed += page.Lines.Count;
            place = place with { After = page.Lines is [.., var last] ? last.CustomerId : null, Done = !page.More };
            await ledger.WriteControlAsync(PlaceName, JsonSerializer.Serialize(place), kept?.Version ?? 0, cancellation);
        }
    }

    private Task ReviewAsync(IReadOnlyList<string> due, CancellationToken cancellation) =>
        Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellation }, async (id, _) => await customers(id).ReviewAsync());
}

/// <summary>How far the review after a change of policy has come.</summary>
/// <param name="Rules">The rules under which customers are reviewed.</param>
/// <param name="After">The last customer reviewed; null before the first.</param>
/// <param name="Done">Whether everyone has been.</param>
internal sealed record PolicyReview(LadderRules Rules, string? After, bool Done);

/// <summary>The part of the policy on which standings rest.</summary>
internal sealed record LadderRules(LapseRule Lapse, MemberRule Member, AdvocateRule Advocate, RavingFanRule RavingFan)
{
    public static LadderRules Of(ProgramPolicy policy) => new(policy.Lapse, policy.Member, policy.Advocate, policy.RavingFan);
}
