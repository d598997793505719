using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>Merges a customer into another, who is the same person; under the same id it takes place once.</summary>
    /// <param name="customerId">Who is merged.</param>
    /// <param name="intoCustomerId">Who stays.</param>
    /// <param name="mergeId">The merge's id.</param>
    /// <param name="by">Who merges; null for not said.</param>
    /// <param name="reason">Why; null for not said.</param>
    /// <param name="cancellation">Gives up; they may be merged nevertheless.</param>
    /// <exception cref="GatewayException">They were not merged; its code says why.</exception>
    public Task<Receipt> MergeCustomerAsync(string customerId, string intoCustomerId, string mergeId, string? by = null, string? reason = null, CancellationToken cancellation = default) =>
        PostAsync<MergeBody, Receipt>(PathOfCustomer(customerId) + "/merges", new(mergeId, intoCustomerId, by, reason), cancellation);

    /// <summary>Takes a merge back.</summary>
    /// <param name="customerId">Who was merged into another.</param>
    /// <param name="mergeId">The merge's id.</param>
    /// <param name="by">Who takes it back; null for not said.</param>
    /// <param name="reason">Why; null for not said.</param>
    /// <param name="sinceStays">Whether what was recorded since, and concerns neither of the two alone, stays with the one who has stayed.</param>
    /// <param name="cancellation">Gives up; it may be taken back nevertheless.</param>
    /// <exception cref="GatewayException">It was not taken back; its code says why.</exception>
    public Task<Receipt> UndoMergeAsync(string customerId, string mergeId, string? by = null, string? reason = null, bool sinceStays = false, CancellationToken cancellation = default) =>
        PostAsync<MergeUndoBody, Receipt>($"{PathOfCustomer(customerId)}/merges/{Uri.EscapeDataString(mergeId)}/undo", new(by, reason, sinceStays), cancellation);

    /// <summary>The merges of a customer.</summary>
    public async Task<IReadOnlyList<Merge>> ListMergesAsync(string customerId, CancellationToken cancellation = default) =>
        (await GetAsync<MergeListAnswer>(PathOfCustomer(customerId) + "/merges", cancellation)).Merges;
}

/// <summary>Into whom a customer is merged, and why.</summary>
internal sealed record MergeBody(string MergeId, string IntoCustomerId, string? By, string? Reason);

/// <summary>Who takes a merge back, and why.</summary>
internal sealed record MergeUndoBody(string? By, string? Reason, bool SinceStays);

/// <summary>Merges of a customer.</summary>
internal sealed record MergeListAnswer(IReadOnlyList<Merge> Merges);
