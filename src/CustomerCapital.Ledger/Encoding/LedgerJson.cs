using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>How states, entries and commands are written: JSON, readable wherever the ledger is looked into.</summary>
public static class LedgerJson
{
    private static readonly LedgerJsonContext Plain = new(new JsonSerializerOptions(LedgerJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private static readonly JsonTypeInfo<ProgramPolicy> Policies = Over<ProgramPolicy>(LedgerJsonContext.Default.Options, LedgerJsonContext.Default.WithAddedModifier(NewerMembers.Keep));
    private static readonly JsonTypeInfo<CustomerState> Known = Over<CustomerState>(StateJsonContext.Default.Options, StateJsonContext.Default.WithAddedModifier(LeaveOutWhatHoldsNothing(newer: false)));
    private static readonly JsonTypeInfo<CustomerState> States = Over<CustomerState>(
        StateJsonContext.Default.Options, StateJsonContext.Default.WithAddedModifier(LeaveOutWhatHoldsNothing(newer: true)).WithAddedModifier(NewerMembers.Keep));

    /// <summary>Encodes a state; fields with their default value are left out.</summary>
    public static string Encode(CustomerState state) => JsonSerializer.Serialize(state, States);

    /// <summary>The same in UTF-8.</summary>
    public static byte[] EncodeUtf8(CustomerState state) => JsonSerializer.SerializeToUtf8Bytes(state, States);

    /// <summary>Encodes what this version knows of a state, which is all that a replay of its entries gives.</summary>
    public static string EncodeKnown(CustomerState state) => JsonSerializer.Serialize(state, Known);

    /// <summary>Decodes a state.</summary>
    public static CustomerState DecodeState(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, States) ?? throw new JsonException("There is no state.");

    /// <summary>Encodes the parts of an entry that are not columns.</summary>
    public static byte[] EncodeUtf8(Entry entry) => JsonSerializer.SerializeToUtf8Bytes(new EntryBody(entry.Event, entry.After), Plain.EntryBody);

    /// <summary>Decodes them.</summary>
    public static EntryBody DecodeEntry(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, Plain.EntryBody) is { Event: not null } body ? body : throw new JsonException("There is no event.");

    /// <summary>Encodes a command.</summary>
    public static string Encode(CustomerCommand command) => JsonSerializer.Serialize(command, Plain.CustomerCommand);

    /// <summary>Decodes a command.</summary>
    public static CustomerCommand DecodeCommand(string json) => JsonSerializer.Deserialize(json, Plain.CustomerCommand) ?? throw new JsonException("There is no command.");

    /// <summary>Encodes a policy.</summary>
    public static string Encode(ProgramPolicy policy) => JsonSerializer.Serialize(policy, Policies);

    /// <summary>Decodes a policy.</summary>
    public static ProgramPolicy DecodePolicy(string json) => JsonSerializer.Deserialize(json, Policies)!;

    /// <summary>Encodes a whole entry, as exports hold it.</summary>
    public static string EncodeWhole(Entry entry) => JsonSerializer.Serialize(entry, Plain.Entry);

    /// <summary>Decodes a whole entry.</summary>
    public static Entry DecodeWhole(string json) => JsonSerializer.Deserialize(json, Plain.Entry)!;

    /// <summary>Hash of a command's content, by which a repeat is told from a conflict.</summary>
    /// <remarks>The same whatever the offsets of instants and the trailing zeros of numbers, and whether or not a field is named that holds its default.</remarks>
    public static string HashOf(CustomerCommand command) => ContentHash.Of(command);

    /// <summary>Whether a hash is that of a command's content, also one that an earlier version has made.</summary>
    public static bool IsHashOf(string? hash, CustomerCommand command) => ContentHash.IsOf(hash, command);

    /// <summary>Half of the fields of most customers hold nothing; reading them back would cost more than all the others.</summary>
    /// <param name="newer">Whether members of a newer version are something.</param>
    private static Action<JsonTypeInfo> LeaveOutWhatHoldsNothing(bool newer) => type =>
    {
        if (type.Type != typeof(CustomerState)) return;
        foreach (var property in type.Properties)
        {
            Func<object, object?, bool>? holds = property.PropertyType switch
            {
                var profile when profile == typeof(Profile) => (_, value) => value is Profile kept && (kept != Profile.Unknown || (newer && (IsNewer(kept) || IsNewer(kept.Consents)))),
                var activity when activity == typeof(ActivityMonths) => (_, value) => value is ActivityMonths { Months.Length: > 0 },
                var instants when instants == typeof(LatestInstants) => (_, value) => value is LatestInstants { Count: > 0 },
                var opinions when opinions == typeof(Opinions) => (_, value) => value is Opinions kept && (kept != Opinions.None || (newer && IsNewer(kept))),
                var followUps when followUps == typeof(ImmutableList<FollowUp>) => (_, value) => value is ImmutableList<FollowUp> { Count: > 0 },
                _ => null,
            };
            if (holds is not null) property.ShouldSerialize = holds;
        }

        static bool IsNewer(Kept? kept) => kept?.GetNewerMembers() is not null;
    };

    private static JsonTypeInfo<T> Over<T>(JsonSerializerOptions options, IJsonTypeInfoResolver types) =>
        (JsonTypeInfo<T>)new JsonSerializerOptions(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = types }.GetTypeInfo(typeof(T));
}

/// <summary>The parts of an entry that are not columns.</summary>
public sealed record EntryBody(CustomerEvent Event, Account? After);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(CustomerCommand))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;

/// <remarks>
/// Leaves defaults out: every type in a state has initialisers equal to its defaults, or none. A field added to a state, an event or the policy is
/// absent from what was written before, and then decodes as its type's default, not as its initialiser: choose it so that this is right.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CustomerState))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
