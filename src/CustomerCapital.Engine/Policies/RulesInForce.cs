using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The rules in force, with the version by which the ledger knows them. A turn reads it once and decides by it to its end.</summary>
/// <param name="Program">The rules.</param>
/// <param name="Version">Version of their control state, which grows with every change; 0 where the ledger has none.</param>
public sealed record RulesInForce(LoyaltyProgram Program, long Version);
