using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Grains.Wire;

/// <summary>How the engine's records are written between processes; what one process does not know of another's, it passes over.</summary>
/// <remarks>Commands, outcomes and entries by generated code; questions and their answers, of which there are few at a time, by their declarations.</remarks>
internal static class WireJson
{
    /// <summary>With the questions of the engine.</summary>
    public static readonly JsonSerializerOptions Options = Of([]);

    /// <summary>With the questions of the engine and of other assemblies.</summary>
    public static JsonSerializerOptions Of(IReadOnlyList<Assembly> others) => new(WireJsonContext.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            Capabilities.Json, WireJsonContext.Default.WithAddedModifier(LedgerJson.KeepUnstated), new DefaultJsonTypeInfoResolver { Modifiers = { type => NameQuestions(type, others), CustomerLine.Members } }),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new StateConverter() },
    };

    private static void NameQuestions(JsonTypeInfo type, IReadOnlyList<Assembly> others)
    {
        if (type.Type != typeof(Question)) return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "type" };
        foreach (var question in others.Prepend(typeof(Question).Assembly).SelectMany(Question.DeclaredIn))
            type.PolymorphismOptions.DerivedTypes.Add(new(question, question.Name));
    }

    /// <summary>A state travels as it is kept.</summary>
    private sealed class StateConverter : JsonConverter<ActorState>
    {
        public override ActorState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var state = JsonDocument.ParseValue(ref reader);
            return LedgerJson.DecodeState(JsonSerializer.SerializeToUtf8Bytes(state.RootElement));
        }

        public override void Write(Utf8JsonWriter writer, ActorState value, JsonSerializerOptions options) =>
            writer.WriteRawValue(LedgerJson.EncodeUtf8(value), skipInputValidation: true);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActorCommand))]
[JsonSerializable(typeof(CommandOutcome))]
[JsonSerializable(typeof(ActorState))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(CommandBlock))]
[JsonSerializable(typeof(OutcomeBlock))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
