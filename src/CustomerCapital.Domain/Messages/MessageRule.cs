using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Messages;

/// <summary>When customers are written to, and how often. Messages for service are sent at any time, and not counted.</summary>
/// <param name="QuietHours">A time of the day at which nothing is sent, by each customer's own clocks. If left out, none.</param>
/// <param name="MarketingLimit">How many messages for marketing one customer gets. If left out, without a limit.</param>
public sealed record MessageRule(QuietHours? QuietHours = null, MarketingLimit? MarketingLimit = null) : Kept
{
    internal IEnumerable<FieldFault> Faults()
    {
        if (QuietHours is { } quiet && quiet.From == quiet.To) yield return new("messages.quietHours", "Must not begin and end at the same time, which is the whole day or none of it.");
        if (MarketingLimit is { Times: < 1 or > MarketingLimit.MostTimes }) yield return new("messages.marketingLimit.times", $"Must be 1 to {MarketingLimit.MostTimes}.");
        if (MarketingLimit is { Days: < 1 or > 365 }) yield return new("messages.marketingLimit.days", "Must be 1 to 365.");
    }

    /// <summary>When a message for a purpose may be sent next: null for now.</summary>
    internal DateTimeOffset? NotBefore(ActorState state, ContactPurpose purpose, DateTimeOffset at, ProgramCalendar calendar)
    {
        if (purpose == ContactPurpose.Service || QuietHours is null) return null;
        if (state.Profile.TimeZone is { } zone && zone != calendar.TimeZone && ProgramCalendar.Knows(zone)) calendar = new(zone);
        return QuietHours.EndAfter(calendar.ToLocal(at).DateTime) is { } end && calendar.AtLocal(end) is var open && open > at ? open.ToUniversalTime() : null;
    }

    /// <summary>Why a customer may not be written to by e-mail for a purpose: a stable code. Null where the customer may.</summary>
    internal static string? ReasonAgainst(ActorState state, ContactPurpose purpose)
    {
        if (!state.HasConsentTo(ContactChannel.Email, purpose)) return MessageRefusal.ConsentMissingCode;
        if (string.IsNullOrWhiteSpace(state.Profile.Email)) return MessageRefusal.AddressMissingCode;
        return state.IsUndeliverable ? MessageRefusal.AddressUndeliverableCode : null;
    }
}

/// <summary>How many messages for marketing one customer gets within a time.</summary>
/// <param name="Times">How many, 1 to 20.</param>
/// <param name="Days">Within how many days before now, 1 to 365; the hours count, not the calendar.</param>
public sealed record MarketingLimit(int Times = 1, int Days = 1) : Kept
{
    /// <summary>Most times.</summary>
    public const int MostTimes = 20;
}

/// <summary>Why messages are refused or withheld.</summary>
internal static class MessageRefusal
{
    public const string ConsentMissingCode = "consent_missing";
    public const string AddressMissingCode = "address_missing";
    public const string AddressUndeliverableCode = "address_undeliverable";
    public const string TooManyMessagesCode = "too_many_messages";
    public const string LimitReachedCode = "message_limit_reached";

    public static Refusal TemplateNotFound(string template) => new("template_not_found", $"There is no template '{template}'; save it first.");

    public static Refusal MessageNotFound(string messageId) => new("message_not_found", $"This customer has no message '{messageId}' among the latest; check the id.");

    public static Refusal NotSent(string messageId) => new("message_not_sent", $"The message '{messageId}' was not sent, so that it cannot have come back.");

    public static Refusal Of(string code, ContactPurpose purpose, string customerId) => new(code, code switch
    {
        ConsentMissingCode => $"Customer '{customerId}' has not consented to e-mail for {(purpose == ContactPurpose.Survey ? "surveys" : "marketing")}.",
        AddressMissingCode => $"No e-mail address of customer '{customerId}' is registered; register it first.",
        AddressUndeliverableCode => $"Mail to the registered address of customer '{customerId}' came back as undeliverable; register another address.",
        TooManyMessagesCode => $"Customer '{customerId}' has {CustomerMessages.MostOpen} messages that are not sent yet; wait until some are.",
        _ => $"Customer '{customerId}' has had as many messages for marketing as one customer gets.",
    });
}
