using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Commands;

/// <summary>What the ledger says when it cannot answer now, as a caller of a command is told.</summary>
internal static class LedgerAnswer
{
    /// <summary>Asks the ledger for a command of an actor.</summary>
    /// <exception cref="EngineOverloadedException">Nothing was done.</exception>
    /// <exception cref="EngineUnavailableException">Nothing is known.</exception>
    public static async Task<T> OfAsync<T>(ActorId actor, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LedgerOverloadedException full)
        {
            throw new EngineOverloadedException(full.Message, full);
        }
        catch (LedgerUnavailableException unknown)
        {
            throw new EngineUnavailableException($"{actor}: {unknown.Message} Send the command again with the same id.", unknown);
        }
    }
}
