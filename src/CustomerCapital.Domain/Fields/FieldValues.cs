using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Fields;

/// <summary>The values of a kind of field: how they can be compared, and their form in JSON.</summary>
internal abstract class FieldValues
{
    /// <summary>All kinds.</summary>
    public static readonly FieldValues[] All =
        [new TextValues(), new RungValues(), new BooleanValues(), new CountValues(), new DecimalValues(), new MoneyValues(), new MonthValues(), new MonthDayValues(), new InstantValues()];

    private static readonly SegmentOperator[] Ordered = [SegmentOperator.Equals, NotEquals, In, LessThan, AtMost, GreaterThan, AtLeast];

    public virtual IReadOnlyList<SegmentOperator> Operators => Ordered;

    /// <summary>What a value must be, as the end of a sentence.</summary>
    public abstract string Form { get; }
}

internal abstract class FieldValues<T> : FieldValues
    where T : notnull
{
    public abstract bool TryRead(JsonElement json, [MaybeNullWhen(false)] out T value);

    public abstract void Write(Utf8JsonWriter writer, T value);
}

internal sealed class TextValues : FieldValues<string>
{
    public override IReadOnlyList<SegmentOperator> Operators { get; } = [SegmentOperator.Equals, NotEquals, In];

    public override string Form => $"a text of 1 to {Text.ShortLimit} characters";

    public override bool TryRead(JsonElement json, [MaybeNullWhen(false)] out string value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        return value is { Length: > 0 } && !Text.TextFaults("", value).Any();
    }

    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);
}

internal sealed class RungValues : FieldValues<Rung>
{
    public override string Form => $"one of {string.Join(", ", RungNames.All.Keys)}";

    public override bool TryRead(JsonElement json, out Rung value)
    {
        foreach (var (name, rung) in RungNames.All)
        {
            if (json.ValueKind != JsonValueKind.String || !json.ValueEquals(name)) continue;
            value = rung;
            return true;
        }

        value = default;
        return false;
    }

    public override void Write(Utf8JsonWriter writer, Rung value) => writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
}

internal sealed class BooleanValues : FieldValues<bool>
{
    public override IReadOnlyList<SegmentOperator> Operators { get; } = [SegmentOperator.Equals, NotEquals];

    public override string Form => "true or false";

    public override bool TryRead(JsonElement json, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return value || json.ValueKind == JsonValueKind.False;
    }

    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);
}

internal sealed class CountValues : FieldValues<long>
{
    public override string Form => "a whole number, without quotation marks, that is not too large";

    public override bool TryRead(JsonElement json, out long value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out value);
    }

    public override void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);
}

/// <summary>Numbers with at most four places, neither counts nor amounts.</summary>
internal sealed class DecimalValues : FieldValues<decimal>
{
    private const decimal Limit = 1_000_000_000;

    public override string Form => "a number with at most four places, without quotation marks, from -1,000,000,000 to 1,000,000,000";

    public override bool TryRead(JsonElement json, out decimal value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out value) && decimal.Round(value, 4) == value && Math.Abs(value) <= Limit;
    }

    public override void Write(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(value);
}

internal sealed class MoneyValues : FieldValues<Money>
{
    public override string Form => "a decimal string or number with at most four places, such as \"12.50\"";

    public override bool TryRead(JsonElement json, out Money value)
    {
        value = default;
        return json.ValueKind is JsonValueKind.String or JsonValueKind.Number && Money.TryParse(Unquoted(json.GetRawText()), out value);
    }

    public override void Write(Utf8JsonWriter writer, Money value) => writer.WriteStringValue(value.ToString());

    private static ReadOnlySpan<char> Unquoted(string raw) => raw[0] == '"' ? raw.AsSpan(1, raw.Length - 2) : raw;
}

internal sealed class MonthValues : FieldValues<SegmentMonth>
{
    private const string MonthsAgo = "monthsAgo";

    /// <summary>The history of customers begins with 1970; and a year is left, so that every zone has the month after the last.</summary>
    private static readonly Month First = Month.Of(1969, 12);
    private static readonly Month Last = Month.Of(9998, 12);

    public override string Form => string.Create(
        CultureInfo.InvariantCulture, $$"""a month from {{First}} to {{Last}}, such as 2026-03, or {"monthsAgo": 1}, 0 to {{SegmentMonth.MonthsLimit}} months before the running one""");

    public override bool TryRead(JsonElement json, out SegmentMonth value)
    {
        value = default;
        if (json.ValueKind == JsonValueKind.String)
        {
            if (json.GetRawText().Length != 9 || !Month.TryParse(json.GetString(), out var month) || month < First || month > Last) return false;
            value = SegmentMonth.Of(month);
            return true;
        }

        if (!RelativeCount.TryRead(json, MonthsAgo, SegmentMonth.MonthsLimit, out var months)) return false;
        value = SegmentMonth.Ago(months);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, SegmentMonth value)
    {
        if (value.At is { } month) writer.WriteStringValue(month.ToString());
        else RelativeCount.Write(writer, MonthsAgo, value.MonthsAgo!.Value);
    }
}

internal sealed class MonthDayValues : FieldValues<MonthDay>
{
    public override string Form => "a day of the year, such as 02-29";

    public override bool TryRead(JsonElement json, out MonthDay value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.String && MonthDay.TryParse(json.GetString(), out value);
    }

    public override void Write(Utf8JsonWriter writer, MonthDay value) => writer.WriteStringValue(value.ToString());
}

internal sealed class InstantValues : FieldValues<SegmentInstant>
{
    private const string DaysAgo = "daysAgo";

    public override IReadOnlyList<SegmentOperator> Operators { get; } = [LessThan, AtMost, GreaterThan, AtLeast];

    public override string Form =>
        $$"""an instant with its offset, such as 2026-03-01T08:30:00Z, or {"daysAgo": 90}, 0 to {{SegmentInstant.DaysLimit}} days before now""";

    public override bool TryRead(JsonElement json, out SegmentInstant value)
    {
        value = default;
        if (json.ValueKind == JsonValueKind.String)
        {
            if (!InstantText.TryParse(json.GetString(), out var at)) return false;
            value = SegmentInstant.Of(at);
            return true;
        }

        if (!RelativeCount.TryRead(json, DaysAgo, SegmentInstant.DaysLimit, out var days)) return false;
        value = SegmentInstant.Ago(days);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, SegmentInstant value)
    {
        if (value.At is { } at) writer.WriteStringValue(at);
        else RelativeCount.Write(writer, DaysAgo, value.DaysAgo!.Value);
    }
}

/// <summary>How far back something lies: <c>{"daysAgo": 90}</c>.</summary>
internal static class RelativeCount
{
    public static bool TryRead(JsonElement json, string name, int limit, out int count)
    {
        count = 0;
        return json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1 && json.TryGetProperty(name, out var given)
            && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out count) && count >= 0 && count <= limit;
    }

    public static void Write(Utf8JsonWriter writer, string name, int count)
    {
        writer.WriteStartObject();
        writer.WriteNumber(name, count);
        writer.WriteEndObject();
    }
}
