using System.Globalization;
using System.Text;
using CsvHelper;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing;

/// <summary>
/// Writes rejected rows with line number and reason, under the names of the columns, so that mended rows can be imported under the same format. Made when first needed.
/// Counts reasons. One thread at a time.
/// </summary>
internal sealed class RejectedFile : IDisposable
{
    /// <summary>The first columns of such a file, by which it is known when it is imported.</summary>
    public static readonly IReadOnlyList<string> Own = ["line", "reason"];

    private static readonly CsvWriterOptions Csv = new() { NewLine = "\n" };

    private readonly Func<CsvWriter> _create;
    private CsvWriter? _csv;

    /// <summary>A file at a path.</summary>
    public RejectedFile(string path) => (Path, _create) = (path, () => CsvWriter.ToFile(path, Csv, FileOptions.None));

    /// <summary>A file that is open, and stays so.</summary>
    public RejectedFile(Stream file) => (Path, _create) = ("", () => CsvWriter.Create(file, Csv, leaveOpen: true));

    /// <summary>Where it is; empty for one that has no name.</summary>
    public string Path { get; }

    /// <summary>How many rows were rejected.</summary>
    public long Count { get; private set; }

    /// <summary>Why.</summary>
    public ReasonTally Reasons { get; } = new();

    /// <summary>Removes what an earlier run left.</summary>
    public void Clear() => File.Delete(Path);

    /// <summary>Begins the file, so that it has its header even where no row is rejected.</summary>
    public void Begin(ColumnPlan plan) => Begin(plan.Used);

    /// <summary>Writes what is still held into the file.</summary>
    public void Flush() => _csv?.Flush();

    /// <summary>Writes rows that were read.</summary>
    /// <param name="rows">The rows, each with its reason.</param>
    /// <param name="amount">What they come to together.</param>
    public void Add(IReadOnlyList<RejectedRow> rows, Money amount)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            Reasons.Add(rows[i].Reason, 1, i == 0 ? amount : Money.Zero);
            var csv = Begin(rows[i].Row.Line, rows[i].Reason, PurchaseColumns.All.Where(rows[i].Row.Has));
            foreach (var field in rows[i].Row.Fields) csv.WriteField(CellOf(field));
            csv.EndRecord();
        }
    }

    /// <summary>Writes the current row of a file.</summary>
    public void Add(PurchaseFile row, string reason)
    {
        Reasons.Add(reason, 1, Money.Zero);
        var csv = Begin(row.Line, reason, row.Plan.Used);
        for (var slot = 0; slot < row.Plan.Used.Count; slot++) csv.WriteField(CellOf(Encoding.UTF8.GetString(row.Field(slot))));
        csv.EndRecord();
    }

    public void Dispose() => _csv?.Dispose();

    /// <summary>A field that is no negative number as a text that no spreadsheet runs as a formula; importing the file takes that back.</summary>
    private static string CellOf(string field) => field.StartsWith('-') && decimal.TryParse(field, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? field : SpreadsheetText.Guard(field);

    private CsvWriter Begin(long line, string reason, IEnumerable<PurchaseColumn> columns)
    {
        var csv = Begin(columns);
        Count++;
        csv.WriteField(line, default);
        csv.WriteField(reason);
        return csv;
    }

    private CsvWriter Begin(IEnumerable<PurchaseColumn> columns)
    {
        if (_csv is null)
        {
            _csv = _create();
            _csv.WriteRecord([.. Own, .. columns.Select(column => column.Name())]);
        }

        return _csv;
    }
}
