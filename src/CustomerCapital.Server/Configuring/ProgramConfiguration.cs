using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Gateway;
using CustomerCapital.Gateway.Segments;

namespace CustomerCapital.Server.Configuring;

/// <summary>How a program is set up: its policy with the catalogue of rewards, and by name its templates, segments and campaigns. No customer, no secret, and nothing that has happened.</summary>
/// <param name="Policy">The rules.</param>
/// <param name="Templates">Of messages.</param>
/// <param name="Segments">That are saved.</param>
/// <param name="Campaigns">By id, their terms alone: what is scheduled in one environment is not for that scheduled in another.</param>
internal sealed record ProgramConfiguration(
    ProgramPolicy Policy, IReadOnlyDictionary<string, MessageTemplate> Templates, IReadOnlyDictionary<string, Segment> Segments, IReadOnlyDictionary<string, CampaignTerms> Campaigns)
{
    private const string FormatName = "format";
    private const string Format = "customercapital-configuration-1";

    /// <summary>Reads that of a server, with the versions that a change must name.</summary>
    public static async Task<(ProgramConfiguration Configuration, IReadOnlyDictionary<string, long> Versions)> ReadAsync(GatewayClient client, CancellationToken cancellation)
    {
        var (policy, templates, segments, campaigns) = (await client.GetPolicyAsync(cancellation), await client.ListTemplatesAsync(cancellation), await client.ListSegmentsAsync(cancellation), await client.ListCampaignsAsync(cancellation));
        var versions = new Dictionary<string, long> { ["policy"] = policy.Version };
        foreach (var one in templates) versions[NameOf("template", one.Name)] = one.Version;
        foreach (var one in segments) versions[NameOf("segment", one.Name)] = one.Version;
        foreach (var one in campaigns) versions[NameOf("campaign", one.CampaignId)] = one.Version;
        return (
            new(policy, templates.ToDictionary(one => one.Name, one => one.Template), segments.ToDictionary(one => one.Name, one => one.Segment), campaigns.ToDictionary(one => one.CampaignId, one => one.Terms)),
            versions);
    }

    /// <summary>The configuration of a file.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ProgramConfiguration Parse(string text)
    {
        if (JsonNode.Parse(text) is not JsonObject root) throw new JsonException("Must be an object.");
        if (root[FormatName] is not JsonValue format || format.ToString() != Format) throw new JsonException($"{FormatName}: must be {Format}.");
        if (root.Select(member => member.Key).FirstOrDefault(name => name is not (FormatName or "policy" or "templates" or "segments" or "campaigns")) is { } unknown) throw new JsonException($"{unknown}: there is no such part.");
        return new(
            Part<ProgramPolicy>(root["policy"] ?? throw new JsonException("policy: is missing."), "policy"), Named<MessageTemplate>(root, "templates"),
            Named<SegmentDefinition>(root, "segments", segment => new JsonObject { ["segment"] = segment?.DeepClone() }).ToDictionary(one => one.Key, one => one.Value.Segment ?? throw new JsonException($"segments.{one.Key}: must be an object.")), Named<CampaignTerms>(root, "campaigns"));
    }

    /// <summary>As a file holds it: in the order of names, so that files of the same configuration are the same.</summary>
    public string ToText()
    {
        var root = new JsonObject { [FormatName] = Format, ["policy"] = Node("policy") };
        foreach (var part in (string[])["templates", "segments", "campaigns"])
            root[part] = new JsonObject(Names(part).Select(name => KeyValuePair.Create(name, Node(NameOf(part[..^1], name)))));
        return root.ToJsonString(new(GatewayJson.Options) { WriteIndented = true }) + "\n";
    }

    /// <summary>What each thing of this configuration is called, in the order in which others may need them.</summary>
    public IEnumerable<string> Things() =>
        [.. Names("templates").Select(name => NameOf("template", name)), .. Names("segments").Select(name => NameOf("segment", name)), "policy", .. Names("campaigns").Select(name => NameOf("campaign", name))];

    /// <summary>A thing as JSON; null where there is none of the name.</summary>
    public JsonNode? Node(string thing)
    {
        if (thing == "policy")
        {
            var policy = JsonSerializer.SerializeToNode(Policy, GatewayJson.Of<ProgramPolicy>())!.AsObject();
            // Each environment counts its own.
            policy.Remove("version");
            return policy;
        }

        var name = thing[(thing.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return thing.Split(' ')[0] switch
        {
            "template" => Templates.TryGetValue(name, out var template) ? JsonSerializer.SerializeToNode(template, GatewayJson.Of<MessageTemplate>()) : null,
            "segment" => Segments.TryGetValue(name, out var segment) ? JsonSerializer.SerializeToNode(new SegmentDefinition { Segment = segment }, GatewayJson.Of<SegmentDefinition>())!["segment"]!.DeepClone() : null,
            _ => Campaigns.TryGetValue(name, out var terms) ? JsonSerializer.SerializeToNode(new CampaignDefinition(terms), GatewayJson.Of<CampaignDefinition>())!["terms"]!.DeepClone() : null,
        };
    }

    private static string NameOf(string kind, string name) => $"{kind} {name}";

    private IEnumerable<string> Names(string part) => (part switch { "templates" => Templates.Keys, "segments" => Segments.Keys, _ => Campaigns.Keys }).Order(StringComparer.Ordinal);

    private static Dictionary<string, T> Named<T>(JsonObject root, string part, Func<JsonNode?, JsonNode>? within = null) where T : class =>
        root[part] is null ? [] : root[part] is JsonObject all ? all.ToDictionary(one => one.Key, one => Part<T>(within?.Invoke(one.Value) ?? one.Value, $"{part}.{one.Key}")) : throw new JsonException($"{part}: must be an object.");

    private static T Part<T>(JsonNode? node, string where) where T : class
    {
        try
        {
            return node.Deserialize(GatewayJson.Of<T>()) ?? throw new JsonException("Must be an object.");
        }
        catch (JsonException unsound)
        {
            throw new JsonException($"{where}: {unsound.Message}", unsound);
        }
    }
}
