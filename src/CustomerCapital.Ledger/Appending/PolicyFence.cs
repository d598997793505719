namespace CustomerCapital.Ledger.Appending;

/// <summary>The control state in which a database keeps its fence, for <see cref="ILedger.FenceAsync"/> alone to write.</summary>
/// <remarks>Its version is the fence: the oldest version of the policy under which an append may have been decided. Where it is missing, every version may.</remarks>
public static class PolicyFence
{
    /// <summary>Its name.</summary>
    public const string Name = "policy-fence";
}
