using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Commands;

/// <summary>Commands of one customer, to be carried out in order and together.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Commands">One at least.</param>
public sealed record CustomerCommands(string CustomerId, IReadOnlyList<ActorCommand> Commands);
