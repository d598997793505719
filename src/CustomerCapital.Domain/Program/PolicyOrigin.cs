namespace CustomerCapital.Domain.Program;

/// <summary>Since when a version of the policy is in force, and who put it in force.</summary>
/// <param name="Version">The version of which it tells. A program that does not know origins carries the one of the version before along, which then tells nothing.</param>
/// <param name="At">When the version came into force, by the engine's clock.</param>
/// <param name="By">Who put it in force, as the audit log names callers. Null where nobody did: the first rules of a ledger, and the currency of the first purchase.</param>
public sealed record PolicyOrigin(int Version, DateTimeOffset At, string? By = null) : Kept;
