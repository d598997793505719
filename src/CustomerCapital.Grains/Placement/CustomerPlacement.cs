using CustomerCapital.Domain.Actors;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Ledger.Partitioning;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;

namespace CustomerCapital.Grains.Placement;

/// <summary>On which silo a customer begins: so that a silo has customers of few partitions, and every silo as many customers as any other.</summary>
/// <remarks>
/// What a silo writes to a partition goes together in one group; divided among all partitions, groups would be small. So the partitions lie side by side on a line, each as long as any other, and
/// so do the silos. A customer lies in its partition where the hash of its grain says, and belongs to the silo there. Of N partitions a silo has at most N / silos + 2.
/// A customer that is in memory stays where it is when silos come and go.
/// </remarks>
/// <param name="partitions">Among how many partitions the ledger divides its customers.</param>
internal sealed class CustomerPlacement(int partitions) : IPlacementDirector
{
    private static readonly GrainType Customer = GrainType.Create(CustomerGrain.TypeName);

    /// <summary>Makes silos place customers so.</summary>
    /// <remarks>The strategy's name is Orleans' own, which silos of an earlier release know: they look strategies up by what any silo calls them.</remarks>
    public static void AddTo(IServiceCollection services, int partitions) =>
        services.AddPlacementDirector<HashBasedPlacement>(_ => new CustomerPlacement(partitions), ServiceLifetime.Singleton);

    /// <summary>The silo of an actor.</summary>
    /// <param name="grain">The actor's grain.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="partitions">Among how many partitions the ledger divides its customers.</param>
    /// <param name="silos">At least one, in their order.</param>
    public static SiloAddress SiloOf(GrainId grain, ActorId actor, int partitions, IReadOnlyList<SiloAddress> silos)
    {
        var partition = partitions == 1 ? 0 : (ulong)Routing.PartitionOf(actor, partitions);
        var place = (partition << 32) + grain.GetUniformHashCode(); // in units of a partition / 2^32
        return silos[(int)(((UInt128)place * (ulong)silos.Count / (ulong)partitions) >> 32)];
    }

    /// <inheritdoc cref="SiloOf(GrainId, ActorId, int, IReadOnlyList{SiloAddress})"/>
    public static SiloAddress SiloOf(ActorId actor, int partitions, IReadOnlyList<SiloAddress> silos) => SiloOf(GrainId.Create(Customer, ActorKey.Of(actor)), actor, partitions, silos);

    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target).Order().ToArray();
        var wanted = IPlacementDirector.GetPlacementHint(target.RequestContextData, silos);
        return Task.FromResult(wanted ?? SiloOf(target.GrainIdentity, ActorKey.Parse(target.GrainIdentity.Key.ToString()!), partitions, silos));
    }
}
