using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>Values that nobody means, and JSON with some of them in it.</summary>
internal static class Mangling
{
    private const string Mark = "@@fuzz-";

    /// <summary>Texts as they come in paths, queries and headers.</summary>
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "null", "true", "nora", "NORA", "a b", "a/b", "a%2Fb", "..", "../../etc/passwd", "'; DROP TABLE entries; --", "\" OR \"\"=\"", "<script>alert(1)</script>", "{{ customer.name }}", "{% for i in (1..9) %}x{% endfor %}",
        "=1+1", "\u202Eabc", "\u200B", "é", "e\u0301", "Ａ", "😀", "İ", "ß", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "2026-03-15T12:00:00+14:00", "2026-W01", "P1D", "1e400", "0x10", "1,5", "9223372036854775808", "-9223372036854775808",
        "00000000-0000-0000-0000-000000000000", "voucher:", "purchase:order-1", "*", "?", "#", "%00", "%", "%zz", "\t", "a\nb",
    ];

    /// <summary>Values as they stand in JSON, also such as are none.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "-0", "0.00001", "0.0001", "1e308", "1e400", "1E-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "79228162514264337593543950336", "922337203685477.5807", "922337203685477.5808",
        "[]", "{}", "[null]", "[[]]", "{\"\":null}", "{\"type\":\"none\"}", "{\"$ref\":\"#\"}", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"2026-02-30\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"NaN\"",
        "\"<img src=x onerror=alert(1)>\"", "\"{{ 1 | divided_by: 0 }}\"", "\"'; --\"", "01", "1.", ".5", "+1", "NaN", "Infinity", "'a'", "\"a", "undefined", "/**/1", "1,", "\"\t\"",
    ];

    /// <summary>A text from anywhere.</summary>
    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string('a', random.Next(1, 300)),
        1 => new string('é', random.Next(1, 200)),
        2 => new string('a', random.Next(1, 6_000)),
        3 => new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(1, 0xD800))]),
        4 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>JSON like some other, with a number of changes.</summary>
    public static string Json(JsonNode like, int changes, Random random)
    {
        var root = new JsonArray(like.DeepClone());
        var raw = new List<string>();
        for (var i = 0; i < changes; i++) Change(root, raw, random);
        var text = root[0]?.ToJsonString() ?? "null";
        for (var i = 0; i < raw.Count; i++) text = text.Replace($"\"{Mark}{i}\"", raw[i]);
        return text;
    }

    /// <summary>Bytes like some others, with a few of them changed, lost or doubled.</summary>
    public static byte[] Bytes(byte[] like, Random random)
    {
        var bytes = like.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, bytes[at]); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private static void Change(JsonArray root, List<string> raw, Random random)
    {
        // Down from the root, some steps, to a place that is changed.
        JsonNode parent = root;
        object place = 0;
        while (Child(parent, place) is JsonObject or JsonArray && random.Next(4) > 0 && Places(Child(parent, place)!) is { Count: > 0 } places)
            (parent, place) = (Child(parent, place)!, places[random.Next(places.Count)]);
        switch (random.Next(8))
        {
            case 0 when parent is JsonObject lacking:
                lacking.Remove((string)place);
                break;
            case 1 when parent is JsonObject renamed && renamed.Remove((string)place, out var value):
                renamed[(string)place + random.Next(3)] = value;
                break;
            case 2 when parent is JsonArray { Count: > 0 } many && many != root:
                for (var i = random.Next(1, 300); i > 0; i--) many.Add(many[random.Next(many.Count)]?.DeepClone());
                break;
            case 3:
                var nested = new StringBuilder();
                var depth = random.Next(1, 200);
                raw.Add(nested.Insert(0, "[", depth).Append('1').Append(']', depth).ToString());
                Put(parent, place, $"{Mark}{raw.Count - 1}");
                break;
            case 4:
                Put(parent, place, Text(random));
                break;
            default:
                raw.Add(Values[random.Next(Values.Length)]);
                Put(parent, place, $"{Mark}{raw.Count - 1}");
                break;
        }
    }

    private static JsonNode? Child(JsonNode parent, object place) => place is string name ? parent[name] : parent[(int)place];

    private static List<object> Places(JsonNode node) => node is JsonObject some ? [.. some.Select(member => member.Key)] : [.. Enumerable.Range(0, ((JsonArray)node).Count).Cast<object>()];

    private static void Put(JsonNode parent, object place, string text)
    {
        if (place is string name) parent[name] = text;
        else parent[(int)place] = text;
    }
}
