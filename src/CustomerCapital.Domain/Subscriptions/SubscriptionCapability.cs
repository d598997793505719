using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Subscriptions;

/// <summary>Subscriptions of other systems to what happens: written down, enabled, disabled, replayed. Sending is the engine's.</summary>
public sealed class SubscriptionCapability : Capability
{
    public override string Name => "subscription";

    public override ActorKind Kind => ActorKind.Subscription;

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.EnginesOwn<DefineSubscription>("subscription_definition"), CommandType.EnginesOwn<RotateSecret>("subscription_secret_rotation"),
        CommandType.EnginesOwn<EnableSubscription>("subscription_enabling"), CommandType.EnginesOwn<DisableSubscription>("subscription_disabling"),
        CommandType.EnginesOwn<DeleteSubscription>("subscription_deletion"), CommandType.EnginesOwn<ReplaySubscription>("subscription_replay"),
        CommandType.EnginesOwn<RecordDeadLetter>("dead_letter"), CommandType.EnginesOwn<ReplayDeadLetters>("dead_letter_replay"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<SubscriptionDefined>("subscription_defined"), EventType.Of<SecretRotated>("subscription_secret_rotated"), EventType.Of<SubscriptionMoved>("subscription_moved"),
        EventType.Of<SubscriptionReplayed>("subscription_replayed"), EventType.Of<EntryGivenUp>("entry_given_up"), EventType.Of<DeadLettersReplayed>("dead_letters_replayed"),
    ];

    public override StatePart Part => Subscription.Part;

    public override IJsonTypeInfoResolver Json => SubscriptionJson.Default;
}

[JsonSerializable(typeof(DefineSubscription))]
[JsonSerializable(typeof(RotateSecret))]
[JsonSerializable(typeof(EnableSubscription))]
[JsonSerializable(typeof(DisableSubscription))]
[JsonSerializable(typeof(DeleteSubscription))]
[JsonSerializable(typeof(ReplaySubscription))]
[JsonSerializable(typeof(RecordDeadLetter))]
[JsonSerializable(typeof(ReplayDeadLetters))]
[JsonSerializable(typeof(DeadLettersReplayed))]
[JsonSerializable(typeof(SubscriptionDefined))]
[JsonSerializable(typeof(SecretRotated))]
[JsonSerializable(typeof(SubscriptionMoved))]
[JsonSerializable(typeof(SubscriptionReplayed))]
[JsonSerializable(typeof(EntryGivenUp))]
[JsonSerializable(typeof(Subscription))]
internal sealed partial class SubscriptionJson : JsonSerializerContext;
