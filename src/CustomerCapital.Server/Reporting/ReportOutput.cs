using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway;
using Spectre.Console;

namespace CustomerCapital.Server.Reporting;

/// <summary>Where a report goes: CSV and JSON as they are, tables drawn for a terminal and plain elsewhere.</summary>
internal sealed class ReportOutput : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly bool _isTerminal;

    private ReportOutput(Stream stream, bool isTerminal) => (_stream, _isTerminal) = (stream, isTerminal);

    public static ReportOutput ToTerminal() => new(Console.OpenStandardOutput(), !Console.IsOutputRedirected);

    public static ReportOutput ToFile(string path)
    {
        try
        {
            return new(File.Create(path), false);
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
    public void WriteTable(string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, string? note = null)
    {
        var table = new Table { Border = _isTerminal ? TableBorder.Rounded : TableBorder.Simple };
        for (var i = 0; i < header.Count; i++) table.AddColumn(new TableColumn(Markup.Escape(header[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        using var writer = new StreamWriter(_stream, leaveOpen: true);
        writer.WriteLine(title);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = _isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 10_000; // Numbers are never broken or left out; a narrow terminal wraps the line.
        console.Write(table);
        if (note is not null) writer.WriteLine(note);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>A share for people, for example <c>41.3 %</c>.</summary>
    public static string Percent(double? share) => share is { } value ? (value * 100).ToString("0.0 '%'", CultureInfo.InvariantCulture) : "";

    /// <summary>An instant in the program's time zone, for example <c>2011-12-09T12:50:00+00:00</c>.</summary>
    public static string? Instant(DateTimeOffset? instant, ProgramCalendar calendar) =>
        instant is { } at ? calendar.ToLocal(at).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture) : null;

    private static string TextOf(object? field) => field switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => field.ToString()!,
    };
}
