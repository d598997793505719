using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Customers;

/// <summary>One customer.</summary>
public interface ICustomer
{
    /// <summary>Carries out commands in order and completes once all that changed is durable.</summary>
    /// <param name="commands">What to carry out.</param>
    /// <param name="call">The call by which they come, where copies of it may come too; null where there can be none. Once <see cref="Ledger.ILedger.RevokeCallAsync"/> has completed, no copy is carried out any more.</param>
    /// <returns>One outcome per command, in order.</returns>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome: send the commands again with the same ids. Or another copy of the call was answered.</exception>
    /// <exception cref="EngineOverloadedException">Nothing was done: send them later.</exception>
    Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call = null);

    /// <summary>Records what time alone, or a changed policy, has changed.</summary>
    /// <param name="policyVersion">By rules no older than this version of the policy's control state.</param>
    Task ReviewAsync(long policyVersion = 0);

    /// <summary>The state as last committed; null when the customer is not known.</summary>
    Task<ActorState?> GetAsync();

    /// <summary>Entries after a sequence number, oldest first.</summary>
    /// <remarks>
    /// Fewer than the limit where they would have more than <see cref="Ledger.Reading.EntryPage.SizeLimit"/> bytes, but one at least where there is one: the end is an empty answer,
    /// or an entry with the sequence of <see cref="GetAsync"/>.
    /// </remarks>
    Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit);

    /// <summary>Appends entries exported from another ledger. Those that are here already, with the same content, are passed over.</summary>
    /// <returns>How many were appended.</returns>
    /// <exception cref="RestoreConflictException">The customer has other entries here.</exception>
    Task<int> RestoreAsync(IReadOnlyList<Entry> entries);
}

/// <summary>Entries cannot be restored because the customer has other ones here.</summary>
public sealed class RestoreConflictException(string message) : Exception(message);
