using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>How states, entries and commands are written: JSON, of which rows of actors and of entries hold the shorthand. What was written before as JSON is read as well.</summary>
public static class LedgerJson
{
    /// <summary>How entries and commands are written.</summary>
    internal static readonly JsonSerializerOptions Plain = Over(Types);

    private static readonly JsonTypeInfo<ProgramPolicy> Policies = Of<ProgramPolicy>(Over(LedgerJsonContext.Default.WithAddedModifier(KeepUnstated).WithAddedModifier(NewerMembers.Keep)));
    private static readonly JsonTypeInfo<SavedSegments> Segments = Of<SavedSegments>(Over(LedgerJsonContext.Default.WithAddedModifier(NewerMembers.Keep)));
    private static readonly JsonTypeInfo<EntryBody> Bodies = Of<EntryBody>(new(Plain) { Converters = { new CompactLine(Plain), new CompactAccount(Plain) } });
    private static readonly JsonTypeInfo<ActorCommand> Commands = Of<ActorCommand>(Plain);
    private static readonly JsonTypeInfo<Entry> Entries = Of<Entry>(Plain);

    /// <summary>What is known of entries and commands.</summary>
    internal static IJsonTypeInfoResolver Types => JsonTypeInfoResolver.Combine(Capabilities.Json, LedgerJsonContext.Default);

    /// <summary>The JSON of a row's state or an entry's body, as it is kept.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public static string JsonOf(ReadOnlySpan<byte> row) => System.Text.Encoding.UTF8.GetString(Shorthand.ToJson(row));

    /// <summary>Encodes a state as its row holds it, in shorthand, without the parts that have rows of their own.</summary>
    public static byte[] EncodeRow(ActorState state) => StateJson.Encode(state, whole: false);

    /// <summary>Encodes those parts with rows of their own in which two states differ, as the second has them.</summary>
    public static IReadOnlyList<EncodedPart> EncodeChangedParts(ActorState before, ActorState after) => StateJson.EncodeChangedParts(before, after);

    /// <summary>Encodes a whole state.</summary>
    public static byte[] EncodeUtf8(ActorState state) => StateJson.Encode(state, whole: true);

    /// <summary>The same as text.</summary>
    public static string Encode(ActorState state) => System.Text.Encoding.UTF8.GetString(EncodeUtf8(state));

    /// <summary>Encodes what this version knows of a whole state, which is all that a replay of its entries gives.</summary>
    public static string EncodeKnown(ActorState state) => System.Text.Encoding.UTF8.GetString(StateJson.Encode(state, whole: true, newer: false));

    /// <summary>Decodes a state from its row and the rows of its parts; those that this version does not know stay where they are.</summary>
    public static ActorState DecodeState(ReadOnlySpan<byte> utf8, params IReadOnlyList<EncodedPart> parts) => StateJson.Decode(utf8, parts);

    /// <summary>Encodes the parts of an entry that are not columns, in shorthand.</summary>
    public static byte[] EncodeUtf8(Entry entry) => PurchaseJson.Writes(entry) ? PurchaseJson.BodyOf(entry) : EncodeBySerializer(entry);

    /// <summary>The same by the serializer alone, whatever the entry.</summary>
    internal static byte[] EncodeBySerializer(Entry entry) => Shorthand.Of(JsonSerializer.SerializeToUtf8Bytes(new EntryBody(entry.Event, entry.After, entry.IsRepeated), Bodies));

    /// <summary>Decodes them.</summary>
    public static EntryBody DecodeEntry(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(Shorthand.ToJson(utf8), Bodies) is { Event: not null } body ? body : throw new JsonException("There is no event.");

    /// <summary>Decodes of an entry what it changes of what a customer has bought, and no more than that.</summary>
    /// <param name="utf8">The parts of the entry that are not columns.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="naturalId">Its natural id.</param>
    /// <param name="concernsId">That of the entry that it corrects.</param>
    /// <exception cref="JsonException">What has to be looked at cannot be read.</exception>
    public static BuyingChange DecodeBuying(ReadOnlySpan<byte> utf8, DateTimeOffset occurredAt, string? naturalId, string? concernsId) =>
        BuyingJson.Decode(Shorthand.ToJson(utf8), occurredAt, naturalId, concernsId);

    /// <summary>Encodes a command.</summary>
    public static string Encode(ActorCommand command) => JsonSerializer.Serialize(command, Commands);

    /// <summary>Decodes a command.</summary>
    public static ActorCommand DecodeCommand(string json) => JsonSerializer.Deserialize(json, Commands) ?? throw new JsonException("There is no command.");

    /// <summary>Encodes a policy.</summary>
    public static string Encode(ProgramPolicy policy) => JsonSerializer.Serialize(policy, Policies);

    /// <summary>Decodes a policy.</summary>
    public static ProgramPolicy DecodePolicy(string json) => JsonSerializer.Deserialize(json, Policies)!;

    /// <summary>Encodes the saved segments.</summary>
    public static string Encode(SavedSegments segments) => JsonSerializer.Serialize(segments, Segments);

    /// <summary>Decodes saved segments.</summary>
    /// <exception cref="JsonException">They are none, or hold what only a newer version of the program knows.</exception>
    public static SavedSegments DecodeSegments(string json) => JsonSerializer.Deserialize(json, Segments)!;

    /// <summary>Encodes a whole entry, as exports hold it.</summary>
    public static string EncodeWhole(Entry entry) => JsonSerializer.Serialize(entry, Entries);

    /// <summary>Decodes a whole entry.</summary>
    public static Entry DecodeWhole(string json) => JsonSerializer.Deserialize(json, Entries)!;

    /// <summary>Hash of a command's content, by which a repeat is told from a conflict.</summary>
    /// <remarks>The same whatever the offsets of instants and the trailing zeros of numbers, and whether or not a field is named that holds its default.</remarks>
    public static string HashOf(ActorCommand command) => ContentHash.Of(command);

    /// <summary>Whether a hash is that of a command's content, also one that an earlier version has made.</summary>
    public static bool IsHashOf(string? hash, ActorCommand command) => ContentHash.IsOf(hash, command);

    /// <summary>A policy is kept, and travels between processes, with the campaigns that are triggered, the program's clock and its origin, of which requests and answers know nothing.</summary>
    public static void KeepUnstated(JsonTypeInfo type)
    {
        if (type.Type != typeof(ProgramPolicy)) return;
        Keep<IReadOnlyList<TriggeredCampaign>>(
            "triggeredCampaigns", policy => policy.TriggeredCampaigns is { Count: > 0 } campaigns ? campaigns : null, (policy, read) => policy.SetTriggeredCampaigns((IReadOnlyList<TriggeredCampaign>?)read));
        Keep<DateTimeOffset?>("clock", policy => policy.Clock, (policy, read) => policy.SetClock((DateTimeOffset?)read));
        Keep<PolicyOrigin>("origin", policy => policy.Origin, (policy, read) => policy.SetOrigin((PolicyOrigin?)read));

        void Keep<T>(string name, Func<ProgramPolicy, object?> get, Action<ProgramPolicy, object?> set)
        {
            if (type.Properties.FirstOrDefault(property => property.Name == name) is { } ignored) type.Properties.Remove(ignored);
            var kept = type.CreateJsonPropertyInfo(typeof(T), name);
            (kept.Get, kept.Set) = (policy => get((ProgramPolicy)policy), (policy, read) => set((ProgramPolicy)policy, read));
            type.Properties.Add(kept);
        }
    }

    private static JsonSerializerOptions Over(IJsonTypeInfoResolver types) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = types,
    };

    private static JsonTypeInfo<T> Of<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}

/// <summary>The parts of an entry that are not columns.</summary>
public sealed record EntryBody(ActorEvent Event, Account? After, bool? IsRepeated = null);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(PolicyOrigin))]
[JsonSerializable(typeof(IReadOnlyList<TriggeredCampaign>))]
[JsonSerializable(typeof(SavedSegments))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
