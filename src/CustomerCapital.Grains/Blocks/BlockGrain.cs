using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Customers;
using Orleans.Concurrency;

namespace CustomerCapital.Grains.Blocks;

/// <summary>Hands a block to its customers, who are on the same silo unless the silos have changed; wherever they are, they are called by their ids.</summary>
[GrainType("block")]
[Reentrant]
public sealed class BlockGrain(IGrainContext context, IGrainFactory grains, LocalCustomers local) : IBlockGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task<OutcomeBlock> ExecuteAsync(CommandBlock block) => new(await Task.WhenAll(local.Execute(block.Customers, block.Calls, CallAsync).Select(OutcomesAsync)));

    private Task<IReadOnlyList<CommandOutcome>> CallAsync(CustomerCommands customer, Guid? call) => grains.GetActorGrain(customer.CustomerId).ExecuteAsync(customer.Commands, call);

    private static async Task<IReadOnlyList<CommandOutcome>?> OutcomesAsync(Task<IReadOnlyList<CommandOutcome>> answer)
    {
        try
        {
            return await answer;
        }
        catch (Exception)
        {
            // Whoever sent the block calls this customer again by itself, and gets the outcome of the repeat or the reason why there is none.
            return null;
        }
    }
}
