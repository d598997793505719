using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.ConsolePages.Program;

/// <summary>The policy as people edit it: JSON as the API takes it, with a line for each value.</summary>
internal static class PolicyText
{
    private static readonly JsonSerializerOptions Strict = StrictJson.OptionsOver(PolicyTypes.Default.WithAddedModifier(WholePolicy.Require));

    private static readonly JsonWriterOptions Legible = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ProgramPolicy policy)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Legible)) JsonSerializer.Serialize(writer, policy, Strict);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads a policy strictly.</summary>
    /// <returns>Null where it cannot be read; the fault says where.</returns>
    public static ProgramPolicy? Read(string text, out FieldFault? fault)
    {
        fault = null;
        try
        {
            return JsonSerializer.Deserialize<ProgramPolicy>(text, Strict);
        }
        catch (JsonException malformed)
        {
            fault = new((malformed.Path ?? "").Replace("$.", "", StringComparison.Ordinal), malformed.Message.Split(" Path:")[0]);
            return null;
        }
    }

    /// <summary>The lines of two texts: those that both have, those that only the first has, and those that only the second has, in order.</summary>
    public static IReadOnlyList<(char Mark, string Line)> Compare(string before, string after)
    {
        var (left, right) = (before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        // The longest common subsequence, by dynamic programming: policies have some hundred lines.
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
            for (var j = right.Length - 1; j >= 0; j--)
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<(char, string)>();
        var (a, b) = (0, 0);
        while (a < left.Length || b < right.Length)
        {
            if (a < left.Length && b < right.Length && left[a] == right[b])
            {
                lines.Add((' ', left[a++]));
                b++;
            }
            else if (b < right.Length && (a == left.Length || common[a, b + 1] > common[a + 1, b])) lines.Add(('+', right[b++]));
            else lines.Add(('-', left[a++]));
        }

        return lines;
    }
}

[JsonSerializable(typeof(ProgramPolicy))]
internal sealed partial class PolicyTypes : JsonSerializerContext;
