using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Customers;

/// <summary>One customer, or another actor, wherever in the cluster; the key is that of <see cref="ActorKey"/>.</summary>
[Alias("customer")]
public interface ICustomerGrain : ICustomer, IGrainWithStringKey;
