using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>Segments as JSON: <c>{"all":[…]}</c>, <c>{"any":[…]}</c>, <c>{"not":{…}}</c>, <c>{"segment":"name of a saved one"}</c>, or <c>{"field":"rung","operator":"atLeast","value":"member"}</c>.</summary>
/// <remarks>Read strictly. Writing gives one form for each segment: what is read and written again is the same to the byte from then on.</remarks>
public static class SegmentJson
{
    private const string BrokenUnicode = "Must be well-formed Unicode.";

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 2 * Segment.DepthLimit + 4 };
    private static readonly JsonWriterOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a segment.</summary>
    /// <returns>Null where anything is wrong; <paramref name="faults"/> then say what, by their path from the segment.</returns>
    public static Segment? Read(string json, out IReadOnlyList<FieldFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Limits);
            return Read(document.RootElement, out faults);
        }
        catch (JsonException malformed)
        {
            faults = [new("", $"Must be a segment in JSON: {malformed.Message.Split(" LineNumber: ")[0]}")];
            return null;
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException)
        {
            faults = [new("", BrokenUnicode)];
            return null;
        }
    }

    /// <summary>Reads a segment that is a part of something else.</summary>
    /// <returns>Null where anything is wrong; <paramref name="faults"/> then say what, by their path from the segment.</returns>
    public static Segment? Read(JsonElement json, out IReadOnlyList<FieldFault> faults)
    {
        try
        {
            var reader = new SegmentReader();
            var segment = reader.Read(json, "", depth: 1);
            faults = reader.Faults;
            return faults.Count == 0 ? segment : null;
        }
        catch (InvalidOperationException)
        {
            // A name or text with half a surrogate pair, which is found when it is looked at.
            faults = [new("", BrokenUnicode)];
            return null;
        }
    }

    /// <summary>Writes a segment in its one form.</summary>
    public static string Write(Segment segment)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, Legible)) Write(writer, segment);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    internal static void Write(Utf8JsonWriter writer, Segment segment)
    {
        writer.WriteStartObject();
        switch (segment)
        {
            case AllOf all:
                WriteParts(writer, "all", all.Parts);
                break;
            case AnyOf any:
                WriteParts(writer, "any", any.Parts);
                break;
            case Not not:
                writer.WritePropertyName("not");
                Write(writer, not.Part);
                break;
            case SavedSegmentReference reference:
                writer.WriteString("segment", reference.Name);
                break;
            case Condition condition:
                WriteCondition(writer, condition);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, string name, IReadOnlyList<Segment> parts)
    {
        writer.WriteStartArray(name);
        foreach (var part in parts) Write(writer, part);
        writer.WriteEndArray();
    }

    private static void WriteCondition(Utf8JsonWriter writer, Condition condition)
    {
        writer.WriteString("field", condition.Of.Name);
        writer.WriteString("operator", SegmentReader.NameOf(condition.Operator));
        if (condition.Operator == SegmentOperator.Exists) return;
        writer.WritePropertyName("value");
        if (condition.Operator == SegmentOperator.In) writer.WriteStartArray();
        for (var at = 0; at < condition.ValueCount; at++) condition.WriteValue(writer, at);
        if (condition.Operator == SegmentOperator.In) writer.WriteEndArray();
    }
}

/// <summary>Reads and writes segments within other JSON.</summary>
public sealed class SegmentJsonConverter : JsonConverter<Segment>
{
    /// <inheritdoc/>
    /// <exception cref="SegmentJsonException">It is not a segment.</exception>
    public override Segment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return SegmentJson.Read(document.RootElement, out var faults) ?? throw new SegmentJsonException(faults);
    }

    public override void Write(Utf8JsonWriter writer, Segment value, JsonSerializerOptions options) => SegmentJson.Write(writer, value);
}

/// <summary>What stands where a segment belongs is none; <see cref="JsonException.Path"/> is where that is.</summary>
public sealed class SegmentJsonException(IReadOnlyList<FieldFault> faults) : JsonException($"{faults[0].Field}: {faults[0].Message}")
{
    /// <summary>What is wrong, by its path from the segment.</summary>
    public IReadOnlyList<FieldFault> Faults { get; } = faults;
}
