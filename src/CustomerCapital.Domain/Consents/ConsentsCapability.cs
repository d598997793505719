using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Consents;

/// <summary>Consents by channel and purpose: given, withdrawn, asked for and confirmed.</summary>
public sealed class ConsentsCapability : Capability
{
    public override string Name => "consents";

    public override IReadOnlyList<CommandType> Commands { get; } =
        [CommandType.Of<ChangeConsent>("consent"), CommandType.Of<RequestConsent>("consent_request"), CommandType.Of<ConfirmConsent>("consent_confirmation")];

    public override IReadOnlyList<EventType> Events { get; } =
        [EventType.Of<ConsentChanged>("consent_changed"), EventType.Of<ConsentRequested>("consent_requested"), EventType.Of<ConsentConfirmed>("consent_confirmed")];

    public override StatePart Part => GivenConsents.Part;

    public override IReadOnlyList<Field> Fields { get; } = [ConsentFields.EmailSurveyConsent, ConsentFields.PhoneSurveyConsent, ConsentFields.PostSurveyConsent];

    public override IJsonTypeInfoResolver Json => ConsentsJson.Default;
}

[JsonSerializable(typeof(ChangeConsent))]
[JsonSerializable(typeof(RequestConsent))]
[JsonSerializable(typeof(ConfirmConsent))]
[JsonSerializable(typeof(ConsentChanged))]
[JsonSerializable(typeof(ConsentRequested))]
[JsonSerializable(typeof(ConsentConfirmed))]
[JsonSerializable(typeof(GivenConsents))]
internal sealed partial class ConsentsJson : JsonSerializerContext;
