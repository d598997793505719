using CustomerCapital.Domain.Actors;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains.Blocks;

/// <summary>On which silo a customer is, as far as that can be told from the silos that are active: what Orleans' placement by hash decides for one who is not in memory.</summary>
/// <remarks>A guess: customers stay where they are when silos come and go. A wrong one costs a call from silo to silo and nothing else.</remarks>
internal sealed class SiloMap : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly GrainType Customer = GrainType.Create(CustomerGrain.TypeName);

    private readonly Refreshing _refreshing;
    private SiloAddress[] _silos;

    private SiloMap(IManagementGrain members, GrainCalls calls, SiloAddress[] silos)
    {
        _silos = silos;
        _refreshing = new(Every, async () => Volatile.Write(ref _silos, await ReadAsync(members, calls)));
    }

    public static async Task<SiloMap> ConnectAsync(IGrainFactory grains, GrainCalls calls)
    {
        var members = grains.GetGrain<IManagementGrain>(0);
        return new(members, calls, await ReadAsync(members, calls));
    }

    /// <summary>The silo of a customer, or of another actor; null when none is known.</summary>
    public SiloAddress? Of(ActorId actor)
    {
        var silos = Volatile.Read(ref _silos);
        return silos.Length <= 1 ? silos.FirstOrDefault() : silos[(int)(GrainId.Create(Customer, ActorKey.Of(actor)).GetUniformHashCode() & int.MaxValue) % silos.Length];
    }

    public ValueTask DisposeAsync() => _refreshing.DisposeAsync();

    private static async Task<SiloAddress[]> ReadAsync(IManagementGrain members, GrainCalls calls) =>
        [.. (await calls.RunAsync(() => members.GetHosts(onlyActive: true))).Keys.Order()];
}
