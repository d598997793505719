using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine;

/// <summary>The whole engine, wherever it runs: in this process or across a cluster.</summary>
public interface ICustomerCapital : ICommands
{
    /// <summary>A customer, known or not yet.</summary>
    ICustomer Customer(string customerId);

    /// <summary>The register, by page.</summary>
    ICustomerRegister Register { get; }

    /// <summary>Cohorts, periods, metrics and the ladder.</summary>
    IReports Reports { get; }

    /// <summary>The program's rules.</summary>
    IPolicy Policy { get; }

    /// <summary>Whether the ledger answers; throws what is wrong when it does not.</summary>
    Task CheckAsync(CancellationToken cancellation = default);
}
