using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.Engine.Exporting;

/// <summary>One line of an export: the policy first, then its versions, the saved segments, the templates and the keys of links where there are any, then every actor's entries in order, then how many there were.</summary>
/// <param name="Policy">The policy; null on the other lines.</param>
/// <param name="Entry">An entry; null on the first line and the last.</param>
/// <param name="Entries">On the last line, how many entries there are, so that an export that was cut off is known; else null.</param>
/// <param name="Segments">The saved segments; null on the other lines.</param>
/// <param name="Templates">The templates of messages; null on the other lines.</param>
/// <param name="LinkKeys">The keys of links; null on the other lines.</param>
/// <param name="PolicyVersions">The versions of the policy, the one in force among them; null on the other lines.</param>
public sealed record ExportLine(
    ProgramPolicy? Policy = null, Entry? Entry = null, long? Entries = null, SavedSegments? Segments = null, SavedTemplates? Templates = null, LinkKeys? LinkKeys = null, KeptPolicyVersions? PolicyVersions = null)
{
    private static readonly JsonTypeInfo<ExportLine> Json = (JsonTypeInfo<ExportLine>)new JsonSerializerOptions(ExportJsonContext.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, ExportJsonContext.Default),
    }.GetTypeInfo(typeof(ExportLine));

    /// <summary>The line as JSON in UTF-8.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Whether a line of JSON is one of an export, rather than a command.</summary>
    public static bool IsOne(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("{\"policy\":"u8) || utf8.StartsWith("{\"segments\":"u8) || utf8.StartsWith("{\"templates\":"u8) || utf8.StartsWith("{\"linkKeys\":"u8) || utf8.StartsWith("{\"policyVersions\":"u8) || utf8.StartsWith("{\"entry\":"u8) || utf8.StartsWith("{\"entries\":"u8);

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is not a line of an export.</exception>
    public static ExportLine Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var line = JsonSerializer.Deserialize(utf8, Json)!;
            return line.IsWhole ? line : throw new JsonException("A field is missing.");
        }
        catch (NotSupportedException typeless)
        {
            throw new JsonException("An event has no type.", typeless);
        }
    }

    /// <summary>Whether nothing is absent that the line cannot be taken without: the serializer leaves absent fields empty.</summary>
    private bool IsWhole =>
        Policy is null or { TimeZone: not null, Lapse: not null, Member: not null, Advocate: not null, RavingFan: not null }
        && Entry is null or { Actor.Key: not null, Event: not null }
        && (Templates?.Saved.All(saved => saved is { Name: not null, Template: not null }) ?? true)
        && LinkKeys is null or { Keys: not null }
        && (PolicyVersions is null || PolicyVersions.Versions is { } versions && versions.All(version => version?.Policy is not null));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(ExportLine))]
internal sealed partial class ExportJsonContext : JsonSerializerContext;
