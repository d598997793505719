using CsvHelper;

namespace CustomerCapital.Server.Importing;

/// <summary>Writes rejected rows with line number and reason, under the standard headers, so that mended rows can be imported without --map. Made when first needed.</summary>
internal sealed class RejectedFile(string path) : IDisposable
{
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
        foreach (var field in row.Fields) csv.WriteField(field);
        csv.EndRecord();
    }

    /// <summary>Writes the current row of a file.</summary>
    public void Add(PurchaseFile row, string reason)
    {
        var csv = Begin(row.Line, reason);
        for (var column = 0; column < PurchaseColumns.Names.Count; column++) csv.WriteField(row.Field(column));
        csv.EndRecord();
    }

    public void Dispose() => _csv?.Dispose();

    private CsvWriter Begin(long line, string reason)
    {
        if (_csv is null)
        {
            _csv = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n" }, FileOptions.None);
            _csv.WriteRecord(["line", "reason", .. PurchaseColumns.Names]);
        }

        Count++;
        _csv.WriteField(line, default);
        _csv.WriteField(reason);
        return _csv;
    }
}
