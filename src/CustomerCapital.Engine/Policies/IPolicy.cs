using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The program's rules: read by everyone, changed by one at a time.</summary>
public interface IPolicy
{
    /// <summary>The rules in force; in a cluster those of a second ago, where another process has changed them since.</summary>
    LoyaltyProgram Program { get; }

    /// <summary>The rules in force, as the last change that was answered has left them.</summary>
    ValueTask<LoyaltyProgram> GetAsync();

    /// <summary>Puts other rules in force; customers are reviewed under them in the background.</summary>
    /// <param name="policy">The new rules; their version is set here.</param>
    /// <param name="expectedVersion">The version that they were made from; null to replace whichever is in force.</param>
    /// <param name="by">Who puts them in force, as the audit log names callers; null where that is not known.</param>
    Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion, string? by = null);
}

/// <summary>How a change of the policy ended.</summary>
/// <param name="Policy">The rules in force after it.</param>
/// <param name="Faults">What is wrong with the new ones; empty when they are in force.</param>
/// <param name="VersionConflict">Whether they were made from another version.</param>
public sealed record PolicyChange(ProgramPolicy Policy, IReadOnlyList<FieldFault> Faults, bool VersionConflict = false);
