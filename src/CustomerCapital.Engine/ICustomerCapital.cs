using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine;

/// <summary>The whole engine, wherever it runs: in this process or across a cluster.</summary>
public interface ICustomerCapital
{
    /// <summary>A customer, known or not yet.</summary>
    ICustomer Customer(string customerId);

    /// <summary>Carries out commands of one customer in order, including those that other customers take part in, such as referrals.</summary>
    /// <returns>One outcome per command, in order.</returns>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome: send the commands again with the same ids.</exception>
    /// <exception cref="EngineOverloadedException">Nothing was done: send them later.</exception>
    Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<Domain.Customers.CustomerCommand> commands);

    /// <summary>Carries out commands of many customers: each one's in order and together, different ones' side by side.</summary>
    /// <param name="block">No customer twice.</param>
    /// <returns>For each customer, in order, what <see cref="ExecuteAsync"/> would have answered.</returns>
    IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block) =>
        [.. block.Select(customer => Task.Run(() => ExecuteAsync(customer.CustomerId, customer.Commands)))];

    /// <summary>The register, by page.</summary>
    ICustomerRegister Register { get; }

    /// <summary>Cohorts, periods, metrics and the ladder.</summary>
    IReports Reports { get; }

    /// <summary>The program's rules.</summary>
    IPolicy Policy { get; }

    /// <summary>Whether the ledger answers; throws what is wrong when it does not.</summary>
    Task CheckAsync(CancellationToken cancellation = default);
}
