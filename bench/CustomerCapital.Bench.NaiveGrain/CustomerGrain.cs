namespace CustomerCapital.Bench.NaiveGrain;

/// <summary>A customer with all purchases as its state.</summary>
public sealed class CustomerGrain([PersistentState("customer", CustomerGrain.Storage)] IPersistentState<CustomerState> customer) : Grain, ICustomerGrain
{
    /// <summary>Name of the storage.</summary>
    public const string Storage = "customers";

    /// <inheritdoc/>
    public async Task<Receipt> RecordAsync(Purchase purchase)
    {
        var state = customer.State;
        if (!state.Purchases.Exists(known => known.PurchaseId == purchase.PurchaseId))
        {
            state.Purchases.Add(purchase);
            state.Revenue += purchase.Amount;
            try
            {
                await customer.WriteStateAsync();
            }
            catch
            {
                DeactivateOnIdle(); // what is in memory is not what is stored
                throw;
            }
        }

        return new(this.GetPrimaryKeyString(), purchase.PurchaseId, state.Purchases.Count, state.Revenue / 10_000m);
    }
}
