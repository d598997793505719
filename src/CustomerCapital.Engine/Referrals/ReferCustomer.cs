using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Referrals;

/// <summary>Makes a referral, one at a time for the program.</summary>
/// <param name="ReferrerId">Who refers.</param>
/// <param name="Referral">Whom.</param>
/// <param name="Call">As in <see cref="Referrals.ReferralActor.MakeAsync"/>.</param>
public sealed record ReferCustomer(string ReferrerId, MakeReferral Referral, Guid? Call) : Question<CommandOutcome>
{
    /// <summary>The kind of actor that makes them.</summary>
    internal const string ReferralActor = "referral";

    protected internal override string Actor => ReferralActor;

    public override Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Referrals.MakeAsync(ReferrerId, Referral, Call);
}
