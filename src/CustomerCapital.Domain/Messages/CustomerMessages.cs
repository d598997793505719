using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Messages;

/// <summary>What has become of a message. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>The message waits to be sent.</summary>
    Planned = 1,

    /// <summary>The message is being handed over. After a crash it may have gone out.</summary>
    InHand = 2,

    /// <summary>The message is put off until a moment: for quiet hours, or because the mail server asked for that.</summary>
    PutOff = 3,

    /// <summary>The mail server has taken the message.</summary>
    Sent = 4,

    /// <summary>The message is not sent, because it may not be any more.</summary>
    Withheld = 5,

    /// <summary>The message could not be sent.</summary>
    Failed = 6,

    /// <summary>The message came back.</summary>
    Bounced = 7,

    /// <summary>The person has complained about the message as unwanted.</summary>
    Complained = 8,
}

/// <summary>A message to a customer.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Sequence">Number of the entry that planned it in the customer's history.</param>
/// <param name="Purpose">For what the person is contacted.</param>
/// <param name="Template">The name of its template.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="At">Since when.</param>
public sealed record CustomerMessage(string MessageId, long Sequence, ContactPurpose Purpose, string Template, DateTimeOffset PlannedAt, MessageStatus Status, DateTimeOffset At) : Kept
{
    /// <summary>Until when it waits. Null where it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it was not sent, or is put off: a stable code, such as <c>consent_missing</c>. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>How often it was in hand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempts { get; init; }

    /// <summary>A short hash of the address that it went to. Null before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AddressHash { get; init; }

    /// <summary>Whether it is neither sent nor given up.</summary>
    [JsonIgnore]
    public bool IsOpen => Status is MessageStatus.Planned or MessageStatus.InHand or MessageStatus.PutOff;
}

/// <summary>The messages of a customer.</summary>
/// <param name="Latest">Those that are open, and the latest of the others, in the order in which they were planned.</param>
/// <param name="MarketingAt">When the latest messages for marketing were planned that were not withheld, the oldest first.</param>
public sealed record CustomerMessages(ImmutableList<CustomerMessage> Latest, ImmutableList<DateTimeOffset> MarketingAt) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerMessages> Part = new("messages", new([], []));

    /// <summary>Most messages that are open at once.</summary>
    public const int MostOpen = 20;

    /// <summary>So many messages are kept in the state, the open ones among them; the history has all.</summary>
    public const int MostKept = 50;

    /// <summary>Those that are open, and the latest of the others.</summary>
    public ImmutableList<CustomerMessage> Latest { get; init; } = Latest ?? [];

    /// <summary>When the latest messages for marketing were planned that were not withheld.</summary>
    public ImmutableList<DateTimeOffset> MarketingAt { get; init; } = MarketingAt ?? [];

    /// <summary>A short hash of the e-mail address that does not exist, as a mail that came back has shown. Null for none.</summary>
    public string? UndeliverableHash { get; init; }

    /// <summary>When the latest message was sent. Null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSentAt { get; init; }

    /// <summary>The message of an id; null where the state does not have it.</summary>
    internal CustomerMessage? Find(string messageId) => Latest.Find(message => message.MessageId == messageId);

    /// <summary>Whether nothing more can be planned until some of the open messages are sent.</summary>
    internal bool IsFull => Latest.Count(message => message.IsOpen) >= MostOpen;

    /// <summary>Whether as many messages for marketing were planned before a moment as the limit lets one customer have.</summary>
    internal bool HasReached(MarketingLimit limit, DateTimeOffset now) => MarketingAt.Count(at => at > now.AddDays(-limit.Days) && at <= now) >= limit.Times;

    /// <summary>The messages with one more. Where there would be too many, the one leaves that was planned first and is not open.</summary>
    internal CustomerMessages With(CustomerMessage message)
    {
        var latest = Latest.Add(message);
        if (latest.Count > MostKept) latest = latest.RemoveAt(Math.Max(0, latest.FindIndex(known => !known.IsOpen)));
        var marketing = message is { Purpose: ContactPurpose.Marketing, IsOpen: true } ? Trimmed(MarketingAt.Add(message.PlannedAt)) : MarketingAt;
        return this with { Latest = latest, MarketingAt = marketing };
    }

    /// <summary>The messages with another in place of one.</summary>
    internal CustomerMessages Replace(CustomerMessage before, CustomerMessage after) => this with
    {
        Latest = Latest.Replace(before, after),
        MarketingAt = after is { Purpose: ContactPurpose.Marketing, Status: MessageStatus.Withheld or MessageStatus.Failed } ? MarketingAt.Remove(before.PlannedAt) : MarketingAt,
    };

    /// <summary>A short hash of an address: enough to tell whether it is another, and not enough to read it.</summary>
    public static string HashOf(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant())).AsSpan(0, 8));

    private static ImmutableList<DateTimeOffset> Trimmed(ImmutableList<DateTimeOffset> at) => at.Count > MarketingLimit.MostTimes ? [.. at.Order().TakeLast(MarketingLimit.MostTimes)] : [.. at.Order()];

    public bool Equals(CustomerMessages? other) =>
        other is not null && (UndeliverableHash, LastSentAt) == (other.UndeliverableHash, other.LastSentAt) && Latest.SequenceEqual(other.Latest) && MarketingAt.SequenceEqual(other.MarketingAt);

    public override int GetHashCode() => HashCode.Combine(Latest.Count, MarketingAt.Count, UndeliverableHash);
}

/// <summary>What messages say of a customer.</summary>
public static class MessagedCustomer
{
    extension(ActorState state)
    {
        /// <summary>Whether the registered e-mail address is known not to exist. It counts until another is registered.</summary>
        public bool IsUndeliverable => CustomerMessages.Part.Of(state).UndeliverableHash is { } hash && state.Profile.Email is { } email && CustomerMessages.HashOf(email) == hash;
    }
}
