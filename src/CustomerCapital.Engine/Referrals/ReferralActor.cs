using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Referrals;

/// <summary>Makes referrals, one at a time for the whole program, so that two made at once cannot close a loop.</summary>
/// <param name="ledger">Where it looks for referrals made before.</param>
/// <param name="customers">Those who refer and are referred.</param>
/// <param name="waitingLimit">How many referrals may wait; more are overloaded at once.</param>
public sealed class ReferralActor(ILedger ledger, Func<ActorId, ICustomer> customers, int waitingLimit) : IDisposable
{
    /// <summary>So many referrers may stand above one who refers: they are looked through one by one, while all other referrals wait.</summary>
    public const int ChainLimit = 1_000;

    private readonly SemaphoreSlim _one = new(1);
    private int _waiting;

    /// <summary>Makes a referral: the referred customer accepts it first, then it counts for the referrer. Repeating it is harmless.</summary>
    /// <param name="referrerId">Who refers.</param>
    /// <param name="command">Whom.</param>
    /// <param name="call">As in <see cref="ICustomer.ExecuteAsync"/>; it is that of both halves, and to be revoked for both customers.</param>
    public async Task<CommandOutcome> MakeAsync(string referrerId, MakeReferral command, Guid? call = null)
    {
        var referrer = customers(referrerId);
        if (command.ReferredCustomerId == referrerId || command.Faults().Any()) return (await referrer.ExecuteAsync([command], call))[0];
        await WaitAsync();
        try
        {
            return await LedgerAnswer.OfAsync(referrerId, () => MakeAloneAsync(referrer, referrerId, command, call));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<CommandOutcome> MakeAloneAsync(ICustomer referrer, string referrerId, MakeReferral command, Guid? call)
    {
        // Whoever the id leads to refers.
        referrerId = (await referrer.GetAsync())?.CustomerId ?? referrerId;
        var known = await ledger.RecallAsync(new(referrerId, WithRow: false, [command.NaturalId!]));
        if (known.Entries.Count > 0) return (await referrer.ExecuteAsync([command], call))[0];
        if (ErasedId.Is(referrerId) || ErasedId.Is(command.ReferredCustomerId)) return CommandOutcome.Refuse(Refusal.CustomerErased());
        if (await RefusalOfAsync(command.ReferredCustomerId, referrerId) is { } refusal) return CommandOutcome.Refuse(refusal);
        foreach (var (field, id) in ((string, string)[])[("customerId", referrerId), ("referredCustomerId", command.ReferredCustomerId)])
            if (Text.NewIdFaults(field, id).ToList() is { Count: > 0 } faults && await customers(id).GetAsync() is null) return CommandOutcome.Malformed(faults);
        var acceptance = new AcceptReferral { ReferralId = command.ReferralId, ReferrerId = referrerId, OccurredAt = command.OccurredAt };
        var accepted = (await customers(command.ReferredCustomerId).ExecuteAsync([acceptance], call))[0];
        return accepted.Receipt is null ? accepted : await CountAsync(referrer, command, call);
    }

    private async Task WaitAsync()
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > waitingLimit) throw new EngineOverloadedException($"More than {waitingLimit} referrals wait; send this one later.");
            await _one.WaitAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The second half. Where it is not taken now (too much waits; the clock was put back meanwhile), the first was: it is neither refused nor undone.</summary>
    private static async Task<CommandOutcome> CountAsync(ICustomer referrer, MakeReferral command, Guid? call)
    {
        const string again = "The referral is accepted already; send it again with the same id.";
        try
        {
            var counted = (await referrer.ExecuteAsync([command], call))[0];
            return counted.Receipt is null ? throw new EngineUnavailableException($"{counted.Message} {again}") : counted;
        }
        catch (EngineOverloadedException full)
        {
            throw new EngineUnavailableException($"{full.Message} {again}", full);
        }
    }

    /// <summary>Looks through those above the referrer, of whom the referred person must be none.</summary>
    private async Task<Refusal?> RefusalOfAsync(string referredId, string referrerId)
    {
        // Two engines at once can have closed a loop; it ends the search, or nobody could be referred any more.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // By whichever ids they were brought: the person of each is compared.
        var referred = (await customers(referredId).GetAsync())?.CustomerId ?? referredId;
        for (string? at = referrerId; at is not null && seen.Add(at);)
        {
            var state = await customers(at).GetAsync();
            if (at == referredId || state?.CustomerId == referred) return Refusal.ReferralLoop(referredId, referrerId);
            if (seen.Count > ChainLimit) return Refusal.ReferralChainTooLong(referrerId, ChainLimit);
            at = state?.BroughtBy?.CustomerId;
        }

        return null;
    }
}
