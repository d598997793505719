using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Privacy;

/// <summary>Persons who were erased. Its events are in histories of every kind of actor.</summary>
public sealed class PrivacyCapability : Capability
{
    public override string Name => "privacy";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.EnginesOwn<ForgetPerson>("person_forgetting"), CommandType.EnginesOwn<RemoveTexts>("text_removal")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<PersonErased>("person_erased"), EventType.Of<PersonForgotten>("person_forgotten"), EventType.Of<TextsRemoved>("texts_removed")];

    public override StatePart Part => ErasedPerson.Part;

    public override IJsonTypeInfoResolver Json => PrivacyJson.Default;
}

[JsonSerializable(typeof(ForgetPerson))]
[JsonSerializable(typeof(PersonErased))]
[JsonSerializable(typeof(PersonForgotten))]
[JsonSerializable(typeof(RemoveTexts))]
[JsonSerializable(typeof(TextsRemoved))]
[JsonSerializable(typeof(ErasedPerson))]
internal sealed partial class PrivacyJson : JsonSerializerContext;
