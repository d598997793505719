using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Makes a client one of CustomerCapital's cluster.</summary>
public static class ClientRegistration
{
    /// <summary>Adds what its calls need.</summary>
    public static IClientBuilder AddCustomerCapital(this IClientBuilder client)
    {
        client.Services.AddWire();
        return client;
    }
}
