namespace CustomerCapital.Bench.NaiveGrain;

/// <summary>A customer.</summary>
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Records a purchase; a repeated one is answered and not recorded again.</summary>
    Task<Receipt> RecordAsync(Purchase purchase);
}
