using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Gateway;

namespace CustomerCapital.Server.Reporting;

/// <summary>Where a report goes. Tables are as wide as the terminal, and 80 characters elsewhere.</summary>
internal sealed class ReportOutput : IAsyncDisposable
{
    private const int UsualWidth = 80;

    private readonly Stream _stream;
    private readonly int _width;

    private ReportOutput(Stream stream, int width, bool isTerminal) => (_stream, _width, IsTerminal) = (stream, width, isTerminal);

    /// <summary>Whether a person reads it as it comes, so that a long list is better shown in part.</summary>
    public bool IsTerminal { get; }

    /// <summary>How many characters a line of the standard output has.</summary>
    public static int Width => Console.IsOutputRedirected ? UsualWidth : Math.Max(UsualWidth, Console.WindowWidth);

    public static ReportOutput ToTerminal() => new(Console.OpenStandardOutput(), Width, isTerminal: !Console.IsOutputRedirected);

    public static ReportOutput ToFile(string path)
    {
        try
        {
            return new(File.Create(path), UsualWidth, isTerminal: false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output {path}: {refused.Message}", refused);
        }
    }

    /// <summary>Writes rows of fields as CSV or Parquet.</summary>
    public Task WriteRowsAsync(ReportFormat format, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        if (format == ReportFormat.Parquet) return ParquetTable.WriteAsync(_stream, header, rows);
        WriteCsv(header, rows);
        return Task.CompletedTask;
    }

    /// <summary>Writes rows of fields: text that no spreadsheet runs as a formula, numbers, booleans as <c>true</c> and <c>false</c>, nothing for null.</summary>
    private void WriteCsv(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var csv = CsvWriter.Create(_stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord([.. header]);
        foreach (var row in rows) csv.WriteRecord([.. row.Select(TextOf)]);
    }

    /// <summary>Writes a report as the gateway answers it.</summary>
    public Task WriteJsonAsync<T>(T report) => JsonSerializer.SerializeAsync(_stream, report, GatewayJson.Of<T>());

    /// <summary>Writes a table for people.</summary>
    public void WriteTable(string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, params IEnumerable<string> notes)
    {
        using var writer = new StreamWriter(_stream, leaveOpen: true);
        if (title.Length > 0) writer.WriteLine(title);
        new TextTable(header, _width).Write(writer, [.. rows]);
        foreach (var note in notes) writer.WriteLine(note);
    }

    /// <summary>Writes a line for people.</summary>
    public void WriteLine(string text)
    {
        using var writer = new StreamWriter(_stream, leaveOpen: true);
        writer.WriteLine(text);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>A share for people, for example <c>41.3 %</c>.</summary>
    public static string Percent(double? share) => share is { } value ? (value * 100).ToString("0.0 '%'", CultureInfo.InvariantCulture) : "";

    /// <summary>An amount for people, for example <c>1,649,962.18</c>: rounded to two places. CSV, JSON and Parquet have all four.</summary>
    public static string Amount(Money amount) => Amount(amount.ToDecimal());

    /// <inheritdoc cref="Amount(Money)"/>
    public static string Amount(DerivedAmount? amount) => amount is { } value ? Amount(value.ToDecimal()) : "";

    /// <summary>A whole number for people, for example <c>23,661</c>.</summary>
    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An instant in the program's time zone, for example <c>2011-12-09T12:50:00+00:00</c>.</summary>
    public static string? Instant(DateTimeOffset? instant, ProgramCalendar calendar) =>
        instant is { } at ? calendar.ToLocal(at).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture) : null;

    private static string Amount(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);

    private static string TextOf(object? field) => field switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => field.ToString()!,
    };
}
