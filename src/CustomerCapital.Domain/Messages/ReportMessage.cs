using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Messages;

/// <summary>What is reported of a message that was sent. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MessageReport>))]
public enum MessageReport
{
    /// <summary>The message came back, and so will others: there is no such address.</summary>
    HardBounce = 1,

    /// <summary>The message came back, and others may not: a mailbox is full, for example.</summary>
    SoftBounce = 2,

    /// <summary>The person has marked the message as unwanted.</summary>
    Complaint = 3,
}

/// <summary>
/// Reports that a message came back, or that the person has complained about it. After a hard bounce nothing more is sent
/// to the address. A complaint withdraws the consents to e-mail.
/// </summary>
public sealed record ReportMessage : ActorCommand
{
    /// <summary>The report's id.</summary>
    public string ReportId { get; init; } = "";

    /// <summary>The message.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>What is reported.</summary>
    public MessageReport Kind { get; init; }

    /// <summary>What the mail server said, at most 2,000 characters. May be left out.</summary>
    public string? Detail { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "message_report:" + ReportId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ReportId) ? this with { ReportId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("reportId", ReportId)) yield return fault;
        if (string.IsNullOrEmpty(MessageId) || MessageId.Length > 2 * Text.ShortLimit) yield return new("messageId", $"Is required, with at most {2 * Text.ShortLimit} characters.");
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be hard_bounce, soft_bounce or complaint.");
        foreach (var fault in Text.TextFaults("detail", Detail, Text.LongLimit)) yield return fault;
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => CustomerMessages.Part.Of(state).Find(MessageId)?.At;

    public override Verdict Decide(in Situation situation)
    {
        if (CustomerMessages.Part.Of(situation.State).Find(MessageId) is not { } message) return MessageRefusal.MessageNotFound(MessageId);
        return message.Attempts == 0 ? MessageRefusal.NotSent(MessageId) : new MessageReported(ReportId, MessageId, Kind) { Detail = Detail };
    }
}

/// <summary>A message came back, or the person has complained about it.</summary>
/// <param name="ReportId">The report's id.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Kind">What is reported.</param>
public sealed record MessageReported(string ReportId, string MessageId, MessageReport Kind) : ActorEvent
{
    /// <summary>What the mail server said. Null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var messages = CustomerMessages.Part.Of(state);
        if (messages.Find(MessageId) is { } before)
        {
            var status = Kind == MessageReport.Complaint || before.Status == MessageStatus.Complained ? MessageStatus.Complained : MessageStatus.Bounced;
            messages = messages.Replace(before, before with { Status = status, At = moment.Utc, Until = null, Reason = null });
            if (Kind == MessageReport.HardBounce) messages = messages with { UndeliverableHash = before.AddressHash };
            state = CustomerMessages.Part.Set(state, messages);
        }

        if (Kind != MessageReport.Complaint) return state;
        state = GivenConsents.Change(state, ContactChannel.Email, ContactPurpose.Marketing, false, moment.Utc);
        return GivenConsents.Change(state, ContactChannel.Email, ContactPurpose.Survey, false, moment.Utc);
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new ReportMessage { ReportId = ReportId });
}
