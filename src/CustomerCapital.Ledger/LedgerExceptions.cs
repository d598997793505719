namespace CustomerCapital.Ledger;

/// <summary>Someone else has written since the version that was expected.</summary>
public sealed class VersionConflictException(string what) : Exception($"{what} has another version than expected.");

/// <summary>An entry with the same natural id exists.</summary>
public sealed class NaturalIdTakenException(string customerId) : Exception($"A natural id of customer '{customerId}' is taken.");

/// <summary>The ledger's queue stayed full; nothing was written. Try again later.</summary>
public sealed class LedgerOverloadedException() : Exception("The ledger has more work waiting than it takes.");

/// <summary>The ledger cannot be reached or written, or the outcome of a commit is unknown. Try again with the same natural id.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database is not one that this version can use; the message says what to do.</summary>
public sealed class LedgerSchemaException(string message) : Exception(message);
