using System.Globalization;
using System.Text;
using CsvHelper;
using CustomerCapital.Server.Reporting;

namespace CustomerCapital.Server.Importing;

/// <summary>Writes rejected rows with line number and reason, under the standard headers, so that mended rows can be imported without --map. Made when first needed.</summary>
internal sealed class RejectedFile(string path) : IDisposable
{
    /// <summary>The first columns of such a file, by which it is known when it is imported.</summary>
    public static readonly IReadOnlyList<string> Own = ["line", "reason"];

    private static readonly string[] Header = [.. Own, .. PurchaseColumns.Names];

    private CsvWriter? _csv;

    public string Path => path;

    /// <summary>How many rows were rejected.</summary>
    public long Count { get; private set; }

    /// <summary>Removes what an earlier run left.</summary>
    public void Clear() => File.Delete(path);

    /// <summary>Writes a row that was read.</summary>
    public void Add(PurchaseRow row, string reason)
    {
        var csv = Begin(row.Line, reason);
        foreach (var field in row.Fields) csv.WriteField(CellOf(field));
        csv.EndRecord();
    }

    /// <summary>Writes the current row of a file.</summary>
    public void Add(PurchaseFile row, string reason)
    {
        var csv = Begin(row.Line, reason);
        for (var column = 0; column < PurchaseColumns.Names.Count; column++) csv.WriteField(CellOf(Encoding.UTF8.GetString(row.Field(column))));
        csv.EndRecord();
    }

    public void Dispose() => _csv?.Dispose();

    /// <summary>A field that is no negative number as a text that no spreadsheet runs as a formula; importing the file takes that back.</summary>
    private static string CellOf(string field) => field.StartsWith('-') && decimal.TryParse(field, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? field : SpreadsheetText.Guard(field);

    private CsvWriter Begin(long line, string reason)
    {
        if (_csv is null)
        {
            _csv = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n" }, FileOptions.None);
            _csv.WriteRecord([.. Header]);
        }

        Count++;
        _csv.WriteField(line, default);
        _csv.WriteField(reason);
        return _csv;
    }
}
