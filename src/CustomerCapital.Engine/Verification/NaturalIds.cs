using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Engine.Verification;

/// <summary>The ids under which an entry must stand, from what it tells: a changed id would let its command take effect twice.</summary>
internal static class NaturalIds
{
    /// <returns>Null for entries that do not tell their ids.</returns>
    public static (string? NaturalId, string? ConcernsId)? Of(Entry entry) => entry.Event switch
    {
        PurchaseRecorded purchase => Of(new RecordPurchase { PurchaseId = purchase.PurchaseId }),
        ReturnRecorded returned => Of(new RecordReturn { ReturnId = returned.ReturnId, PurchaseId = returned.PurchaseId }),
        InteractionRecorded interaction => Of(new RecordInteraction { InteractionId = interaction.InteractionId }),
        FeedbackGiven feedback => Of(new GiveFeedback { FeedbackId = feedback.FeedbackId }),
        ReferralMade referral => Of(new MakeReferral { ReferralId = referral.ReferralId }),
        ReferralAccepted accepted => Of(new AcceptReferral { ReferralId = accepted.ReferralId, ReferrerId = accepted.ReferrerId }),
        FollowUpScheduled scheduled => Of(new ScheduleFollowUp { FollowUpId = scheduled.FollowUpId }),
        FollowUpDone done => Of(new CompleteFollowUp { FollowUpId = done.FollowUpId }),
        _ => null,
    };

    private static (string? NaturalId, string? ConcernsId) Of(CustomerCommand command) => (command.NaturalId, command.ConcernsId);
}
