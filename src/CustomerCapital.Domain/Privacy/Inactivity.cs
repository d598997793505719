using System.Collections.Frozen;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Privacy;

/// <summary>Since when a customer has not been active, and whether the policy erases the customer for it.</summary>
/// <remarks>Active is whoever buys, brings back, says, asks or does something, and for whom staff do. What time, campaigns and the program bring about by themselves is no activity. A test fails for an event that has no line here.</remarks>
public static class Inactivity
{
    /// <summary>Events by which a customer is active.</summary>
    private static readonly FrozenSet<Type> Active = new HashSet<Type>
    {
        typeof(CustomerRegistered), typeof(RegistrationChanged), typeof(ConsentChanged), typeof(ConsentRequested), typeof(ConsentConfirmed), typeof(InteractionRecorded),
        typeof(PurchaseRecorded), typeof(PurchaseAmended), typeof(PurchaseTakenOver), typeof(ReturnRecorded), typeof(WalletSpent), typeof(SpendingReversed), typeof(PaymentReversed), typeof(WalletAdjusted),
        typeof(RewardGranted), typeof(GrantReversed), typeof(EnrolmentChanged), typeof(FeedbackGiven), typeof(FeedbackCorrected), typeof(ReferralMade), typeof(ReferralAccepted), typeof(FollowUpDone), typeof(HouseholdJoined),
        typeof(HouseholdLeft),
    }.ToFrozenSet();

    /// <summary>Events by which nobody is active.</summary>
    private static readonly FrozenSet<Type> Idle = new HashSet<Type>
    {
        typeof(PurchaseMoved), typeof(WalletExpired), typeof(VoucherNoted), typeof(VoucherForgotten), typeof(VouchersExpired), typeof(UseRevoked), typeof(OfferPassed), typeof(OfferAsked), typeof(StandingChanged),
        typeof(SurveyInvited), typeof(SurveyReminded), typeof(SurveyUnanswered), typeof(ReferralConversionChanged), typeof(ConversionCounted), typeof(FollowUpScheduled), typeof(FollowUpAssigned), typeof(FollowUpWithheld),
        typeof(MessagePlanned), typeof(MessageMoved), typeof(MessageDue), typeof(MessageReported), typeof(DuplicatesDecided), typeof(CustomersMerged), typeof(PersonErased), typeof(PersonForgotten), typeof(TextsRemoved), typeof(ContributionMade),
        typeof(ContributionTaken),
    }.ToFrozenSet();

    /// <summary>Whether a customer is active by an event; null where nobody has said.</summary>
    public static bool? IsActivity(Type happened) => Active.Contains(happened) ? true : Idle.Contains(happened) ? false : null;

    /// <summary>Whether a customer is active by an event. A reward that a campaign gives is none.</summary>
    public static bool IsActivity(ActorEvent happened) => happened is not RewardGranted { Offer: not null } && Active.Contains(happened.GetType());

    /// <summary>Whether the policy may erase a customer, as far as the state tells.</summary>
    /// <param name="state">The customer's.</param>
    /// <param name="rule">What the policy says.</param>
    /// <param name="now">Now.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <returns>What holds: where it is <see cref="InactivityVerdict.AsEntriesTell"/>, the history says whether there was activity since.</returns>
    public static InactivityVerdict Of(ActorState state, RetentionRule rule, DateTimeOffset now, LoyaltyProgram program)
    {
        if (rule.ActiveSince(now) is not { } since || state.Sequence == 0 || state.IsErased || state.KnownSince >= since || state.LastOrderAt >= since) return InactivityVerdict.Stays;
        if (!rule.ErasesHolders && Holds(state, program.Calendar.DayOf(now))) return InactivityVerdict.Held;
        return state.AsOf < since ? InactivityVerdict.Erased : InactivityVerdict.AsEntriesTell;
    }

    /// <summary>Whether a customer holds something in a wallet, or a voucher that can still be used.</summary>
    private static bool Holds(ActorState state, DateOnly today) =>
        HeldWallets.Part.Of(state).All.Exists(wallet => wallet.Balance > WalletAmount.Zero)
        || CustomerVouchers.Part.Of(state).Held.Exists(voucher => voucher.IsOpen && (voucher.ValidTo is not { } last || last >= today));
}

/// <summary>What the policy's retention does with a customer.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(SnakeCaseEnumConverter<InactivityVerdict>))]
public enum InactivityVerdict
{
    /// <summary>The customer was active, or is erased already.</summary>
    Stays = 1,

    /// <summary>The customer holds something in a wallet, or a voucher, which keeps from being erased.</summary>
    Held,

    /// <summary>The history says whether there was activity: something has happened lately, and may have come by itself.</summary>
    AsEntriesTell,

    /// <summary>The customer is erased.</summary>
    Erased,
}
