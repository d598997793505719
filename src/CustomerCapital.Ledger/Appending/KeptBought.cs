namespace CustomerCapital.Ledger.Appending;

/// <summary>The control state in which a database says whether it keeps what was bought, for <see cref="ILedger.KeepBoughtAsync"/> alone to write.</summary>
/// <remarks>
/// Its version counts the changes: odd while what was bought is kept, even while it is not, as where the control state is missing. Every write reads it with the policy's fence,
/// under the same lock: no process has an opinion of its own.
/// </remarks>
public static class KeptBought
{
    /// <summary>Its name.</summary>
    public const string Name = "kept-bought";

    /// <summary>Whether a version means that what was bought is kept.</summary>
    public static bool Is(long version) => version % 2 == 1;
}
