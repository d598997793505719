using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>What differs between two documents of JSON, field by field.</summary>
public static class JsonChanges
{
    private static readonly JsonSerializerOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The differences, in the order of the fields. Items of lists are compared by their place.</summary>
    /// <param name="before">What there was; null for nothing.</param>
    /// <param name="after">What there is; null for nothing.</param>
    public static IReadOnlyList<AuditChange> Between(JsonNode? before, JsonNode? after)
    {
        var changes = new List<AuditChange>();
        Compare(changes, "", before, after);
        return changes;
    }

    private static void Compare(List<AuditChange> changes, string path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after)) return;
        switch (before, after)
        {
            case (JsonObject or null, JsonObject or null):
                foreach (var name in Names(before).Union(Names(after))) Compare(changes, Under(path, name), (before as JsonObject)?[name], (after as JsonObject)?[name]);
                break;
            case (JsonArray or null, JsonArray or null):
                var (old, young) = (before as JsonArray, after as JsonArray);
                for (var at = 0; at < Math.Max(old?.Count ?? 0, young?.Count ?? 0); at++)
                    Compare(changes, Under(path, $"{at}"), at < old?.Count ? old[at] : null, at < young?.Count ? young[at] : null);
                break;
            default:
                changes.Add(new(Text.Cut(path), TextOf(before), TextOf(after)));
                break;
        }
    }

    private static IEnumerable<string> Names(JsonNode? node) => (node as JsonObject)?.Select(member => member.Key) ?? [];

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    private static string? TextOf(JsonNode? node) => node is null ? null : Text.Cut(string.Concat(node.ToJsonString(Legible).Where(character => !char.IsControl(character) && !char.IsSurrogate(character))));
}
