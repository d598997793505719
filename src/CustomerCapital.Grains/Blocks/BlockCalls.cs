using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using Orleans.Runtime.Placement;

namespace CustomerCapital.Grains.Blocks;

/// <summary>Sends commands of many customers in a few messages to each silo, instead of one to each customer.</summary>
/// <param name="grains">Where grains are called.</param>
/// <param name="map">Where customers are.</param>
/// <param name="within">How long a block is waited for before its customers are called beside it: its silo may be gone.</param>
/// <param name="single">Calls one customer: for those who cannot go in a block, and those to whom it has brought no outcome.</param>
internal sealed class BlockCalls(IGrainFactory grains, SiloMap map, TimeSpan within, Func<CustomerCommands, Task<IReadOnlyList<CommandOutcome>>> single)
{
    /// <summary>Customers in one message: enough that its own cost does not matter, and few enough that several are worked on at once.</summary>
    private const int Limit = 64;

    /// <summary>Grains that take blocks on a silo; each reads and writes its messages one at a time.</summary>
    private const int Takers = 4;

    private int _next;

    /// <inheritdoc cref="ICommands.ExecuteBlock"/>
    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> Execute(IReadOnlyList<CustomerCommands> block)
    {
        var answers = new Task<IReadOnlyList<CommandOutcome>>[block.Count];
        var bySilo = Enumerable.Range(0, block.Count).ToLookup(at => IsPlain(block[at]) ? map.Of(block[at].CustomerId) : null);
        foreach (var places in bySilo)
        {
            if (places.Key is not { } silo)
            {
                foreach (var at in places) answers[at] = single(block[at]);
                continue;
            }

            foreach (var chunk in places.Chunk(Limit))
            {
                var sent = SendAsync(silo, [.. chunk.Select(at => block[at])]);
                for (var i = 0; i < chunk.Length; i++) answers[chunk[i]] = AnswerAsync(sent, i, block[chunk[i]]);
            }
        }

        return answers;
    }

    /// <summary>Referrals concern two customers; what is malformed may hold what cannot be written, and its outcome is known here.</summary>
    private static bool IsPlain(CustomerCommands customer) =>
        !Text.IdFaults("customerId", customer.CustomerId).Any()
        && customer.Commands.All(command => command is not (MakeReferral or AcceptReferral or CountConversion) && !command.Faults().Any());

    private async Task<IReadOnlyList<CommandOutcome>> AnswerAsync(Task<OutcomeBlock?> sent, int at, CustomerCommands customer) =>
        (await sent)?.Customers[at] ?? await single(customer);

    /// <returns>Null when the block has not been answered: natural ids make it harmless to call each customer then.</returns>
    private async Task<OutcomeBlock?> SendAsync(SiloAddress silo, CustomerCommands[] customers)
    {
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            var taker = (uint)Interlocked.Increment(ref _next) % Takers;
            return await grains.GetGrain<IBlockGrain>($"{silo.ToParsableString()}/{taker}").ExecuteAsync(new(customers)).WaitAsync(within);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
