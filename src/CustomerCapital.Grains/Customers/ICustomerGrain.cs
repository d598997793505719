using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Customers;

/// <summary>One customer, wherever in the cluster; the key is the customer's id.</summary>
[Alias("customer")]
public interface ICustomerGrain : ICustomer, IGrainWithStringKey;
