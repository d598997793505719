using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Customers;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>A customer behind a gateway.</summary>
internal sealed class HttpCustomer(ICustomerCapital capital, HttpAnswers answers, string customerId) : ICustomer
{
    private string Path => "/v1/customers/" + Uri.EscapeDataString(customerId);

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<CustomerCommand> commands, Guid? call) => capital.ExecuteAsync(customerId, commands);

    /// <summary>What the customer's view tells of the state; the rest stays as it is for a customer of whom nothing is known.</summary>
    public async Task<CustomerState?> GetAsync() => await answers.GetAsync<CustomerView>(Path) is not { } view ? null : new()
    {
        CustomerId = view.CustomerId,
        Sequence = view.Entries,
        KnownSince = view.KnownSince,
        Standing = new(view.Rung, view.Lapsed),
        Profile = view.Profile,
        AcquisitionCost = view.AcquisitionCost,
        Orders = view.Orders,
        Revenue = view.Revenue,
        FirstOrderAt = view.FirstPurchaseAt,
        Enrolled = view.Enrolled,
        BroughtBy = view.ReferredBy is { } referrer ? new(referrer, default) : null,
        Referrals = view.Referrals,
        ConvertedReferrals = view.ConvertedReferrals,
        OpenFollowUps = [.. view.OpenFollowUps],
    };

    public async Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit)
    {
        var entries = new List<Entry>();
        for (long? after = afterSequence; after is not null && entries.Count < limit;)
        {
            var page = await answers.GetAsync<EntryList>($"{Path}/entries?after={after}&limit={Math.Min(limit - entries.Count, ICustomerRegister.PageLimit)}");
            if (page is null) return [];
            entries.AddRange(page.Entries);
            after = page.NextAfter;
        }

        return entries;
    }

    public Task ReviewAsync(long policyVersion = 0) => throw new NotSupportedException("A gateway reviews nobody on request.");

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => throw new NotSupportedException("A gateway restores nothing.");
}
