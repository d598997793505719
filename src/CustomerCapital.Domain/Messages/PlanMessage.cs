using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Messages;

/// <summary>Sends a person a message by e-mail, by a template. It is planned at once, and sent afterwards.</summary>
public sealed record PlanMessage : ActorCommand
{
    /// <summary>Most values.</summary>
    public const int MostValues = 20;

    /// <summary>The message's id.</summary>
    public string MessageId { get; init => field = value ?? ""; } = "";

    /// <summary>The name of the template, which says for what the message is: without consent to that, the message is refused.</summary>
    public string Template { get; init; } = "";

    /// <summary>What the template puts in for <c>values.NAME</c>, at most 20 texts of 200 characters. May be left out.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(MessageId);

    /// <summary>The natural id of a message.</summary>
    public static string IdOf(string messageId) => "message:" + messageId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(MessageId) ? this with { MessageId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("messageId", MessageId)) yield return fault;
        if (MessageId.StartsWith(MessagePlanned.OwnPrefix, StringComparison.Ordinal)) yield return new("messageId", $"Must not begin with '{MessagePlanned.OwnPrefix}', as messages that follow by themselves do.");
        foreach (var fault in Text.IdFaults("template", Template)) yield return fault;
        if (Values is not { Count: > 0 }) yield break;
        if (Values.Count > MostValues) yield return new("values", $"Must be at most {MostValues}.");
        foreach (var (name, value) in Values.Take(MostValues))
        {
            if (!IsName(name)) yield return new("values", "Names must be 1 to 40 letters, digits or '_', the first a letter.");
            foreach (var fault in Text.TextFaults($"values.{name}", value)) yield return fault;
        }
    }

    /// <inheritdoc/>
    /// <remarks>What the template is the engine knows, which sends <see cref="PlanByTemplate"/> instead where there is one.</remarks>
    public override Verdict Decide(in Situation situation) => MessageRefusal.TemplateNotFound(Template);

    private static bool IsName(string name) => name.Length is >= 1 and <= 40 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    /// <summary>Whether both are the same, their values too.</summary>
    public bool Equals(PlanMessage? other) => other is not null && base.Equals(other) && (MessageId, Template) == (other.MessageId, other.Template) && SameValues(Values, other.Values);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), MessageId, Template);

    /// <summary>Whether two sets of values are the same.</summary>
    internal static bool SameValues(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? new Dictionary<string, string>()).All(value => other!.TryGetValue(value.Key, out var text) && text == value.Value);
}

/// <summary>A message with what the engine knows of its template. Sent by the engine, not by callers.</summary>
public sealed record PlanByTemplate : ActorCommand
{
    /// <summary>The message as it was sent.</summary>
    public PlanMessage Message { get; init; } = new();

    /// <summary>For what the template is.</summary>
    public ContactPurpose Purpose { get; init; }

    [JsonIgnore]
    public override string? NaturalId => Message.NaturalId;

    public override ActorCommand AsSent() => Message;

    public override IEnumerable<FieldFault> Faults() => Message.Faults();

    public override Verdict Decide(in Situation situation)
    {
        var state = situation.State;
        if (state.Sequence == 0) return Refusal.CustomerNotFound(state.CustomerId);
        var planned = MessagePlanned.Of(state, Message.MessageId, Message.Template, Purpose, situation.Program, situation.At);
        return planned.Withheld is { } code ? MessageRefusal.Of(code, Purpose, state.CustomerId) : planned with { Values = Message.Values is { Count: > 0 } ? Message.Values : null };
    }
}

/// <summary>A message to a person was planned.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Template">The name of its template.</param>
/// <param name="Channel">By which way the person is contacted.</param>
/// <param name="Purpose">For what.</param>
public sealed record MessagePlanned(string MessageId, string Template, ContactChannel Channel, ContactPurpose Purpose) : ActorEvent
{
    /// <summary>What stands before the id of a message that follows from a grant or a consent that was asked for, and of no other.</summary>
    public const string OwnPrefix = "by:";

    /// <summary>The language that the register knows. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>What the template puts in. Null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>The consent that the message asks the person to confirm. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConsentId { get; init; }

    /// <summary>The survey of which the message reminds the person. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SurveyId { get; init; }

    /// <summary>Until when the message waits, for quiet hours. Null for not at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why the message is not sent: a stable code, where it follows from something else. Null where it is sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Withheld { get; init; }

    /// <summary>A message to a customer, with the reason where it may not be sent.</summary>
    internal static MessagePlanned Of(ActorState state, string messageId, string template, ContactPurpose purpose, LoyaltyProgram program, DateTimeOffset at)
    {
        var (messages, rule) = (CustomerMessages.Part.Of(state), program.Policy.Messages);
        var reason = MessageRule.ReasonAgainst(state, purpose);
        if (reason is null && messages.IsFull) reason = MessageRefusal.TooManyMessagesCode;
        if (reason is null && purpose == ContactPurpose.Marketing && rule?.MarketingLimit is { } limit && messages.HasReached(limit, at.ToUniversalTime())) reason = MessageRefusal.LimitReachedCode;
        return new(messageId, template, ContactChannel.Email, purpose)
        {
            Language = state.Profile.Language, Withheld = reason, Until = reason is null ? rule?.NotBefore(state, purpose, at, program.Calendar) : null,
        };
    }

    /// <summary>The reminder of a survey. Whoever has had as many messages for marketing as one gets is not reminded either.</summary>
    internal static MessagePlanned OfReminder(ActorState state, string messageId, SurveyReminded reminded, LoyaltyProgram program, DateTimeOffset at)
    {
        var planned = Of(state, messageId, reminded.Template, ContactPurpose.Survey, program, at) with { SurveyId = reminded.SurveyId };
        return planned.Withheld is null && program.Policy.Messages?.MarketingLimit is { } limit && CustomerMessages.Part.Of(state).HasReached(limit, at.ToUniversalTime())
            ? planned with { Withheld = MessageRefusal.LimitReachedCode, Until = null } : planned;
    }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var status = Withheld is not null ? MessageStatus.Withheld : Until is not null ? MessageStatus.PutOff : MessageStatus.Planned;
        var message = new CustomerMessage(MessageId, state.Sequence + 1, Purpose, Template, moment.Utc, status, moment.Utc) { Until = Until, Reason = Withheld ?? (Until is null ? null : MessageMoved.QuietHours) };
        return CustomerMessages.Part.Set(state, CustomerMessages.Part.Of(state).With(message));
    }

    public override NaturalIds? Ids() => MessageId.StartsWith(OwnPrefix, StringComparison.Ordinal) ? null : NaturalIds.Of(new PlanMessage { MessageId = MessageId });

    /// <summary>Whether both are the same, their values too.</summary>
    public bool Equals(MessagePlanned? other) =>
        other is not null && (MessageId, Template, Channel, Purpose, Language) == (other.MessageId, other.Template, other.Channel, other.Purpose, other.Language)
        && (ConsentId, SurveyId, Until, Withheld) == (other.ConsentId, other.SurveyId, other.Until, other.Withheld) && PlanMessage.SameValues(Values, other.Values);

    public override int GetHashCode() => HashCode.Combine(MessageId, Template, Purpose);
}
