using System.Globalization;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Values of workbooks and Parquet files as texts that are read like those of a CSV file.</summary>
internal static class CellText
{
    /// <summary>The text of a value; empty for none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isUtc">Whether times are UTC; else they are local ones, as texts without an offset are.</param>
    public static string Of(object? value, bool isUtc = false) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime { TimeOfDay.Ticks: 0 } day when !isUtc => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(isUtc ? "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(time.Milliseconds == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.FFFFFFF", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        // A whole number stays one: ids are read from it. One of more digits than a cell can hold may have been another, and says so, whatever .NET would write.
        double number when number == Math.Floor(number) => number.ToString(Math.Abs(number) < 1e15 ? "F0" : "E16", CultureInfo.InvariantCulture),
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
