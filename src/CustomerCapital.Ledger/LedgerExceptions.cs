using System.Text.Json;

namespace CustomerCapital.Ledger;

/// <summary>Someone else has written since the version that was expected.</summary>
public sealed class VersionConflictException(string what) : Exception($"{what} has another version than expected.");

/// <summary>An entry with the same natural id exists.</summary>
public sealed class NaturalIdTakenException(string customerId) : Exception($"A natural id of customer '{customerId}' is taken.");

/// <summary>A turn was decided by rules that are older than the ledger's fence; nothing was written. Read the policy again and decide by it.</summary>
public sealed class PolicyOutdatedException(string customerId, long policyVersion)
    : Exception($"What was decided of customer '{customerId}' under version {policyVersion} of the policy comes too late: others are in force.")
{
    /// <summary>The version under which it was decided; the ledger's is later.</summary>
    public long PolicyVersion { get; } = policyVersion;
}

/// <summary>A turn holds commands of a call that was revoked: another copy of it was answered. Nothing was written.</summary>
public sealed class CallRevokedException(string customerId) : Exception($"A call to customer '{customerId}' was revoked, because another copy of it was answered.");

/// <summary>The ledger's queue stayed full; nothing was written. Try again later.</summary>
public sealed class LedgerOverloadedException() : Exception("The ledger has more work waiting than it takes.");

/// <summary>The ledger cannot be reached or written, or the outcome of a commit is unknown. Try again with the same natural id.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database does not take an append's content, for example because a counter would leave 64 bits; nothing was written, and trying again does not help.</summary>
public sealed class ContentRejectedException(string customerId) : Exception($"The database does not take what would be written of customer '{customerId}'.");

/// <summary>A customer's row, or one of the entries, is not in a form that can be read. Others are not concerned.</summary>
public sealed class CustomerUnreadableException(string customerId, Exception inner)
    : Exception($"What the ledger holds of customer '{customerId}' cannot be read ({inner.Message}); find out with: verify", inner)
{
    /// <summary>Whether a failure comes from what was read, rather than from reading it.</summary>
    public static bool IsOfContent(Exception failure) =>
        failure is JsonException or NotSupportedException or FormatException or OverflowException or InvalidCastException or ArgumentException;
}

/// <summary>The database is not one that this version can use; the message says what to do.</summary>
public sealed class LedgerSchemaException(string message) : Exception(message);
