using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Referrals;

/// <summary>Makes referrals, one at a time; one for the program.</summary>
[Alias("referral")]
public interface IReferralGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="Engine.Referrals.ReferralActor.MakeAsync"/>
    [Alias("make")]
    Task<CommandOutcome> MakeAsync(string referrerId, MakeReferral referral, Guid? call = null);
}
