using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Messages;

/// <summary>
/// Whoever sends messages says how far one has come. To take it in hand is decided here, in the customer's own turn: who has withdrawn the consent by then is not
/// written to. Sent by the engine, not by callers.
/// </summary>
public sealed record MoveMessage : ActorCommand
{
    /// <summary>The message.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>How far: in hand, put off, sent, withheld or failed.</summary>
    public MessageStatus Status { get; init; }

    /// <summary>For what the template is now. A message is sent where the person has consented to this too.</summary>
    public ContactPurpose? TemplatePurpose { get; init; }

    /// <summary>Takes a message in hand again that was in hand after so many attempts: one of several that want that gets it. Null for a message that nobody has in hand.</summary>
    public int? Again { get; init; }

    /// <summary>Until when it is put off.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it is put off or failed: a stable code.</summary>
    public string? Reason { get; init; }

    /// <summary>What the mail server answered, at most 200 characters.</summary>
    public string? Answer { get; init; }

    /// <summary>The language in which it was sent.</summary>
    public string? Language { get; init; }

    /// <summary>The version of the template.</summary>
    public long? TemplateVersion { get; init; }

    public override Verdict Decide(in Situation situation)
    {
        var (state, program) = (situation.State, situation.Program);
        if (CustomerMessages.Part.Of(state).Find(MessageId) is not { IsOpen: true } message) return Verdict.Unchanged;
        var moved = new MessageMoved(MessageId, Status) { Until = Until?.ToUniversalTime(), Reason = Reason, Answer = Answer, Language = Language, TemplateVersion = TemplateVersion };
        if (Status != MessageStatus.InHand) return moved;
        if (message.Status == MessageStatus.PutOff) return Verdict.Unchanged;
        if (HeldBack(state, message, TemplatePurpose, program, situation.At) is { } instead) return instead;
        return message.Status == MessageStatus.InHand && message.Attempts != Again ? Verdict.Unchanged : moved;
    }

    /// <summary>What becomes of a message that may not be taken in hand at a moment. Null where it may.</summary>
    /// <param name="state">The customer.</param>
    /// <param name="message">One of the customer's messages.</param>
    /// <param name="templatePurpose">For what the template is now. Null where that is not known.</param>
    /// <param name="program">The rules.</param>
    /// <param name="at">The moment.</param>
    public static MessageMoved? HeldBack(ActorState state, CustomerMessage message, ContactPurpose? templatePurpose, LoyaltyProgram program, DateTimeOffset at)
    {
        var reason = MessageRule.ReasonAgainst(state, message.Purpose) ?? (templatePurpose is { } purpose ? MessageRule.ReasonAgainst(state, purpose) : null);
        if (reason is not null) return new(message.MessageId, MessageStatus.Withheld) { Reason = reason };
        return program.Policy.Messages?.NotBefore(state, message.Purpose, at, program.Calendar) is { } open
            ? new(message.MessageId, MessageStatus.PutOff) { Until = open, Reason = MessageMoved.QuietHours } : null;
    }
}

/// <summary>A message has come further: taken in hand, put off, sent, withheld, or failed.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Status">How far.</param>
public sealed record MessageMoved(string MessageId, MessageStatus Status) : ActorEvent
{
    /// <summary>The reason of what is put off because the hours are quiet where the person lives.</summary>
    public const string QuietHours = "quiet_hours";

    /// <summary>The reason of what failed because there is no such address. Nothing more is sent to the address.</summary>
    public const string RecipientUnknown = "recipient_unknown";

    /// <summary>Until when it is put off. Null where it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it is put off, withheld or failed: a stable code. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What the mail server answered. Null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Answer { get; init; }

    /// <summary>The language in which it was sent. Null where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>The version of the template by which it was sent. Null where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? TemplateVersion { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var messages = CustomerMessages.Part.Of(state);
        if (messages.Find(MessageId) is not { } before) return state;
        var after = before with { Status = Status, At = moment.Utc, Until = Until, Reason = Reason };
        if (Status == MessageStatus.InHand) after = after with { Attempts = before.Attempts + 1, AddressHash = state.Profile.Email is { } email ? CustomerMessages.HashOf(email) : null };
        if (Status == MessageStatus.Sent && !(messages.LastSentAt > moment.Utc)) messages = messages with { LastSentAt = moment.Utc };
        if (Reason == RecipientUnknown) messages = messages with { UndeliverableHash = before.AddressHash };
        return CustomerMessages.Part.Set(state, messages.Replace(before, after));
    }
}

/// <summary>The time has come until which a message was put off: it waits to be sent.</summary>
/// <param name="MessageId">The message.</param>
public sealed record MessageDue(string MessageId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var messages = CustomerMessages.Part.Of(state);
        return messages.Find(MessageId) is { } before
            ? CustomerMessages.Part.Set(state, messages.Replace(before, before with { Status = MessageStatus.Planned, At = moment.Utc, Until = null, Reason = null })) : state;
    }
}
