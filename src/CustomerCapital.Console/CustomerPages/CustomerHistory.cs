using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>Reads a customer's own history.</summary>
internal static class CustomerHistory
{
    /// <summary>So many of the latest entries are looked through for orders.</summary>
    public const int LookedThrough = 300;

    private const int Page = 500;

    /// <summary>The latest orders, the newest first, as they were recorded.</summary>
    public static async Task<IReadOnlyList<(DateTimeOffset At, PurchaseRecorded Purchase)>> OrdersAsync(ICustomerCapital capital, ActorState state, int most)
    {
        var orders = new List<(DateTimeOffset At, PurchaseRecorded Purchase)>();
        await foreach (var entry in EntriesAsync(capital, state, Math.Max(0, state.Sequence - LookedThrough)))
            if (entry.Event is PurchaseRecorded purchase) orders.Add((entry.OccurredAt, purchase));
        return [.. orders.OrderByDescending(order => order.At).Take(most)];
    }

    /// <summary>How far the closing of the account has come: read from the whole history.</summary>
    public static async Task<AccountClosing> ClosingAsync(ICustomerCapital capital, ActorState state)
    {
        var (opened, planned) = (0L, new HashSet<string>());
        await foreach (var entry in EntriesAsync(capital, state))
        {
            if (Opens(entry.Event)) opened = entry.Sequence;
            else if (entry.Event is FollowUpScheduled { FollowUpId: var id } && id.StartsWith(ScheduleFollowUp.ClosurePrefix, StringComparison.Ordinal)) planned.Add(id);
        }

        var followUp = string.Create(CultureInfo.InvariantCulture, $"{ScheduleFollowUp.ClosurePrefix}{opened}");
        return new(followUp, !state.Enrolled && HasNoConsent(state) && planned.Contains(followUp));
    }

    /// <summary>Whether something makes of a closed account one that can be closed again.</summary>
    private static bool Opens(ActorEvent happened) => happened switch
    {
        EnrolmentChanged enrolment => enrolment.Enrolled,
        ConsentChanged consent => consent.IsGiven,
        ConsentConfirmed => true,
        CustomerRegistered registered => registered.Profile.Consents != new Profile().Consents,
        RegistrationChanged changed => changed.Consents is { Email: true } or { Phone: true } or { Post: true },
        _ => false,
    };

    private static bool HasNoConsent(ActorState state) => Enum.GetValues<ContactChannel>().All(
        channel => !state.HasConsentTo(channel, ContactPurpose.Marketing) && !state.HasConsentTo(channel, ContactPurpose.Survey));

    /// <summary>All entries after a number, oldest first, as far as the state knows.</summary>
    public static async IAsyncEnumerable<Entry> EntriesAsync(ICustomerCapital capital, ActorState state, long after = 0)
    {
        while (after < state.Sequence && await capital.Customer(state.CustomerId).EntriesAsync(after, (int)Math.Min(Page, state.Sequence - after)) is { Count: > 0 } page)
        {
            foreach (var entry in page) yield return entry;
            after = page[^1].Sequence;
        }
    }
}

/// <summary>The closing of an account.</summary>
/// <param name="FollowUpId">The id of the follow-up that sees to it: the same until the account is opened again.</param>
/// <param name="IsDone">Whether the account has been closed, and not opened since.</param>
internal sealed record AccountClosing(string FollowUpId, bool IsDone);
