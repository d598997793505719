using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Client;

/// <summary>What is known of one customer.</summary>
/// <param name="CustomerId">The caller's id.</param>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
/// <param name="Profile">What the register knows of the person.</param>
/// <param name="AcquisitionChannel">How the customer came to the business. Null where that is not known.</param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
/// <param name="Orders">Purchases that have not come back whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="HistoricValue">Margin so far, less what winning the customer and the customer's rewards cost.</param>
/// <param name="FirstPurchaseAt">When the earliest order was placed. Null if there is none.</param>
/// <param name="LastPurchaseAt">When the latest order was placed. Null if there is none.</param>
/// <param name="Cohort">Month of the first order. Null if there is none.</param>
/// <param name="Enrolled">Whether enrolled in the program.</param>
/// <param name="ReferredBy">Id of the customer who brought this one. Null if nobody did.</param>
/// <param name="Referrals">How many persons the customer has referred.</param>
/// <param name="ConvertedReferrals">How many of them have bought.</param>
/// <param name="OpenFollowUps">Follow-ups that are not done, in the order in which they are due.</param>
/// <param name="KnownSince">The earliest moment that the history speaks of.</param>
/// <param name="Entries">How many entries the history has, which is the version.</param>
public sealed record KnownCustomer(
    string CustomerId, Rung Rung, bool Lapsed, Profile Profile, string? AcquisitionChannel, Money AcquisitionCost,
    long Orders, Money Revenue, Money HistoricValue, DateTimeOffset? FirstPurchaseAt, DateTimeOffset? LastPurchaseAt, Month? Cohort,
    bool Enrolled, string? ReferredBy, long Referrals, long ConvertedReferrals, IReadOnlyList<FollowUp> OpenFollowUps,
    DateTimeOffset KnownSince, long Entries);

/// <summary>A page of a customer's history.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="NextAfter">What the next page comes after; null on the last page.</param>
public sealed record EntriesOfCustomer(IReadOnlyList<Entry> Entries, long? NextAfter);

internal sealed record RecordedAnswer(Entry Entry, IReadOnlyList<Entry> Corrections, long? NextAfter);
