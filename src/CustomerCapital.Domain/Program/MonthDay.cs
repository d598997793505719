using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>A day of the year without the year, such as a birthday. 29 February is one.</summary>
/// <remarks>Ordered from 1 January on; text and JSON form <c>MM-DD</c>. The default value is not a valid day.</remarks>
[JsonConverter(typeof(MonthDayJsonConverter))]
public readonly record struct MonthDay : IComparable<MonthDay>
{
    /// <summary>A year that has every day.</summary>
    private const int LeapYear = 2000;

    private MonthDay(int number) => Number = number;

    /// <summary>All 366, from 1 January on.</summary>
    public static IReadOnlyList<MonthDay> All { get; } = [.. Enumerable.Range(0, 366).Select(day => Of(new DateOnly(LeapYear, 1, 1).AddDays(day)))];

    /// <summary>Month times 100 plus day: 229 is 29 February.</summary>
    public int Number { get; }

    /// <summary>Month of the year, 1 to 12.</summary>
    public int Month => Number / 100;

    /// <summary>Day of the month, 1 to 31.</summary>
    public int Day => Number % 100;

    /// <summary>The day of a date.</summary>
    public static MonthDay Of(DateOnly date) => new(date.Month * 100 + date.Day);

    /// <summary>The day of that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No day has it.</exception>
    public static MonthDay OfNumber(int number) => Of(new DateOnly(LeapYear, number / 100, number % 100));

    /// <summary>The date on which the day is kept in a year.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    /// <param name="leapDay">Where 29 February is kept in a year without one.</param>
    public DateOnly In(int year, LeapDay leapDay)
    {
        if (Day <= DateTime.DaysInMonth(year, Month)) return new(year, Month, Day);
        return leapDay == LeapDay.March1 ? new(year, 3, 1) : new(year, 2, 28);
    }

    /// <summary>Parses <c>MM-DD</c>.</summary>
    public static bool TryParse(string? text, out MonthDay day)
    {
        var valid = DateOnly.TryParseExact($"{LeapYear}-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = valid ? Of(date) : default;
        return valid;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month:00}-{Day:00}");

    public int CompareTo(MonthDay other) => Number.CompareTo(other.Number);

    /// <summary>Whether left comes earlier in the year than right.</summary>
    public static bool operator <(MonthDay left, MonthDay right) => left.Number < right.Number;

    /// <summary>Whether left comes later in the year than right.</summary>
    public static bool operator >(MonthDay left, MonthDay right) => left.Number > right.Number;

    /// <summary>Whether left is right or comes earlier in the year.</summary>
    public static bool operator <=(MonthDay left, MonthDay right) => left.Number <= right.Number;

    /// <summary>Whether left is right or comes later in the year.</summary>
    public static bool operator >=(MonthDay left, MonthDay right) => left.Number >= right.Number;
}

/// <summary>Reads and writes a day of the year as <c>MM-DD</c>.</summary>
public sealed class MonthDayJsonConverter : JsonConverter<MonthDay>
{
    public override MonthDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MonthDay.TryParse(reader.GetString(), out var day)
            ? day
            : throw new JsonException("A day of the year is written MM-DD.");

    public override void Write(Utf8JsonWriter writer, MonthDay value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
