using System.Reflection;
using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Makes a client one of CustomerCapital's cluster.</summary>
public static class ClientRegistration
{
    /// <summary>Adds what its calls need.</summary>
    /// <param name="client">A client whose clustering is chosen already.</param>
    /// <param name="questions">Assemblies that declare questions besides the engine; the same as of silos.</param>
    public static IClientBuilder AddCustomerCapital(this IClientBuilder client, params Assembly[] questions)
    {
        client.Services.AddWire(questions);
        return client;
    }
}
