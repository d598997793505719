namespace CustomerCapital.Ledger.Appending;

/// <summary>The control state in which a database keeps the least version of the program that may write to it, for <see cref="ILedger.RaiseLeastVersionAsync"/> alone to write.</summary>
/// <remarks>Its version is that number; where it is missing, every version may write. It is read with the policy's fence, which every write reads, under the same lock.</remarks>
public static class LeastVersion
{
    /// <summary>Its name.</summary>
    public const string Name = "least-version";

    /// <summary>The number under which this version of the program writes. It grows by one with a release beside which older ones cannot write, see docs/adr/0022.</summary>
    public const long OfThisProgram = 18;

    /// <summary>Refuses to write to a ledger that is no longer this version's.</summary>
    /// <param name="required">The least version that the ledger names; 0 where it names none.</param>
    /// <exception cref="LedgerSchemaException">It is newer.</exception>
    public static void Check(long required)
    {
        if (required > OfThisProgram)
            throw new LedgerSchemaException($"This ledger is written by a newer version of the program ({required}; this one is {OfThisProgram}): upgrade this program.");
    }
}
