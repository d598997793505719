using System.Globalization;
using System.Text.Json.Nodes;
using CustomerCapital.ConsolePages.Forms;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Segments;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>A segment as a form says it: up to six conditions, of which all or any must hold, a saved segment, or the segment's JSON.</summary>
internal sealed class SegmentForm
{
    /// <summary>So many conditions the form has.</summary>
    public const int Places = 6;

    private SegmentForm(Segment segment, IReadOnlyList<FieldFault> faults, IReadOnlyList<FormCondition> conditions) => (Segment, Faults, Conditions) = (segment, faults, conditions);

    /// <summary>Who is meant; everyone where something is wrong.</summary>
    public Segment Segment { get; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<FieldFault> Faults { get; }

    /// <summary>The conditions as they were typed, some of them empty.</summary>
    public IReadOnlyList<FormCondition> Conditions { get; }

    /// <summary>Whether it is every customer.</summary>
    public bool IsEveryone => Segment is AllOf { Parts.Count: 0 };

    /// <summary>The segment as JSON, as the API takes it.</summary>
    public string Json => SegmentJson.Write(Segment);

    /// <summary>Reads what an address or a form says.</summary>
    /// <param name="said">Gives the value of a name; null where it is not there.</param>
    /// <param name="calendar">For days that are typed.</param>
    public static SegmentForm Read(Func<string, string?> said, ProgramCalendar calendar)
    {
        var conditions = Enumerable.Range(1, Places).Select(place => FormCondition.Read(said, place)).ToList();
        // A value without a field would be passed over, and everybody meant where somebody was.
        if (conditions.Exists(condition => !condition.IsSaid && !string.IsNullOrEmpty(condition.Value))) return new(Segment.Everyone, [new("", "A value stands without a field.")], conditions);
        if (said("segment") is { Length: > 0 } json)
        {
            if (conditions.Exists(condition => condition.IsSaid)) return new(Segment.Everyone, [new("", "Say either conditions or JSON.")], conditions);
            var read = SegmentJson.Read(json, out var faults);
            return new(read ?? Segment.Everyone, faults, conditions);
        }

        var parts = new JsonArray([.. conditions.Where(condition => condition.IsSaid).Select(condition => condition.ToJson(calendar))]);
        if (said("saved") is { Length: > 0 } saved) parts.Add(new JsonObject { ["segment"] = saved });
        if (said("rung") is { Length: > 0 } rung) parts.Add(new JsonObject { ["field"] = LadderFields.Rung.Name, ["operator"] = "equals", ["value"] = rung });
        if (parts.Count == 0) return new(Segment.Everyone, [], conditions);
        var chosen = SegmentJson.Read(new JsonObject { [said("match") == "any" ? "any" : "all"] = parts }.ToJsonString(), out var wrong);
        return new(chosen ?? Segment.Everyone, wrong, conditions);
    }

    /// <summary>The segment with saved ones put in their place; null where that cannot be, with what is wrong.</summary>
    public async Task<(Segment? Segment, IReadOnlyList<FieldFault> Faults, bool BoughtNotKept)> ExpandAsync(ConsoleRequest ask)
    {
        if (Faults.Count > 0) return (null, Faults, false);
        var expanded = await ask.AskAsync(new ExpandSegment(Segment));
        return (expanded.BoughtNotKept ? null : expanded.Segment, expanded.Faults, expanded.BoughtNotKept);
    }

    /// <summary>The fields that a condition may name, by their names.</summary>
    public static IEnumerable<Field> Fields => Capabilities.FieldsOfSegments.Values;
}

/// <summary>A condition as it was typed.</summary>
/// <param name="Field">Name of its field; null for none.</param>
/// <param name="Operator">How it compares.</param>
/// <param name="Value">With what: values of <c>in</c> have commas between them.</param>
internal sealed record FormCondition(string? Field, string? Operator, string? Value)
{
    public bool IsSaid => !string.IsNullOrEmpty(Field);

    public static FormCondition Read(Func<string, string?> said, int place)
    {
        var number = place.ToString(CultureInfo.InvariantCulture);
        return new(said("f" + number), said("o" + number), said("v" + number)?.Trim());
    }

    /// <summary>As the API writes conditions. What cannot be a value of the field stays a text, and the segment's reader says what is wrong with it.</summary>
    public JsonObject ToJson(ProgramCalendar calendar)
    {
        var json = new JsonObject { ["field"] = Field, ["operator"] = Operator };
        if (Operator == "exists") return json;
        var type = Capabilities.FieldsOfSegments.GetValueOrDefault(Field!)?.ValueType;
        json["value"] = Operator == "in"
            ? new JsonArray([.. (Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => ValueOf(one, type, calendar))])
            : ValueOf(Value ?? "", type, calendar);
        return json;
    }

    private static JsonNode ValueOf(string text, Type? type, ProgramCalendar calendar)
    {
        if (type == typeof(bool)) return text.ToLowerInvariant() switch { "true" or "yes" or "ja" or "sì" or "si" or "1" => true, "false" or "no" or "nein" or "0" => false, _ => text };
        if (type == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)) return count;
        if (type == typeof(decimal) && decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        // What may mean a thousand as well as one is left as no amount is written, so that the segment's reader refuses it.
        if (type == typeof(Money)) return TypedAmount.IsAmbiguous(text) ? text.Replace('.', '?').Replace(',', '?') : text.Replace(',', '.');
        if (type == typeof(DateTimeOffset))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)) return new JsonObject { ["daysAgo"] = days };
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return calendar.StartOf(day).ToString("o", CultureInfo.InvariantCulture);
        }

        return text;
    }
}
