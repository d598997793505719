using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Ledger;
using Orleans.Concurrency;

namespace CustomerCapital.Grains.Referrals;

/// <summary>The actor of referrals as a grain. Its calls interleave, because the actor has its own line, with a limit.</summary>
[GrainType("referral")]
[Reentrant]
public sealed class ReferralGrain(IGrainContext context, IGrainFactory grains, ILedger ledger) : IReferralGrain, IGrainBase, IDisposable
{
    /// <summary>How many referrals may wait.</summary>
    private const int WaitingLimit = 4_096;

    private readonly ReferralActor _actor = new(ledger, id => grains.GetGrain<ICustomerGrain>(id), WaitingLimit);

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public Task<CommandOutcome> MakeAsync(string referrerId, MakeReferral referral, Guid? call) => _actor.MakeAsync(referrerId, referral, call);

    /// <inheritdoc/>
    public void Dispose() => _actor.Dispose();
}
