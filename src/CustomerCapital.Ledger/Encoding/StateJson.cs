using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>How states are written: an object with the parts by name. What holds nothing is left out, and read back from its absence.</summary>
internal static class StateJson
{
    private const string Id = "id";
    private const string Sequence = "sequence";
    private const string AsOf = "asOf";
    private const string KnownSince = "knownSince";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Parts = Options(newer: true);
    private static readonly JsonSerializerOptions KnownParts = Options(newer: false);
    private static readonly JsonTypeInfo<ActorId> Ids = (JsonTypeInfo<ActorId>)Parts.GetTypeInfo(typeof(ActorId));
    private static readonly JsonTypeInfo<FlatState> Flat = (JsonTypeInfo<FlatState>)Parts.GetTypeInfo(typeof(FlatState));

    /// <summary>Encodes a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="row">Whether only that is written which stands in the state of the actor's row: not what other columns hold, nor parts with rows of their own.</param>
    /// <param name="newer">Whether what a newer version has added is written too.</param>
    public static byte[] Encode(ActorState state, bool row, bool newer = true)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Relaxed);
        writer.WriteStartObject();
        if (!row)
        {
            writer.WritePropertyName(Id);
            JsonSerializer.Serialize(writer, state.Id, Ids);
            writer.WriteNumber(Sequence, state.Sequence);
        }

        if (state.Sequence > 0)
        {
            writer.WriteNumber(AsOf, Microseconds(state.AsOf));
            writer.WriteNumber(KnownSince, Microseconds(state.KnownSince));
        }

        foreach (var capability in Capabilities.Of(state.Id.Kind))
        {
            if (capability.Part is not { } part || (row && !part.InRow) || EncodePart(state, part, newer) is not { } utf8) continue;
            writer.WritePropertyName(part.Name);
            writer.WriteRawValue(utf8, skipInputValidation: true);
        }

        if (newer)
        {
            foreach (var (name, value) in state.NewerParts)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Encodes a part.</summary>
    /// <returns>Null where it holds nothing.</returns>
    public static byte[]? EncodePart(ActorState state, StatePart part, bool newer = true)
    {
        var value = state.Find(part);
        if (value.Equals(part.Empty) && !(newer && value is Kept kept && kept.HoldsNewer())) return null;
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(value, (newer ? Parts : KnownParts).GetTypeInfo(part.Type));
        return utf8.Length == 2 ? null : utf8;
    }

    /// <summary>Decodes what <see cref="Encode"/> has written, or a row of before there were parts.</summary>
    /// <param name="utf8">The state, or the parts of it that stand in the row.</param>
    /// <param name="id">Whose, where it is that of a row.</param>
    /// <param name="sequence">Entries folded, where it is that of a row.</param>
    public static (ActorState State, bool IsFlat) Decode(ReadOnlySpan<byte> utf8, ActorId id = default, long sequence = 0)
    {
        var reader = new Utf8JsonReader(utf8);
        var state = ActorState.New(id) with { Sequence = sequence };
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "customerId") return (Whole(JsonSerializer.Deserialize(utf8, Flat)).ToParts(), true);
            state = name switch
            {
                Id => state with { Id = JsonSerializer.Deserialize(ref reader, Ids) },
                Sequence => state with { Sequence = reader.GetInt64() },
                AsOf => state with { AsOf = Instant(reader.GetInt64()) },
                KnownSince => state with { KnownSince = Instant(reader.GetInt64()) },
                _ when Capabilities.PartOf(name) is { } part => state.With(part, Whole(JsonSerializer.Deserialize(ref reader, Parts.GetTypeInfo(part.Type)))),
                _ => state with { NewerParts = state.NewerParts.Add(name, JsonElement.ParseValue(ref reader)) },
            };
        }

        return (state, false);
    }

    /// <summary>A state with a part that stands in a row of its own; one that this version does not know is left there.</summary>
    public static ActorState With(ActorState state, string name, ReadOnlySpan<byte> utf8) =>
        Capabilities.PartOf(name) is { } part ? state.With(part, Whole(JsonSerializer.Deserialize(utf8, Parts.GetTypeInfo(part.Type)))) : state;

    private static T Whole<T>(T? decoded) => decoded ?? throw new JsonException("There is no state.");

    private static long Microseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <remarks>
    /// A member added to a part is absent from what was written before, and then decodes as its type's default, not as its initialiser: choose it so that this is right.
    /// </remarks>
    private static JsonSerializerOptions Options(bool newer)
    {
        var types = JsonTypeInfoResolver.Combine(Capabilities.Json, StateJsonContext.Default).WithAddedModifier(type => LeaveOutWhatHoldsNothing(type, newer));
        return new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            IgnoreReadOnlyProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = newer ? types.WithAddedModifier(NewerMembers.Keep) : types,
        };
    }

    /// <summary>Most members of most parts hold nothing; reading them back would cost more than all the others.</summary>
    private static void LeaveOutWhatHoldsNothing(JsonTypeInfo type, bool newer)
    {
        if (!type.Type.IsSubclassOf(typeof(Kept))) return;
        foreach (var property in type.Properties)
        {
            if (property.PropertyType.IsValueType || property.PropertyType == typeof(string) || property.Get is not { } get) continue;
            var nothing = new Lazy<object?>(() => get(Empty(type.Type)));
            property.ShouldSerialize = (_, value) => value switch
            {
                null or ICollection { Count: 0 } => false,
                Kept kept when newer && kept.HoldsNewer() => true,
                _ => !value.Equals(nothing.Value),
            };
        }
    }

    /// <summary>What is read where nothing is stated.</summary>
    private static object Empty(Type type)
    {
        var constructor = type.GetConstructors().OrderBy(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null)]);
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ActorId))]
[JsonSerializable(typeof(FlatState))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
