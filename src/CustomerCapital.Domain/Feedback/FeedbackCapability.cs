using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Feedback;

/// <summary>Opinions.</summary>
public sealed class FeedbackCapability : Capability
{
    /// <inheritdoc/>
    public override string Name => "feedback";

    /// <inheritdoc/>
    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<GiveFeedback>("feedback")];

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<FeedbackGiven>("feedback_given")];

    /// <inheritdoc/>
    public override StatePart Part => Opinions.Part;

    /// <inheritdoc/>
    public override IJsonTypeInfoResolver Json => FeedbackJson.Default;
}

[JsonSerializable(typeof(GiveFeedback))]
[JsonSerializable(typeof(FeedbackGiven))]
[JsonSerializable(typeof(Opinions))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
