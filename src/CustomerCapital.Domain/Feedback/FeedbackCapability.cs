using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Feedback;

/// <summary>Opinions, and what becomes of them. Of each kind the latest counts.</summary>
public sealed class FeedbackCapability : Capability
{
    public override string Name => "feedback";

    public override IReadOnlyList<CommandType> Commands { get; } = 
    [
        CommandType.Of<GiveFeedback>("feedback"), CommandType.Of<CorrectFeedback>("feedback_correction"), CommandType.Of<WithdrawFeedback>("feedback_withdrawal"),
    ];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<FeedbackGiven>("feedback_given"), EventType.Of<FeedbackCorrected>("feedback_corrected")];

    public override StatePart Part => Opinions.Part;

    public override IJsonTypeInfoResolver Json => FeedbackJson.Default;
}

[JsonSerializable(typeof(GiveFeedback))]
[JsonSerializable(typeof(FeedbackGiven))]
[JsonSerializable(typeof(CorrectFeedback))]
[JsonSerializable(typeof(WithdrawFeedback))]
[JsonSerializable(typeof(FeedbackCorrected))]
[JsonSerializable(typeof(Opinions))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
