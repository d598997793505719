using CustomerCapital.Domain.Actors;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Placement;

namespace CustomerCapital.Grains.Blocks;

/// <summary>On which silo a customer is, as far as that can be told from the silos that are active: what <see cref="CustomerPlacement"/> decides for one who is not in memory.</summary>
/// <remarks>A guess: customers stay where they are when silos come and go. A wrong one costs a call from silo to silo and nothing else.</remarks>
internal sealed class SiloMap : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly int _partitions;
    private readonly Refreshing _refreshing;
    private SiloAddress[] _silos;

    private SiloMap(IManagementGrain members, GrainCalls calls, int partitions, SiloAddress[] silos)
    {
        (_partitions, _silos) = (partitions, silos);
        _refreshing = new(Every, async () => Volatile.Write(ref _silos, await ReadAsync(members, calls)));
    }

    public static async Task<SiloMap> ConnectAsync(IGrainFactory grains, GrainCalls calls, int partitions)
    {
        var members = grains.GetGrain<IManagementGrain>(0);
        return new(members, calls, partitions, await ReadAsync(members, calls));
    }

    /// <summary>The silo of a customer, or of another actor; null when none is known.</summary>
    public SiloAddress? Of(ActorId actor)
    {
        var silos = Volatile.Read(ref _silos);
        return silos.Length <= 1 ? silos.FirstOrDefault() : CustomerPlacement.SiloOf(actor, _partitions, silos);
    }

    public ValueTask DisposeAsync() => _refreshing.DisposeAsync();

    private static async Task<SiloAddress[]> ReadAsync(IManagementGrain members, GrainCalls calls) =>
        [.. (await calls.RunAsync(() => members.GetHosts(onlyActive: true))).Keys.Order()];
}
