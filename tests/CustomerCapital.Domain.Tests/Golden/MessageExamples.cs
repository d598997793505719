using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>One of everything of consents and messages, with every field filled.</summary>
internal static class MessageExamples
{
    private static readonly Dictionary<string, string> Values = new() { ["shop"] = "Rome" };

    /// <summary>Whether a command is one of these.</summary>
    public static bool IsOne(ActorCommand command) => command is ChangeConsent or RequestConsent or ConfirmConsent or PlanMessage or PlanByTemplate or MoveMessage or ReportMessage;

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
    [
        new ChangeConsent { OccurredAt = at.AddMinutes(5), ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = true, Source = "till" },
        new ChangeConsent { OccurredAt = at.AddMinutes(5), ConsentId = "c2", Channel = ContactChannel.Post, Purpose = ContactPurpose.Survey, IsGiven = true },
        new RequestConsent { OccurredAt = at.AddMinutes(6), ConsentId = "c3", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, Source = "form", Template = "confirm" },
        new ConfirmConsent { OccurredAt = at.AddMinutes(7), ConsentId = "c3" },
        new RequestConsent { OccurredAt = at.AddMinutes(8), ConsentId = "c4", Channel = ContactChannel.Phone, Purpose = ContactPurpose.Survey },
        new PlanMessage { OccurredAt = at.AddMinutes(9), MessageId = "m1", Template = "news", Values = Values },
        new PlanByTemplate { OccurredAt = at.AddMinutes(9), Message = new() { OccurredAt = at.AddMinutes(9), MessageId = "m2", Template = "news", Values = Values }, Purpose = ContactPurpose.Marketing },
        new MoveMessage { OccurredAt = at.AddMinutes(10), MessageId = "m2", Status = MessageStatus.InHand, Again = 1, TemplatePurpose = ContactPurpose.Marketing },
        new MoveMessage { OccurredAt = at.AddMinutes(11), MessageId = "m2", Status = MessageStatus.Sent, Answer = "250 Ok", Language = "en", TemplateVersion = 3 },
        new ReportMessage { OccurredAt = at.AddMinutes(12), ReportId = "b1", MessageId = "m2", Kind = MessageReport.HardBounce, Detail = "550 5.1.1 No such user" },
        new MoveMessage { OccurredAt = at.AddMinutes(13), MessageId = "by:consent:c3", Status = MessageStatus.PutOff, Until = at.AddDays(60), Reason = "deferred", Answer = "451 Later" },
    ];

    public static IReadOnlyList<ActorEvent> Events(DateTimeOffset at) =>
    [
        new ConsentChanged("c1", ContactChannel.Email, ContactPurpose.Marketing, true) { Source = "till" },
        new ConsentRequested("c3", ContactChannel.Email, ContactPurpose.Survey) { Source = "form", Template = "confirm" },
        new ConsentConfirmed("c3", ContactChannel.Email, ContactPurpose.Survey),
        new MessagePlanned("m1", "news", ContactChannel.Email, ContactPurpose.Marketing) { Language = "it", Values = Values, ConsentId = "c3", Until = at.AddHours(9), Withheld = "consent_missing" },
        new MessageMoved("m1", MessageStatus.Sent) { Until = at.AddHours(1), Reason = "deferred", Answer = "250 Ok", Language = "en", TemplateVersion = 3 },
        new MessageDue("m1"),
        new MessageReported("b1", "m1", MessageReport.Complaint) { Detail = "abuse" },
    ];
}
