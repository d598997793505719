using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The program's rules: read by everyone, changed by one at a time.</summary>
public interface IPolicy
{
    /// <summary>The rules in force.</summary>
    LoyaltyProgram Program { get; }

    /// <summary>Puts other rules in force; customers are reviewed under them in the background.</summary>
    /// <param name="policy">The new rules; their version is set here.</param>
    /// <param name="expectedVersion">The version that they were made from; null to replace whichever is in force.</param>
    Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion);

    /// <summary>The rules in force, after the first currency that a purchase names has been made the program's.</summary>
    ValueTask<LoyaltyProgram> AdoptCurrencyAsync(IReadOnlyList<CustomerCommand> commands);

    /// <summary>The rules in force, for a turn that decides by them; dispose it when the turn has ended.</summary>
    ProgramTurn BeginTurn();

    /// <summary>Completes when every turn has ended that began under rules in force before: only then does a review of everyone miss nobody.</summary>
    Task OldTurnsEndedAsync();
}

/// <summary>How a change of the policy ended.</summary>
/// <param name="Policy">The rules in force after it.</param>
/// <param name="Faults">What is wrong with the new ones; empty when they are in force.</param>
/// <param name="VersionConflict">Whether they were made from another version.</param>
public sealed record PolicyChange(ProgramPolicy Policy, IReadOnlyList<FieldFault> Faults, bool VersionConflict = false);
