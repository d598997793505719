using CsvHelper;

namespace CustomerCapital.Server.Importing;

/// <summary>Reads a purchase file row by row, as UTF-8. Holds one row at a time. Comma, semicolon and tab are told apart by the header.</summary>
internal sealed class PurchaseFile : IDisposable
{
    private readonly CsvReader _csv;
    private readonly int[] _places;

    /// <summary>Takes over a stream and finds its columns.</summary>
    /// <exception cref="UsageException">The file is empty or lacks a column.</exception>
    public PurchaseFile(string name, Stream stream, IReadOnlyDictionary<string, string> map)
    {
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = null,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            BufferSize = 1 << 17,
        }, leaveOpen: false);
        _csv.ReadHeader();
        if (_csv.Headers.Count == 0) throw new UsageException($"{name} is empty; its first line names its columns");
        _places = [.. PurchaseColumns.Of(name, _csv.Headers, map).Places];
    }

    /// <summary>Line of the current row in the file, from 1.</summary>
    public long Line => _csv.LineNumber;

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read() => _csv.Read();

    /// <summary>A field of the current row in UTF-8, by its place in <see cref="PurchaseColumns.Names"/>; empty where it is absent.</summary>
    public ReadOnlySpan<byte> Field(int column) => _places[column] is var place && place >= 0 && place < _csv.FieldCount ? _csv.GetSpan(place) : [];

    public void Dispose() => _csv.Dispose();
}
