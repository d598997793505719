using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Ladder;

/// <summary>Why a standing changed.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StandingReason>))]
public enum StandingReason
{
    /// <summary>Contacted the business or answered it positively.</summary>
    InterestShown = 1,

    /// <summary>Bought for the first time.</summary>
    FirstPurchase = 2,

    /// <summary>Bought again.</summary>
    RepeatPurchase = 3,

    /// <summary>Enrolled in the program.</summary>
    Enrolled = 4,

    /// <summary>Buys steadily enough under the policy.</summary>
    SteadyBuying = 5,

    /// <summary>Gave a positive opinion.</summary>
    PositiveOpinion = 6,

    /// <summary>Persons brought have bought.</summary>
    ConvertedReferrals = 7,

    /// <summary>Did not buy for the policy's time.</summary>
    Lapsed = 8,

    /// <summary>Bought again after lapsing.</summary>
    PurchaseAfterLapse = 9,

    /// <summary>The evidence is older than the policy counts.</summary>
    EvidenceExpired = 10,

    /// <summary>A purchase came back whole.</summary>
    PurchaseReturned = 11,

    /// <summary>Left the program.</summary>
    LeftProgram = 12,

    /// <summary>A person brought has returned everything.</summary>
    ReferralUndone = 13,

    /// <summary>The policy was changed.</summary>
    PolicyChanged = 14,
}

/// <summary>The customer stands elsewhere from now on.</summary>
/// <param name="From">Where the customer stood.</param>
/// <param name="To">Where the customer stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">Natural ids of the entries, or the facts, that it rests on.</param>
public sealed record StandingChanged(Standing From, Standing To, StandingReason Reason, IReadOnlyList<string> Evidence) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state) => state with { Standing = To };

    /// <summary>The change that a fact brings about.</summary>
    internal static StandingChanged Because(CustomerState state, Standing to, CustomerEvent fact, string evidence)
    {
        var from = state.Standing;
        var reason = (to.Lapsed, from.Lapsed) switch
        {
            (true, false) => StandingReason.Lapsed,
            (false, true) => fact switch
            {
                PurchaseRecorded => StandingReason.PurchaseAfterLapse,
                ReturnRecorded => StandingReason.PurchaseReturned,
                _ => StandingReason.PolicyChanged,
            },
            _ => to.Rung > from.Rung ? Earned(to.Rung, fact) : Lost(fact),
        };
        return new(from, to, reason, [evidence]);
    }

    /// <summary>The change that time alone, or a changed policy, brings about.</summary>
    internal static StandingChanged ByTime(CustomerState state, Standing to, DateTimeOffset moment)
    {
        var from = state.Standing;
        var reason = to.Lapsed && !from.Lapsed ? StandingReason.Lapsed
            : moment > state.AsOf ? StandingReason.EvidenceExpired
            : StandingReason.PolicyChanged;
        return new(from, to, reason, reason == StandingReason.Lapsed ? [$"last order at {state.LastOrderAt:O}"] : []);
    }

    private static StandingReason Earned(Rung rung, CustomerEvent fact) => fact switch
    {
        InteractionRecorded => StandingReason.InterestShown,
        PurchaseRecorded => rung switch
        {
            Rung.Buyer => StandingReason.FirstPurchase,
            Rung.Customer => StandingReason.RepeatPurchase,
            _ => StandingReason.SteadyBuying,
        },
        EnrolmentChanged => StandingReason.Enrolled,
        FeedbackGiven => StandingReason.PositiveOpinion,
        ConversionCounted => StandingReason.ConvertedReferrals,
        _ => StandingReason.PolicyChanged,
    };

    private static StandingReason Lost(CustomerEvent fact) => fact switch
    {
        ReturnRecorded => StandingReason.PurchaseReturned,
        EnrolmentChanged => StandingReason.LeftProgram,
        ConversionCounted => StandingReason.ReferralUndone,
        _ => StandingReason.EvidenceExpired,
    };
}
