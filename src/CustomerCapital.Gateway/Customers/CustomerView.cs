using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Gateway.Customers;

/// <summary>What is known of one customer.</summary>
/// <param name="CustomerId">The caller's id.</param>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
/// <param name="Profile">What the register knows of the person.</param>
/// <param name="AcquisitionChannel">
/// How the customer came to the business. If that is not registered, the channel of the earliest purchase.
/// </param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
/// <param name="Orders">Purchases that have not come back whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="HistoricValue">Margin so far, less what winning the customer and the customer's rewards cost.</param>
/// <param name="FirstPurchaseAt">When the earliest order was placed. Null if there is none.</param>
/// <param name="LastPurchaseAt">When the latest order was placed. Null if there is none.</param>
/// <param name="Cohort">Month of the first order. Null if there is none.</param>
/// <param name="UsualIntervalDays">The usual time between orders in days of 24 hours. Null below three orders.</param>
/// <param name="NextOrderExpectedAt">When the next order is expected. Null below three orders.</param>
/// <param name="Enrolled">Whether enrolled in the program.</param>
/// <param name="ReferredBy">Id of the customer who brought this one. Null if nobody did.</param>
/// <param name="Referrals">How many persons the customer has referred.</param>
/// <param name="ConvertedReferrals">How many of them have bought.</param>
/// <param name="OpenFollowUps">Follow-ups that are not done, in the order in which they are due.</param>
/// <param name="KnownSince">The earliest moment that the history speaks of.</param>
/// <param name="Entries">How many entries the history has.</param>
public sealed record CustomerView(
    string CustomerId, Rung Rung, bool Lapsed, Profile Profile, string? AcquisitionChannel, Money AcquisitionCost,
    long Orders, Money Revenue, Money HistoricValue, DateTimeOffset? FirstPurchaseAt, DateTimeOffset? LastPurchaseAt, Month? Cohort,
    long? UsualIntervalDays, DateTimeOffset? NextOrderExpectedAt, bool Enrolled, string? ReferredBy, long Referrals, long ConvertedReferrals, IReadOnlyList<FollowUp> OpenFollowUps,
    DateTimeOffset KnownSince, long Entries)
{
    /// <summary>The household of which the customer is a member. Null for none.</summary>
    public string? HouseholdId => HouseholdMembership.Part.Of(_state).HouseholdId;

    private ActorState _state = ActorState.New("");

    /// <summary>Gives the JSON of customers a member for each field of lists that has none.</summary>
    internal static Action<JsonTypeInfo> Members { get; } = type =>
    {
        if (type.Type != typeof(CustomerView)) return;
        var named = type.Properties.Select(member => member.Name).ToHashSet();
        foreach (var field in CustomerListItem.Fields.Where(field => field.IsOfState && !named.Contains(field.Name))) field.AddTo(type, isRequired: false, view => field.Of(((CustomerView)view)._state));
    };

    internal static CustomerView Of(ActorState state, ProgramPolicy policy) => new(
        state.CustomerId, state.Standing.Rung, state.Standing.Lapsed, state.Profile, state.AcquisitionChannel, state.AcquisitionCost,
        state.Orders, state.Revenue, Domain.Value.HistoricValue.Of(state, policy), state.FirstOrderAt, state.LastOrderAt, state.Activity.Cohort,
        state.UsualIntervalDays, state.NextOrderExpectedAt, state.Enrolled, state.BroughtBy?.CustomerId, state.Referrals, state.ConvertedReferrals, state.OpenFollowUps,
        state.KnownSince, state.Sequence)
    {
        _state = state,
    };
}

/// <summary>A page of a list of customers.</summary>
/// <param name="Customers">Customers in the order of their ids, or in that which was asked for.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page. Null on the last page.</param>
public sealed record CustomerList(IReadOnlyList<CustomerListItem> Customers, string? NextCursor);

/// <summary>A page of a history.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="NextAfter">
/// The <c>after</c> of the next page. Null on the last page. A page that is not the last may have fewer entries than
/// its limit.
/// </param>
public sealed record EntryList(IReadOnlyList<Entry> Entries, long? NextAfter);
