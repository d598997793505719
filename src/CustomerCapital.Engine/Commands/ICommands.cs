using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Commands;

/// <summary>Where commands are carried out: by an engine, or by one that is reached over a network.</summary>
public interface ICommands
{
    /// <summary>Carries out commands of one customer in order, including those that other customers take part in, such as referrals.</summary>
    /// <returns>One outcome per command, in order.</returns>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome: send the commands again with the same ids.</exception>
    /// <exception cref="EngineOverloadedException">Nothing was done: send them later.</exception>
    Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands);

    /// <summary>Carries out commands of many customers: each one's in order and together, different ones' side by side.</summary>
    /// <param name="block">No customer twice.</param>
    /// <returns>For each customer, in order, what <see cref="ExecuteAsync"/> would have answered.</returns>
    IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block) =>
        [.. block.Select(customer => Task.Run(() => ExecuteAsync(customer.CustomerId, customer.Commands)))];
}
