using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>How states are written: an object with the parts by name, but for those that have rows of their own. What holds nothing is left out, and read back from its absence.</summary>
internal static class StateJson
{
    private const string Id = "id";
    private const string Sequence = "sequence";
    private const string AsOf = "asOf";
    private const string KnownSince = "knownSince";

    private static readonly JsonSerializerOptions Parts = Options(newer: true);
    private static readonly JsonSerializerOptions KnownParts = Options(newer: false);
    private static readonly JsonTypeInfo<ActorId> Ids = (JsonTypeInfo<ActorId>)Parts.GetTypeInfo(typeof(ActorId));
    private static readonly JsonTypeInfo<FlatState> Flat = (JsonTypeInfo<FlatState>)Parts.GetTypeInfo(typeof(FlatState));

    /// <summary>Encodes a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="whole">Whether with the parts that have rows of their own; without them, it is what a row holds, in shorthand.</param>
    /// <param name="newer">Whether what a newer version has added is written too.</param>
    /// <param name="bySerializer">Whether every part is left to the serializer.</param>
    public static byte[] Encode(ActorState state, bool whole, bool newer = true, bool bySerializer = false)
    {
        var buffer = JsonBuffer.Take();
        var writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WritePropertyName(Id);
        JsonSerializer.Serialize(writer, state.Id, Ids);
        writer.WriteNumber(Sequence, state.Sequence);
        if (state.Sequence > 0)
        {
            writer.WriteNumber(AsOf, Microseconds(state.AsOf));
            writer.WriteNumber(KnownSince, Microseconds(state.KnownSince));
        }

        foreach (var capability in Capabilities.Of(state.Id.Kind))
        {
            if (capability.Part is not { } part || !(whole || part.InRow)) continue;
            var value = state.Find(part);
            if (HoldsNothing(value, part, newer)) continue;
            writer.WritePropertyName(part.Name);
            if (!bySerializer && PurchaseJson.Writes(value)) PurchaseJson.Write(writer, (PurchaseHistory)value);
            else JsonSerializer.Serialize(writer, value, (newer ? Parts : KnownParts).GetTypeInfo(part.Type));
        }

        if (newer)
        {
            foreach (var (name, unknown) in state.NewerParts)
            {
                writer.WritePropertyName(name);
                unknown.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        return buffer.End(inShorthand: !whole);
    }

    /// <inheritdoc cref="LedgerJson.EncodeChangedParts"/>
    public static IReadOnlyList<EncodedPart> EncodeChangedParts(ActorState before, ActorState after)
    {
        List<EncodedPart>? changed = null;
        foreach (var (part, value) in after.Parts)
        {
            if (part.InRow || ReferenceEquals(before.Find(part), value) || value.Equals(before.Find(part))) continue;
            (changed ??= []).Add(new(part.Name, JsonSerializer.SerializeToUtf8Bytes(value, Parts.GetTypeInfo(part.Type))));
        }

        return changed ?? [];
    }

    /// <inheritdoc cref="LedgerJson.DecodeState"/>
    public static ActorState Decode(ReadOnlySpan<byte> utf8, IReadOnlyList<EncodedPart> parts)
    {
        var state = Decode(Shorthand.ToJson(utf8));
        foreach (var (name, value) in parts)
            if (Capabilities.PartOf(name) is { } part) state = state.With(part, Whole(JsonSerializer.Deserialize(value, Parts.GetTypeInfo(part.Type))));
        return state;
    }

    /// <summary>Decodes what <see cref="Encode"/> has written, or a row of before there were parts.</summary>
    private static ActorState Decode(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var state = ActorState.New(default);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "customerId") return Whole(JsonSerializer.Deserialize(utf8, Flat)).ToParts();
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

        return state;
    }

    private static bool HoldsNothing(object value, StatePart part, bool newer) =>
        ReferenceEquals(value, part.Empty) || (value.Equals(part.Empty) && !(newer && value is Kept kept && kept.HoldsNewer()));

    private static T Whole<T>(T? decoded) => decoded ?? throw new JsonException("There is no state.");

    private static long Microseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <remarks>
    /// A member added to a part is absent from what was written before, and then decodes as its type's default, not as its initialiser: choose it so that this is right.
    /// </remarks>
    private static JsonSerializerOptions Options(bool newer)
    {
        var types = JsonTypeInfoResolver.Combine(Capabilities.Json, StateJsonContext.Default).WithAddedModifier(WriteWhatIsReadAsSomethingElse).WithAddedModifier(type => LeaveOutWhatHoldsNothing(type, newer));
        return new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            IgnoreReadOnlyProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = newer ? types.WithAddedModifier(NewerMembers.Keep) : types,
        };
    }

    /// <summary>A zero that would be left out, and be read as the default of its parameter, such as 60 minutes, is written.</summary>
    private static void WriteWhatIsReadAsSomethingElse(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } otherwise } && property.PropertyType.IsValueType && !otherwise.Equals(Activator.CreateInstance(property.PropertyType)))
                property.ShouldSerialize = static (_, _) => true;
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
