using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Agents.Tools;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Access;
using ModelContextProtocol.Protocol;

namespace CustomerCapital.Agents.Calls;

/// <summary>Makes what an operation answers into what an agent is told: without what the caller may not know, without characters that nobody sees, and no larger than a limit.</summary>
internal static class ToolAnswer
{
    /// <summary>The member that names what was left out.</summary>
    public const string WithheldMember = "withheld";

    private static readonly JsonSerializerOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    /// <summary>The answer of a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="caller">Who is told.</param>
    /// <param name="json">What the operation answers.</param>
    /// <param name="page">The page that is wanted of a list.</param>
    /// <param name="limit">Most bytes.</param>
    public static CallToolResult Of(AgentTool tool, Caller caller, JsonNode json, (long Offset, long Limit) page, int limit)
    {
        if (tool.Pick is not null) json = tool.Pick(json);
        if (tool.Pages is { } pages) json = Page(json, pages, page);
        else if (json is JsonArray) json = new JsonObject { [ToolPages.Items] = json };
        var withheld = new SortedSet<string>(StringComparer.Ordinal);
        if (tool.Shown is { } shown && !caller.May(Scope.PrivacyRead)) KeepShown(json, "", shown, withheld);
        foreach (var secret in tool.Withheld.Where(secret => !caller.May(secret.Scope)))
            if (TakeOut(json, secret.Path.Split('.'))) withheld.Add(secret.Path);
        var clean = Clean(json, hideIds: !caller.May(Scope.CustomersRead), withheld)!;
        if (withheld.Count > 0) clean[WithheldMember] = new JsonArray([.. withheld.Select(name => (JsonNode)name)]);
        var text = clean.ToJsonString(Legible);
        return Encoding.UTF8.GetByteCount(text) > limit ? throw AnswerBuffer.TooLarge(limit) : new()
        {
            StructuredContent = JsonSerializer.SerializeToElement(clean, Legible),
            Content = [new TextContentBlock { Text = text }],
        };
    }

    /// <summary>A text without control characters and without what is written to be read by programs and not by people: such characters become U+FFFD.</summary>
    public static string Plain(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(Rune.GetUnicodeCategory(rune) switch
            {
                // Scripts such as Persian and joined pictures need these two.
                UnicodeCategory.Format when rune.Value is 0x200C or 0x200D => rune,
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => Rune.ReplacementChar,
                _ => rune,
            });
        }

        return plain.ToString();
    }

    private static JsonObject Page(JsonNode json, ToolPages pages, (long Offset, long Limit) page)
    {
        var list = (pages.Member.Length == 0 ? json : json[pages.Member]!).AsArray();
        var answer = pages.Member.Length == 0 ? [] : json.AsObject();
        var items = list.Skip((int)page.Offset).Take((int)page.Limit).Select(item => item?.DeepClone()).ToArray();
        answer[pages.Member.Length == 0 ? ToolPages.Items : pages.Member] = new JsonArray(items);
        answer["total"] = list.Count;
        answer["nextOffset"] = page.Offset + items.Length < list.Count ? page.Offset + items.Length : null;
        return answer;
    }

    private static void KeepShown(JsonNode? node, string under, IReadOnlyList<string> shown, SortedSet<string> withheld)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) KeepShown(item, under, shown, withheld);
            return;
        }

        if (node is not JsonObject members) return;
        foreach (var name in members.Select(member => member.Key).ToList())
        {
            var path = under.Length == 0 ? name : $"{under}.{name}";
            if (shown.Contains(path)) continue;
            if (shown.Any(known => known.StartsWith(path + ".", StringComparison.Ordinal)))
            {
                KeepShown(members[name], path, shown, withheld);
                continue;
            }

            members.Remove(name);
            withheld.Add(path);
        }
    }

    private static bool TakeOut(JsonNode? node, ReadOnlySpan<string> path)
    {
        var taken = false;
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items) taken |= TakeOut(item, path);
                break;
            case JsonObject members:
                taken = path.Length == 1 ? members.Remove(path[0]) : TakeOut(members[path[0]], path[1..]);
                break;
        }

        return taken;
    }

    private static JsonNode? Clean(JsonNode? node, bool hideIds, SortedSet<string> withheld)
    {
        switch (node)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Clean(item, hideIds, withheld))]);
            case JsonObject members:
                var clean = new JsonObject();
                // A condition of a segment that names customers.
                var namesCustomers = hideIds && members["field"] is JsonValue field && field.TryGetValue(out string? name) && name == CustomerFields.CustomerId.Name;
                if (namesCustomers) withheld.Add($"value of conditions on {CustomerFields.CustomerId.Name}");
                foreach (var (key, value) in members)
                    if (!namesCustomers || key is not "value") clean[Plain(key)] = Clean(value, hideIds, withheld);
                return clean;
            case JsonValue value when value.TryGetValue(out string? text):
                return Plain(text);
            default:
                return node?.DeepClone();
        }
    }
}
