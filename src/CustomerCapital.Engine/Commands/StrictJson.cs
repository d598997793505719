using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Commands;

/// <summary>How input in JSON is read: strictly, so that a misspelt field is an error and not a default.</summary>
public static class StrictJson
{
    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 16;

    /// <summary>Values of the field <c>type</c> that callers may send, in alphabetical order.</summary>
    public static IReadOnlyList<string> CommandTypes { get; } =
    [
        .. Capabilities.Of(ActorKind.Customer).SelectMany(capability => capability.Commands).Where(command => !command.IsEnginesOwn)
            .Select(command => command.Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>Strict options over generated metadata: no unknown or double fields, no null where none belongs, instants with their offset.</summary>
    public static JsonSerializerOptions OptionsOver(IJsonTypeInfoResolver types)
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, types).WithAddedModifier(ShowOnlyWhatCallersSend),
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowOutOfOrderMetadataProperties = true,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            MaxDepth = MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new InstantJsonConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Takes from commands what is not a caller's to send: the commands that the engine sends itself, and fields that are derived.</summary>
    public static void ShowOnlyWhatCallersSend(JsonTypeInfo type)
    {
        if (!typeof(ActorCommand).IsAssignableFrom(type.Type)) return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i] is { Set: null, AssociatedParameter: null }) type.Properties.RemoveAt(i);
        if (type.PolymorphismOptions is not { DerivedTypes: { } commands }) return;
        foreach (var command in commands.Where(command => !CommandTypes.Contains(command.TypeDiscriminator)).ToList()) commands.Remove(command);
    }
}

/// <summary>Reads an instant only with its offset: without one it would be taken for the local time of whatever machine reads it.</summary>
internal sealed class InstantJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && InstantText.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException("Must be an instant with its offset, such as 2026-03-01T09:30:00+01:00 or 2026-03-01T08:30:00Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
