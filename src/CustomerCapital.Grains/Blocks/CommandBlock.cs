using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Blocks;

/// <summary>Commands of many customers.</summary>
/// <param name="Customers">The commands.</param>
/// <param name="Calls">For each customer the call by which they come; null from a process that names none.</param>
public sealed record CommandBlock(IReadOnlyList<CustomerCommands> Customers, IReadOnlyList<Guid>? Calls = null);

/// <summary>What became of a block.</summary>
/// <param name="Customers">Outcomes of each customer, in order; null where there are none, and the customer is to be called for them or for the reason.</param>
public sealed record OutcomeBlock(IReadOnlyList<IReadOnlyList<CommandOutcome>?> Customers);
