using System.Text.Unicode;
using CsvHelper;
using CustomerCapital.Server.Reporting;

namespace CustomerCapital.Server.Importing;

/// <summary>Reads a purchase file row by row, as UTF-8. Holds one row at a time. Comma, semicolon and tab are told apart by the header.</summary>
internal sealed class PurchaseFile : IDisposable
{
    private readonly CsvReader _csv;
    private readonly int[] _places;
    private readonly string _name;
    private readonly bool _guarded;
    private long? _unclosedQuote;

    /// <summary>Takes over a stream and finds its columns.</summary>
    /// <exception cref="UsageException">The file is empty or lacks a column.</exception>
    public PurchaseFile(string name, Stream stream, IReadOnlyDictionary<string, string> map)
    {
        _name = name;
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = null,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = malformed => _unclosedQuote ??= malformed.Reason == CsvMalformedReason.UnterminatedQuote ? malformed.LineNumber : null,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            BufferSize = 1 << 17,
        }, leaveOpen: false);
        _csv.ReadHeader();
        if (_csv.Headers.Count == 0) throw new UsageException($"{name} is empty; its first line names its columns");
        _places = [.. PurchaseColumns.Of(name, _csv.Headers, map).Places];
        _guarded = _csv.Headers.Take(RejectedFile.Own.Count).SequenceEqual(RejectedFile.Own);
    }

    /// <summary>Line of the current row in the file, from 1.</summary>
    public long Line => _csv.LineNumber;

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="UsageException">A quote is never closed, so that the rest of the file would be one field.</exception>
    public bool Read()
    {
        var read = _csv.Read();
        if (_unclosedQuote is { } line) throw new UsageException($"{_name}: the quote that opens in line {line} is never closed; nothing was imported");
        return read;
    }

    /// <summary>What is wrong with the form of the current row; null when nothing is.</summary>
    public string? Fault()
    {
        for (var extra = _csv.Headers.Count; extra < _csv.FieldCount; extra++)
            if (!_csv.GetSpan(extra).IsEmpty) return $"the row has {_csv.FieldCount} fields for {_csv.Headers.Count} columns; quote what holds the separator";
        for (var column = 0; column < _places.Length; column++)
            if (!Utf8.IsValid(Field(column))) return $"{PurchaseColumns.Names[column]} is not UTF-8; convert the file first";
        return Field(0).IsEmpty ? "customer_id is empty" : null;
    }

    /// <summary>Whether the current row, though it has a fault, says whose purchase it is a line of.</summary>
    public bool NamesPurchase => !Field(0).IsEmpty && !Field(1).IsEmpty && Utf8.IsValid(Field(0)) && Utf8.IsValid(Field(1));

    /// <summary>A field of the current row in UTF-8, by its place in <see cref="PurchaseColumns.Names"/>; empty where it is absent.</summary>
    public ReadOnlySpan<byte> Field(int column)
    {
        var place = _places[column];
        if (place < 0 || place >= _csv.FieldCount) return [];
        return _guarded ? SpreadsheetText.Unguard(_csv.GetSpan(place)) : _csv.GetSpan(place);
    }

    public void Dispose() => _csv.Dispose();
}
