using System.Collections.Concurrent;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using Orleans.Runtime.Placement;

namespace CustomerCapital.Grains.Blocks;

/// <summary>Sends commands of many customers in a few messages to each silo, instead of one to each customer.</summary>
/// <param name="grains">Where grains are called.</param>
/// <param name="map">Where customers are.</param>
/// <param name="within">How long a message is waited for before its customers are called beside it: its silo may be gone.</param>
internal sealed class BlockCalls(IGrainFactory grains, SiloMap map, TimeSpan within)
{
    /// <summary>Grains that take blocks on a silo; each reads and writes its messages one at a time.</summary>
    private const int Takers = 4;

    private readonly ConcurrentDictionary<SiloAddress, SiloLane> _lanes = [];
    private int _next;

    /// <summary>Sends commands of customers to the silos on which they are.</summary>
    /// <param name="customers">Commands that may travel: sound ones that concern these customers alone.</param>
    /// <param name="calls">The id of each customer's call.</param>
    /// <returns>For each customer the outcomes; null where none came back, and the customer is to be called for them or for the reason.</returns>
    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>?>> Send(IReadOnlyList<CustomerCommands> customers, IReadOnlyList<Guid> calls)
    {
        var answers = new Task<IReadOnlyList<CommandOutcome>?>[customers.Count];
        foreach (var places in Enumerable.Range(0, customers.Count).GroupBy(at => map.Of(customers[at].CustomerId)))
        {
            var sent = places.Key is { } silo ? LaneTo(silo).Send([.. places.Select(at => (customers[at], calls[at]))]) : null;
            foreach (var (number, at) in places.Index()) answers[at] = sent?[number] ?? Task.FromResult<IReadOnlyList<CommandOutcome>?>(null);
        }

        return answers;
    }

    /// <summary>Silos that have gone leave their lanes behind: a few hundred bytes each.</summary>
    private SiloLane LaneTo(SiloAddress silo) => _lanes.GetOrAdd(silo, static (silo, calls) => new(block => calls.SendAsync(silo, block)), this);

    /// <returns>Null when the block has not been answered: its customers are called one by one then.</returns>
    private async Task<OutcomeBlock?> SendAsync(SiloAddress silo, CommandBlock block)
    {
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            var taker = (uint)Interlocked.Increment(ref _next) % Takers;
            return await grains.GetGrain<IBlockGrain>($"{silo.ToParsableString()}/{taker}").ExecuteAsync(block).WaitAsync(within);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
