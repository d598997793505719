using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Customers;

/// <summary>Sees to it that no copy of a call is carried out for a customer any more. Whether that is so can be unknown, and is thrown then.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Call">The call.</param>
public sealed record RevokeCall(string CustomerId, Guid Call) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        try
        {
            await engine.Ledger.RevokeCallAsync(CustomerId, Call, cancellation);
            return true;
        }
        catch (Exception unknown) when (unknown is LedgerUnavailableException or LedgerOverloadedException)
        {
            throw new EngineUnavailableException($"{(ActorId)CustomerId}: {unknown.Message} Send the command again with the same id.", unknown);
        }
    }
}
