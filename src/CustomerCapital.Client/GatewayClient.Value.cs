using CustomerCapital.Engine.Value;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>What a customer is worth: so far, and in the time to come.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="weeks">How many weeks ahead orders are counted; null for twelve months.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CustomerValue> GetCustomerValueAsync(string customerId, double? weeks = null, CancellationToken cancellation = default) => GetAsync<CustomerValue>(
        $"v1/customers/{Uri.EscapeDataString(customerId)}/value" + QueryOf(("horizon", weeks is null ? null : FormattableString.Invariant($"{(decimal)weeks}w"))), cancellation);

    /// <summary>The models of lifetime value, the one in force first, and what the latest scores come to.</summary>
    public Task<ValueModels> ListValueModelsAsync(CancellationToken cancellation = default) => GetAsync<ValueModels>("v1/value/models", cancellation);

    /// <summary>Asks that the models be fitted anew and everybody be scored; the list of models tells what became of the wish.</summary>
    /// <param name="order">Which model, and whether by force.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ValueModels> FitValueModelsAsync(FitOrder order, CancellationToken cancellation = default) => PostAsync<FitOrder, ValueModels>("v1/value/models/fits", order, cancellation);
}
