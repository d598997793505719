using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>A calendar month of the program's time zone, as the count of months since January of year 0.</summary>
/// <remarks>Ordered; text and JSON form <c>YYYY-MM</c>. The default value is not a valid month.</remarks>
[JsonConverter(typeof(MonthJsonConverter))]
public readonly record struct Month(int Index) : IComparable<Month>
{
    /// <summary>The month of a calendar date.</summary>
    public static Month Of(int year, int month) => new(year * 12 + month - 1);

    /// <summary>Calendar year.</summary>
    public int Year => Index / 12;

    /// <summary>Month of the year, 1 to 12.</summary>
    public int Number => Index % 12 + 1;

    /// <summary>The month that many months later; negative counts go back.</summary>
    public Month Plus(int months) => new(Index + months);

    /// <summary>Parses <c>YYYY-MM</c>, years 1 to 9999.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        var valid = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        month = valid ? Of(date.Year, date.Month) : default;
        return valid;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}");

    public int CompareTo(Month other) => Index.CompareTo(other.Index);

    /// <summary>Months from right to left; negative when left is earlier.</summary>
    public static int operator -(Month left, Month right) => left.Index - right.Index;

    /// <summary>Whether left is earlier than right.</summary>
    public static bool operator <(Month left, Month right) => left.Index < right.Index;

    /// <summary>Whether left is later than right.</summary>
    public static bool operator >(Month left, Month right) => left.Index > right.Index;

    /// <summary>Whether left is right or earlier.</summary>
    public static bool operator <=(Month left, Month right) => left.Index <= right.Index;

    /// <summary>Whether left is right or later.</summary>
    public static bool operator >=(Month left, Month right) => left.Index >= right.Index;
}

/// <summary>Reads and writes a month as <c>YYYY-MM</c>.</summary>
public sealed class MonthJsonConverter : JsonConverter<Month>
{
    public override Month Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Month.TryParse(reader.GetString(), out var month)
            ? month
            : throw new JsonException("A month is written YYYY-MM.");

    public override void Write(Utf8JsonWriter writer, Month value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
