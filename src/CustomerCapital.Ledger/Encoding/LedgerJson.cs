using System.Collections.Immutable;
using System.Security.Cryptography;
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
    private static readonly LedgerJsonContext Kept = new(new JsonSerializerOptions(LedgerJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private static readonly JsonTypeInfo<CustomerState> States = (JsonTypeInfo<CustomerState>)new JsonSerializerOptions(StateJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = StateJsonContext.Default.WithAddedModifier(LeaveOutWhatHoldsNothing),
    }.GetTypeInfo(typeof(CustomerState));

    /// <summary>Encodes a state; fields with their default value are left out.</summary>
    public static string Encode(CustomerState state) => JsonSerializer.Serialize(state, States);

    /// <summary>The same in UTF-8.</summary>
    public static byte[] EncodeUtf8(CustomerState state) => JsonSerializer.SerializeToUtf8Bytes(state, States);

    /// <summary>Decodes a state.</summary>
    public static CustomerState DecodeState(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, States) ?? throw new JsonException("There is no state.");

    /// <summary>Encodes the parts of an entry that are not columns.</summary>
    public static byte[] EncodeUtf8(Entry entry) => JsonSerializer.SerializeToUtf8Bytes(new EntryBody(entry.Event, entry.After), Kept.EntryBody);

    /// <summary>Decodes them.</summary>
    public static EntryBody DecodeEntry(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, Kept.EntryBody) is { Event: not null } body ? body : throw new JsonException("There is no event.");

    /// <summary>Encodes a command.</summary>
    public static string Encode(CustomerCommand command) => JsonSerializer.Serialize(command, Kept.CustomerCommand);

    /// <summary>Decodes a command.</summary>
    public static CustomerCommand DecodeCommand(string json) => JsonSerializer.Deserialize(json, Kept.CustomerCommand) ?? throw new JsonException("There is no command.");

    /// <summary>Encodes a policy.</summary>
    public static string Encode(ProgramPolicy policy) => JsonSerializer.Serialize(policy, Kept.ProgramPolicy);

    /// <summary>Decodes a policy.</summary>
    public static ProgramPolicy DecodePolicy(string json) => JsonSerializer.Deserialize(json, Kept.ProgramPolicy)!;

    /// <summary>Encodes a whole entry, as exports hold it.</summary>
    public static string EncodeWhole(Entry entry) => JsonSerializer.Serialize(entry, Kept.Entry);

    /// <summary>Decodes a whole entry.</summary>
    public static Entry DecodeWhole(string json) => JsonSerializer.Deserialize(json, Kept.Entry)!;

    /// <summary>Hash of a command's content: the first 128 bits of SHA-256 over its JSON, with instants in UTC, in hexadecimal.</summary>
    public static string HashOf(CustomerCommand command)
    {
        var canonical = Canonical(command);
        return HashOfJson(canonical is ScheduleFollowUp { DueAt: { } due } followUp && due.Offset != TimeSpan.Zero ? followUp with { DueAt = due.ToUniversalTime() } : canonical);
    }

    /// <summary>Whether a hash is that of a command's content, also one that was kept while the offset of a follow-up's due time counted.</summary>
    public static bool IsHashOf(string? hash, CustomerCommand command) =>
        hash == HashOf(command) || (command is ScheduleFollowUp { DueAt: { } due } && due.Offset != TimeSpan.Zero && hash == HashOfJson(Canonical(command)));

    private static CustomerCommand Canonical(CustomerCommand command) =>
        command.OccurredAt is { } at && at.Offset != TimeSpan.Zero ? command with { OccurredAt = at.ToUniversalTime() } : command;

    private static string HashOfJson(CustomerCommand command)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command, Kept.CustomerCommand), digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    /// <summary>Half of the fields of most customers hold nothing; reading them back would cost more than all the others.</summary>
    private static void LeaveOutWhatHoldsNothing(JsonTypeInfo type)
    {
        if (type.Type != typeof(CustomerState)) return;
        foreach (var property in type.Properties)
        {
            Func<object, object?, bool>? holds = property.PropertyType switch
            {
                var profile when profile == typeof(Profile) => (_, value) => !Profile.Unknown.Equals(value),
                var activity when activity == typeof(ActivityMonths) => (_, value) => value is ActivityMonths { Months.Length: > 0 },
                var instants when instants == typeof(LatestInstants) => (_, value) => value is LatestInstants { Count: > 0 },
                var opinions when opinions == typeof(Opinions) => (_, value) => !Opinions.None.Equals(value),
                var followUps when followUps == typeof(ImmutableList<FollowUp>) => (_, value) => value is ImmutableList<FollowUp> { Count: > 0 },
                _ => null,
            };
            if (holds is not null) property.ShouldSerialize = holds;
        }
    }
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
internal sealed partial class StateJsonContext : JsonSerializerContext;
