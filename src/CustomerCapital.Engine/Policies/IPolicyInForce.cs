using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The program's rules as the actors of one process decide by them.</summary>
public interface IPolicyInForce
{
    /// <summary>The rules in force.</summary>
    LoyaltyProgram Program { get; }

    /// <summary>The rules in force, after the first currency that a purchase names has been made the program's.</summary>
    ValueTask<LoyaltyProgram> AdoptCurrencyAsync(IReadOnlyList<CustomerCommand> commands);

    /// <summary>The rules in force, for a turn that decides by them; dispose it when the turn has ended.</summary>
    ProgramTurn BeginTurn();

    /// <summary>Completes when every turn has ended that began under rules in force before: only then does a review of everyone miss nobody.</summary>
    Task OldTurnsEndedAsync();
}
