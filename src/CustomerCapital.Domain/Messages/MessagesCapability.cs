using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Messages;

/// <summary>Messages to customers: planned by a command, by a grant, or because a consent is to be confirmed; put off, sent, and reported.</summary>
public sealed class MessagesCapability : Capability
{
    public override string Name => "messages";

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.Of<PlanMessage>("message"), CommandType.Of<ReportMessage>("message_report"), CommandType.EnginesOwn<PlanByTemplate>("message_by_template"),
        CommandType.EnginesOwn<MoveMessage>("message_move"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<MessagePlanned>("message_planned"), EventType.Of<MessageMoved>("message_moved"), EventType.Of<MessageDue>("message_due"),
        EventType.Of<MessageReported>("message_reported"),
    ];

    public override StatePart Part => CustomerMessages.Part;

    public override IJsonTypeInfoResolver Json => MessagesJson.Default;

    public override bool AnswersTime => true;

    public override bool ServesPerson => true;

    /// <summary>A grant of a message, a reminder of a survey, and a consent that is to be confirmed by mail, plan their message, once.</summary>
    public override Happening? React(ActorState state, in Cause cause)
    {
        foreach (var happening in cause.Happened)
        {
            if (IdOf(happening.Event) is not { } messageId || CustomerMessages.Part.Of(state).Find(messageId) is not null) continue;
            return new(
                happening.Event switch
                {
                    RewardGranted { Message: { } message } granted =>
                        MessagePlanned.Of(state, messageId, message.Template, message.Purpose, cause.Program, happening.At) with { Values = ValuesOf(granted, cause.Program) },
                    SurveyReminded reminded => MessagePlanned.OfReminder(state, messageId, reminded, cause.Program, happening.At),
                    ConsentRequested { Template: { } template } asked =>
                        MessagePlanned.Of(state, messageId, template, ContactPurpose.Service, cause.Program, happening.At) with { ConsentId = asked.ConsentId },
                    _ => throw new InvalidOperationException($"No message follows from {happening.Event.GetType().Name}."),
                },
                happening.At);
        }

        return null;
    }

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program)
    {
        DateTimeOffset? next = null;
        foreach (var message in CustomerMessages.Part.Of(state).Latest)
            if (message is { Status: MessageStatus.PutOff, Until: { } until } && !(next <= until)) next = until;
        return next < state.AsOf ? state.AsOf : next;
    }

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) =>
        new MessageDue(CustomerMessages.Part.Of(state).Latest.Find(message => message is { Status: MessageStatus.PutOff, Until: { } until } && until <= moment)!.MessageId);

    /// <summary>What a template can put in of a grant: the reward's title, and of a voucher the code and the last day.</summary>
    private static Dictionary<string, string> ValuesOf(RewardGranted granted, LoyaltyProgram program)
    {
        var values = new Dictionary<string, string> { ["reward"] = program.Policy.RewardOf(granted.Reward)?.Title ?? granted.Reward };
        if (granted.Code is { } code) values["code"] = code;
        if (granted.Voucher?.ValidTo is { } last) values["validTo"] = last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return values;
    }

    /// <summary>The id of the message that follows from a fact; null where none does.</summary>
    private static string? IdOf(ActorEvent happened) => happened switch
    {
        RewardGranted { Message: not null } granted => $"{MessagePlanned.OwnPrefix}grant:{granted.GrantId ?? $"{granted.Offer?.CampaignId ?? granted.Reward}/{granted.Cause}"}",
        SurveyReminded reminded => $"{MessagePlanned.OwnPrefix}survey:{reminded.SurveyId}",
        ConsentRequested { Template: not null } asked => $"{MessagePlanned.OwnPrefix}consent:{asked.ConsentId}",
        _ => null,
    };
}

[JsonSerializable(typeof(PlanMessage))]
[JsonSerializable(typeof(PlanByTemplate))]
[JsonSerializable(typeof(MoveMessage))]
[JsonSerializable(typeof(ReportMessage))]
[JsonSerializable(typeof(MessagePlanned))]
[JsonSerializable(typeof(MessageMoved))]
[JsonSerializable(typeof(MessageDue))]
[JsonSerializable(typeof(MessageReported))]
[JsonSerializable(typeof(CustomerMessages))]
internal sealed partial class MessagesJson : JsonSerializerContext;
