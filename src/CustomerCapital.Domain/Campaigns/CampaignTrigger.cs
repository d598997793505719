using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>What a customer does, or what becomes of one, that a campaign answers at once.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TriggerKind>))]
public enum TriggerKind
{
    /// <summary>A purchase, of <c>atLeast</c> where that is given.</summary>
    Purchase = 1,

    /// <summary>The <c>nth</c> order, or with <c>every</c> each <c>nth</c> one; a number that was reached before orders came back is not reached again.</summary>
    NthPurchase = 2,

    /// <summary>
    /// The purchase by which what was spent in the latest <c>withinMonths</c> months reaches <c>atLeast</c>, again where it had
    /// fallen below; <c>perCustomer</c> says how often that counts.
    /// </summary>
    Spend = 3,

    /// <summary>The customer has climbed to <c>rung</c>, or past it.</summary>
    RungReached = 4,

    /// <summary>The customer has lapsed.</summary>
    Lapsed = 5,

    /// <summary>The customer has given an opinion, with a net promoter score of <c>fromNps</c> to <c>toNps</c> where these are given.</summary>
    Feedback = 6,

    /// <summary>A person whom the customer brought has bought for the first time.</summary>
    ReferralConverted = 7,

    /// <summary>The customer, whom another has brought, has bought for the first time.</summary>
    ReferredPurchase = 8,

    /// <summary>The customer has enrolled in the program.</summary>
    Enrolled = 9,
}

/// <summary>
/// What triggers a campaign. What time alone brings, such as a birthday or thirty days in the program, is no trigger: it is a
/// daily <c>schedule</c> with an audience that is true on the day.
/// </summary>
/// <param name="On">What has to happen.</param>
/// <param name="Nth">The number of the order, 1 to 1,000, for <c>nth_purchase</c>.</param>
/// <param name="Every">Whether each <c>nth</c> order counts, and not the one alone. If left out, not.</param>
/// <param name="AtLeast">The least amount, for <c>purchase</c> and <c>spend</c>.</param>
/// <param name="WithinMonths">Calendar months that count for <c>spend</c>, the one of the purchase among them, 1 to 36.</param>
/// <param name="Rung">The rung, for <c>rung_reached</c>.</param>
/// <param name="FromNps">The least net promoter score, 0 to 10, for <c>feedback</c>. May be left out.</param>
/// <param name="ToNps">The greatest net promoter score, 0 to 10, for <c>feedback</c>. May be left out.</param>
/// <param name="From">The moment before which nothing triggers the campaign. If left out, from when the campaign is scheduled.</param>
/// <param name="Until">The moment after which nothing triggers the campaign. If left out, for ever.</param>
public sealed record CampaignTrigger(
    TriggerKind On = TriggerKind.Purchase, int? Nth = null, bool Every = false, Money? AtLeast = null, int? WithinMonths = null, Rung? Rung = null, int? FromNps = null, int? ToNps = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null) : Kept
{
    internal IEnumerable<FieldFault> Faults()
    {
        if (On == TriggerKind.NthPurchase ? Nth is null or < 1 or > 1_000 : Nth is not null) yield return new("trigger.nth", "Stands beside nth_purchase, 1 to 1,000.");
        if (Every && On != TriggerKind.NthPurchase) yield return new("trigger.every", "Stands beside nth_purchase.");
        if (On == TriggerKind.Spend ? AtLeast is null : AtLeast is not null && On != TriggerKind.Purchase) yield return new("trigger.atLeast", "Stands beside purchase or spend, which needs it.");
        if (AtLeast is { } least && (least.IsNegative || least > Money.Limit)) yield return new("trigger.atLeast", $"Must be 0 to {Money.Limit}.");
        if (On == TriggerKind.Spend ? WithinMonths is null or < 1 or > 36 : WithinMonths is not null) yield return new("trigger.withinMonths", "Stands beside spend, 1 to 36.");
        if (On == TriggerKind.RungReached == Rung is null) yield return new("trigger.rung", "Stands beside rung_reached, which needs it.");
        if (On != TriggerKind.Feedback && (FromNps ?? ToNps) is not null) yield return new("trigger.fromNps", "Stands beside feedback.");
        if (FromNps is < 0 or > 10 || ToNps is < 0 or > 10 || ToNps < FromNps) yield return new("trigger.fromNps", "Must be 0 to 10, and not above toNps.");
        if (Until < From) yield return new("trigger.until", "Must not be before from.");
    }

    /// <summary>Whether something that has happened to a customer triggers it.</summary>
    /// <param name="happened">What.</param>
    /// <param name="state">The customer after it.</param>
    /// <param name="moment">When.</param>
    internal bool IsBy(ActorEvent happened, ActorState state, in Moment moment) => moment.At >= (From ?? DateTimeOffset.MinValue) && moment.At <= (Until ?? DateTimeOffset.MaxValue) && happened switch
    {
        PurchaseRecorded purchase => IsByPurchase(purchase, state, moment),
        StandingChanged standing => On == TriggerKind.RungReached ? standing.To.Rung >= Rung && standing.From.Rung < Rung : On == TriggerKind.Lapsed && standing is { To.Lapsed: true, From.Lapsed: false },
        FeedbackGiven feedback => On == TriggerKind.Feedback && (FromNps is null || feedback.Nps >= FromNps) && (ToNps is null || feedback.Nps <= ToNps),
        ConversionCounted conversion => On == TriggerKind.ReferralConverted && conversion is { Converted: true, Change: <= 1 },
        EnrolmentChanged enrolment => On == TriggerKind.Enrolled && enrolment.Enrolled,
        _ => false,
    };

    private bool IsByPurchase(PurchaseRecorded purchase, ActorState state, in Moment moment) => On switch
    {
        TriggerKind.Purchase => !(purchase.Amount < AtLeast),
        TriggerKind.NthPurchase => Every ? state.Orders % Nth!.Value == 0 : state.Orders == Nth,
        TriggerKind.Spend => SpentBy(state, moment.Month) is var spent && spent >= AtLeast && spent - purchase.Amount < AtLeast,
        TriggerKind.ReferredPurchase => state.Orders == 1 && state.BroughtBy is not null,
        _ => false,
    };

    /// <summary>What was spent in the months that count, net of returns.</summary>
    private Money SpentBy(ActorState state, Month month)
    {
        var units = 0L;
        foreach (var active in state.Activity.Months)
            if (active.Month.Index <= month.Index && active.Month.Index > month.Index - WithinMonths!.Value) units += active.Revenue.Units;
        return new(units);
    }
}

/// <summary>A campaign that facts trigger, as long as it is in force.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Terms">Its terms, with saved segments in their place.</param>
public sealed record TriggeredCampaign(string CampaignId, CampaignTerms Terms) : Kept
{
    /// <summary>Most of them at once.</summary>
    public const int Most = 100;
}
