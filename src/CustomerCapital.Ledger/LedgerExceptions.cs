using System.Text.Json;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger;

/// <summary>Someone else has written since the version that was expected.</summary>
public sealed class VersionConflictException(string what) : Exception($"{what} has another version than expected.");

/// <summary>An entry with the same natural id exists.</summary>
public sealed class NaturalIdTakenException(ActorId actor) : Exception($"{actor}: a natural id is taken.");

/// <summary>A turn was decided by rules that are older than the ledger's fence; nothing was written. Read the policy again and decide by it.</summary>
public sealed class PolicyOutdatedException(ActorId actor, long policyVersion)
    : Exception($"{actor}: what was decided under version {policyVersion} of the policy comes too late: others are in force.")
{
    /// <summary>The version under which it was decided; the ledger's is later.</summary>
    public long PolicyVersion { get; } = policyVersion;
}

/// <summary>A turn holds commands of a call that was revoked: another copy of it was answered. Nothing was written.</summary>
public sealed class CallRevokedException(ActorId actor) : Exception($"{actor}: a call was revoked, because another copy of it was answered.");

/// <summary>Actors have moved to another database since a turn was sent to this one; nothing was written. Find out again where the actor is.</summary>
public sealed class PlaceOutdatedException() : Exception("Actors have moved to another database.");

/// <summary>The ledger's queue stayed full; nothing was written. Try again later.</summary>
public sealed class LedgerOverloadedException() : Exception("The ledger has more work waiting than it takes.");

/// <summary>The ledger cannot be reached or written, or the outcome of a commit is unknown. Try again with the same natural id.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database does not take an append's content, for example because a counter would leave 64 bits; nothing was written, and trying again does not help.</summary>
public sealed class ContentRejectedException(string message) : Exception(message)
{
    /// <summary>The database refuses what would be written of an actor.</summary>
    public static ContentRejectedException Of(ActorId actor) => new($"{actor}: the database does not take what would be written.");
}

/// <summary>An actor's row, or one of the entries, is not in a form that can be read. Others are not concerned.</summary>
public sealed class ActorUnreadableException(ActorId actor, Exception inner)
    : Exception($"{actor}: what the ledger holds cannot be read ({inner.Message}); find out with: verify", inner)
{
    /// <summary>Whether a failure comes from what was read, rather than from reading it.</summary>
    public static bool IsOfContent(Exception failure) =>
        failure is JsonException or NotSupportedException or FormatException or OverflowException or InvalidCastException or ArgumentException;
}

/// <summary>A segment asks for what was bought, and the ledger does not keep that.</summary>
public sealed class BoughtNotKeptException() : Exception(Sentence)
{
    /// <summary>The stable code of the refusal.</summary>
    public const string Code = "bought_not_kept";

    /// <summary>What is the matter, and what to do.</summary>
    public const string Sentence = "This ledger does not keep what was bought, so no segment can use boughtSku or boughtCategory. Have it kept by the command: migrate --keep-bought";
}

/// <summary>A place in the feed is none of this ledger.</summary>
public sealed class FeedPlaceException(string message) : Exception(message);

/// <summary>The database is not one that this version can use; the message says what to do.</summary>
public sealed class LedgerSchemaException(string message) : Exception(message);
