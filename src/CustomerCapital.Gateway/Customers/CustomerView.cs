using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Customers;

/// <summary>One customer: the members below, then every other field of lists that a state tells.</summary>
/// <param name="CustomerId">The caller's id.</param>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
/// <param name="Profile">What the register knows of the person.</param>
/// <param name="AcquisitionChannel">The way of coming in; the channel of the earliest purchase where none is registered.</param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
/// <param name="Orders">Purchases not returned whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="HistoricValue">Margin so far less acquisition cost.</param>
/// <param name="FirstPurchaseAt">When the earliest order was placed.</param>
/// <param name="LastPurchaseAt">When the latest order was placed.</param>
/// <param name="Cohort">Month of the first order.</param>
/// <param name="Enrolled">Whether enrolled in the program.</param>
/// <param name="ReferredBy">Who brought the customer.</param>
/// <param name="Referrals">Persons the customer has referred.</param>
/// <param name="ConvertedReferrals">How many of them have bought.</param>
/// <param name="OpenFollowUps">Follow-ups that are not done, by due time.</param>
/// <param name="KnownSince">The earliest moment that the history speaks of.</param>
/// <param name="Entries">Length of the history.</param>
public sealed record CustomerView(
    string CustomerId, Rung Rung, bool Lapsed, Profile Profile, string? AcquisitionChannel, Money AcquisitionCost,
    long Orders, Money Revenue, Money HistoricValue, DateTimeOffset? FirstPurchaseAt, DateTimeOffset? LastPurchaseAt, Month? Cohort,
    bool Enrolled, string? ReferredBy, long Referrals, long ConvertedReferrals, IReadOnlyList<FollowUp> OpenFollowUps,
    DateTimeOffset KnownSince, long Entries)
{
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
        state.Enrolled, state.BroughtBy?.CustomerId, state.Referrals, state.ConvertedReferrals, state.OpenFollowUps,
        state.KnownSince, state.Sequence)
    {
        _state = state,
    };
}

/// <summary>Some customers of a list.</summary>
/// <param name="Customers">By id.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
public sealed record CustomerList(IReadOnlyList<CustomerListItem> Customers, string? NextCursor);

/// <summary>One customer in a list.</summary>
public sealed class CustomerListItem : FieldRow
{
    /// <summary>The fields that lists show.</summary>
    public static IReadOnlyList<Field> Fields { get; } = [.. Capabilities.Fields.Where(field => field.Listing != Listing.Nowhere)];

    /// <summary>Gives the JSON of items, and its description, a member for each of them.</summary>
    internal static Action<JsonTypeInfo> Members { get; } = Field.MembersOf<CustomerListItem>(Fields, areRequired: true);

    /// <summary>The item of a line under a policy.</summary>
    public static CustomerListItem Of(CustomerLine line, ProgramPolicy policy)
    {
        var item = new CustomerListItem();
        foreach (var field in Fields) item[field] = field.UnderPolicy is { } of ? of(line, policy) : line[field];
        return item;
    }
}

/// <summary>Some entries of a history.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="NextAfter">Give it as <c>after</c> to get the next page; null on the last. A page with fewer entries than its limit need not be the last.</param>
public sealed record EntryList(IReadOnlyList<Entry> Entries, long? NextAfter);
