using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Engine.Customers;

/// <summary>A turn with commands of several callers cannot be carried out because of one of them. Nothing was done.</summary>
internal sealed class SharedTurnException(Exception inner) : Exception(inner.Message, inner);

/// <summary>A customer as a host calls one: one call at a time. The actor itself, or the way to where it is.</summary>
internal interface ICustomerActor
{
    /// <summary>The state as last committed, which may be read at any time; null where only a call can know it.</summary>
    CustomerState? Committed { get; }

    /// <summary>Whether the last turn told another customer something that this process must see delivered.</summary>
    bool HasSentMessages { get; }

    /// <inheritdoc cref="ICustomer.ExecuteAsync"/>
    /// <param name="commands">What to carry out; without commands it is a review.</param>
    /// <param name="policyVersion">By rules no older than this version of the policy's control state. A review that finds nothing to write is not refused by the ledger for its rules.</param>
    /// <param name="calls">For each caller whose commands they are the call by which they come, null where there can be no copies of it; null as a whole where no caller has one.</param>
    /// <exception cref="SharedTurnException">There are several callers, and something of one of them is at fault: carry out each one's by itself.</exception>
    Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<CustomerCommand> commands, long policyVersion = 0, IReadOnlyList<Guid?>? calls = null);

    /// <inheritdoc cref="ICustomer.GetAsync"/>
    Task<CustomerState?> GetAsync();

    /// <inheritdoc cref="ICustomer.RestoreAsync"/>
    Task<int> RestoreAsync(IReadOnlyList<Entry> entries);
}
