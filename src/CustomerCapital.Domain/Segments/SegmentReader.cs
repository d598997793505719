using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>Reads one segment, and gathers all that is wrong with it.</summary>
internal sealed class SegmentReader
{
    private const string Forms = """Must be an object with "all", "any", "not", "segment", or "field", "operator" and "value".""";

    private static readonly Dictionary<string, SegmentOperator> Operators = Enum.GetValues<SegmentOperator>().ToDictionary(NameOf);

    private readonly List<FieldFault> _faults = [];
    private int _parts;
    private bool _isFull;

    public IReadOnlyList<FieldFault> Faults => _faults;

    public static string NameOf(SegmentOperator @operator) => JsonNamingPolicy.CamelCase.ConvertName(@operator.ToString());

    /// <summary>Reads what stands at a path.</summary>
    /// <returns>Null where it is at fault.</returns>
    public Segment? Read(JsonElement json, string path, int depth)
    {
        if (depth > Segment.DepthLimit) return Fault(path, $"Nests too deep: a segment has at most {Segment.DepthLimit} levels.");
        if (++_parts > Segment.PartLimit) return IsTooMany(path, 1);
        if (json.ValueKind != JsonValueKind.Object) return Fault(path, Forms);
        var names = json.EnumerateObject().Select(property => property.Name).ToList();
        foreach (var twice in names.GroupBy(name => name).Where(same => same.Count() > 1)) _faults.Add(new(Join(path, twice.Key), "Must not stand twice."));
        var group = names.Find(name => name is "all" or "any" or "not" or "segment");
        if (group is null) return ReadCondition(json, path, names);
        foreach (var other in names.Where(name => name != group)) _faults.Add(new(Join(path, other), $"Must not stand beside \"{group}\"."));
        var inner = json.GetProperty(group);
        if (group == "segment") return ReadReference(inner, Join(path, group));
        if (group == "not") return Read(inner, Join(path, group), depth + 1) is { } part ? new Not(part) : null;
        if (inner.ValueKind != JsonValueKind.Array) return Fault(Join(path, group), "Must be an array of segments.");
        var parts = inner.EnumerateArray().Select((one, at) => Read(one, At(Join(path, group), at), depth + 1)).OfType<Segment>().ToList();
        return group == "all" ? new AllOf(parts) : new AnyOf(parts);
    }

    private SavedSegmentReference? ReadReference(JsonElement name, string path)
    {
        if (name.ValueKind == JsonValueKind.String && name.GetString() is { } text && !Text.IdFaults("", text).Any()) return new(text);
        _faults.Add(new(path, $"Must be the name of a saved segment, a text of 1 to {Text.IdLimit} characters."));
        return null;
    }

    private Condition? ReadCondition(JsonElement json, string path, List<string> names)
    {
        if (names.Count == 0) return Fault(path, Forms);
        foreach (var other in names.Where(name => name is not ("field" or "operator" or "value")))
            _faults.Add(new(Join(path, other), "Is not a field here; there are all, any, field, not, operator, segment, value."));
        var field = Named(json, path, "field", Capabilities.FieldsOfSegments);
        if (field is null)
        {
            Named(json, path, "operator", Operators);
            return null;
        }

        _parts += field.Weight - 1;
        if (_parts > Segment.PartLimit) return IsTooMany(path, field.Weight);
        var allowed = field.Operators.ToDictionary(NameOf);
        if (!Has(json, "operator", out var name) || !allowed.TryGetValue(name, out var @operator))
            return Fault(Join(path, "operator"), $"Must be one of {string.Join(", ", allowed.Keys)} for {field.Name}.");
        return Values(json, Join(path, "value"), @operator) is { } values ? field.Read(@operator, values, _faults) : null;
    }

    private T? Named<T>(JsonElement json, string path, string property, IReadOnlyDictionary<string, T> known)
    {
        if (Has(json, property, out var name) && known.TryGetValue(name, out var found)) return found;
        _faults.Add(new(Join(path, property), $"Must be one of {string.Join(", ", known.Keys)}."));
        return default;
    }

    /// <summary>The values of a condition, each with its path; null where their number is at fault.</summary>
    private List<(string Path, JsonElement Value)>? Values(JsonElement json, string path, SegmentOperator @operator)
    {
        var given = json.TryGetProperty("value", out var value);
        if (@operator == SegmentOperator.Exists)
        {
            if (!given) return [];
            _faults.Add(new(path, "Must not stand beside the operator exists; where there is no value is the \"not\" of it."));
            return null;
        }

        if (given && @operator != SegmentOperator.In) return [(path, value)];
        if (given && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= Segment.ValueLimit)
            return [.. value.EnumerateArray().Select((one, at) => (At(path, at), one))];
        _faults.Add(new(path, @operator == SegmentOperator.In ? $"Must be an array of 1 to {Segment.ValueLimit} values." : "Is required."));
        return null;
    }

    /// <summary>A fault for the first part beyond those that a segment may have.</summary>
    private Condition? IsTooMany(string path, int weight)
    {
        if (_isFull) return null;
        _isFull = true;
        return Fault(path, $"Is one too many: a segment has at most {Segment.PartLimit} conditions and groups{(weight == 1 ? "" : $", and such a condition counts as {weight}")}.");
    }

    private Condition? Fault(string path, string message)
    {
        _faults.Add(new(path, message));
        return null;
    }

    private static bool Has(JsonElement json, string property, out string text)
    {
        text = json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
