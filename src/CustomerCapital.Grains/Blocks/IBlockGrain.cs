namespace CustomerCapital.Grains.Blocks;

/// <summary>Takes commands of many customers in one message. The key names the silo on which it is to be.</summary>
[Alias("block")]
public interface IBlockGrain : IGrainWithStringKey
{
    /// <summary>Has each customer's grain carry out its commands.</summary>
    [Alias("execute")]
    Task<OutcomeBlock> ExecuteAsync(CommandBlock block);
}
