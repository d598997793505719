using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Blocks;

/// <summary>Commands of many customers.</summary>
/// <param name="Customers">No customer twice.</param>
public sealed record CommandBlock(IReadOnlyList<CustomerCommands> Customers);

/// <summary>What became of a block.</summary>
/// <param name="Customers">Outcomes of each customer, in order; null where there are none, and the customer is to be called for them or for the reason.</param>
public sealed record OutcomeBlock(IReadOnlyList<IReadOnlyList<CommandOutcome>?> Customers);
