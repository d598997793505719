using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The program's rules as the actors of one process decide by them. Never goes back to older ones.</summary>
public interface IPolicyInForce
{
    /// <summary>The rules in force, with their version.</summary>
    RulesInForce InForce { get; }

    /// <summary>The rules in force.</summary>
    LoyaltyProgram Program => InForce.Program;

    /// <summary>The rules in force, after the first currency that a purchase names has been made the program's.</summary>
    ValueTask<RulesInForce> AdoptCurrencyAsync(IReadOnlyList<CustomerCommand> commands);

    /// <summary>The rules in force, after those that the ledger holds were put in force; it is not asked where rules of a version or later ones are in force already.</summary>
    /// <param name="version">The version; left out, the ledger is asked in any case.</param>
    ValueTask<RulesInForce> RefreshAsync(long version = long.MaxValue);
}
