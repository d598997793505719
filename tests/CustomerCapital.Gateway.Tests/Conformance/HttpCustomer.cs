using CustomerCapital.Client;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>A customer behind a gateway.</summary>
internal sealed class HttpCustomer(ICustomerCapital capital, GatewayClient client, string customerId) : ICustomer
{
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) => capital.ExecuteAsync(customerId, commands);

    /// <summary>What the customer's view tells of the state; the rest stays as it is for a customer of whom nothing is known.</summary>
    public async Task<ActorState?> GetAsync()
    {
        if (await client.GetCustomerAsync(customerId) is not { } view) return null;
        var state = ActorState.New(view.CustomerId) with { Sequence = view.Entries, KnownSince = view.KnownSince };
        state = Standing.Part.Set(state, new(view.Rung, view.Lapsed));
        state = Registration.Part.Set(state, new() { Profile = view.Profile, AcquisitionCost = view.AcquisitionCost });
        state = PurchaseHistory.Part.Set(state, new() { Orders = view.Orders, Revenue = view.Revenue, FirstOrderAt = view.FirstPurchaseAt });
        state = Membership.Part.Set(state, new(view.Enrolled));
        var referrals = new ReferralHistory { Made = view.Referrals, Converted = view.ConvertedReferrals, BroughtBy = view.ReferredBy is { } referrer ? new(referrer, default) : null };
        return OpenFollowUps.Part.Set(ReferralHistory.Part.Set(state, referrals), new([.. view.OpenFollowUps]));
    }

    public async Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit)
    {
        var entries = new List<Entry>();
        for (long? after = afterSequence; after is not null && entries.Count < limit;)
        {
            var page = await client.ListEntriesAsync(customerId, after.Value, Math.Min(limit - entries.Count, FindCustomers.PageLimit));
            if (page is null) return [];
            entries.AddRange(page.Entries);
            after = page.NextAfter;
        }

        return entries;
    }

    public Task ReviewAsync(long policyVersion = 0) => throw new NotSupportedException("A gateway reviews nobody on request.");

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => throw new NotSupportedException("A gateway restores nothing.");
}
