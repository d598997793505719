namespace CustomerCapital.Ledger.SqlServer;

/// <summary>What an error means, by its number and severity; messages are in the server's language.</summary>
internal static class SqlServerErrors
{
    /// <summary>Raised by the ledger's own SQL where a lock is not granted.</summary>
    public const int LockNotGranted = 51_205;

    /// <summary>The driver's, where the server had no answer in time, which it may still be working on.</summary>
    public const int Timeout = -2;

    /// <summary>From this severity on the server, or the driver in its place, ends the session.</summary>
    private const byte FatalSeverity = 20;

    /// <summary>Duplicates; constraints; sums that leave 64 bits; what is too long for its column, for a row or for an index.</summary>
    public static bool IsOfContent(int number) => IsUnique(number) || number is 515 or 547 or 220 or 232 or 511 or 1946 or 2628 or 8115 or 8152;

    /// <summary>A constraint's, or an index's.</summary>
    public static bool IsUnique(int number) => number is 2627 or 2601;

    /// <summary>A deadlock; a snapshot that others have overtaken; a lock that was not granted.</summary>
    public static bool IsPassing(int number) => number is 1205 or 3960 or LockNotGranted;

    /// <summary>Network errors have a fatal severity of the driver's; beside them, a server that starts, stops, fails over or was moved.</summary>
    public static bool EndsSessions(int number, byte severity) => severity >= FatalSeverity || number is
        596 or 615 or 921 or 922 or 923 or 976 or 978 or 983 or 6005 or 6006 or 17142 or 18401 or 40143 or 40197 or 40540 or 40613 or 42108 or 42109 or 49918 or 49919 or 49920;

    /// <summary>The same as an error of the ledger.</summary>
    /// <param name="number">The server's; null where it is none of its errors.</param>
    /// <param name="error">What the driver reports.</param>
    /// <param name="name">The database's name without its password.</param>
    public static Exception ToLedger(int? number, Exception error, string name) => number switch
    {
        911 or 4060 => new LedgerUnavailableException($"{name} does not exist, or the user may not open it; make it first, with: CREATE DATABASE …", error),
        18452 or 18456 or 18470 or 18486 or 18487 or 18488 => new LedgerUnavailableException($"{name} does not let this user in; check user and password.", error),
        229 or 230 or 262 or 297 or 300 or 916 or 2759 or 2760 or 15151 or 15247 =>
            new LedgerUnavailableException($"{name}: the user lacks a privilege ({error.Message}). Where tables are to be made or completed, let their owner run: migrate", error),
        3906 or 3908 => new LedgerUnavailableException($"{name} cannot be written to; name the primary server.", error),
        1101 or 1105 or 1827 or 9002 or 40544 => new LedgerUnavailableException($"There is no room left for {name}; free some and try again with the same natural id.", error),
        10928 or 10929 or 10936 or 17809 or 17810 => new LedgerUnavailableException($"{name} takes no more connections; try again later.", error),
        208 or 2715 or 2812 => new LedgerSchemaException($"{name} is not a ledger, or lacks tables; complete it with: migrate"),
        Timeout => new LedgerUnavailableException($"{name} did not answer in time.", error),
        _ => new LedgerUnavailableException($"{name}: {error.Message}", error),
    };
}
