using System.Text;
using CsvHelper;
using CustomerCapital.Engine.Exporting;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records of a CSV file. Comma, semicolon, tab and bar are told apart by its first lines.</summary>
internal sealed class CsvRows : IRowSource
{
    /// <summary>Most bytes of a row.</summary>
    private const int RowLimit = 16 << 20;

    private readonly CsvReader _csv;
    private readonly string _name;
    private bool _isGuarded;
    private long? _unclosedQuote;

    /// <summary>Takes over a stream.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="stream">What it holds.</param>
    /// <param name="encoding">Its encoding; null for UTF-8 or what its byte order mark says.</param>
    /// <exception cref="UsageException">The file is empty.</exception>
    public CsvRows(string name, Stream stream, Encoding? encoding)
    {
        _name = name;
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = null,
            Encoding = encoding,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = malformed => _unclosedQuote ??= malformed.Reason == CsvMalformedReason.UnterminatedQuote ? malformed.LineNumber : null,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            BufferSize = 1 << 17,
            MaxRecordSize = RowLimit,
        }, leaveOpen: false);
        try
        {
            _csv.ReadHeader();
        }
        catch (CsvFormatException tooLong)
        {
            throw TooLong(0, tooLong);
        }

        if (_csv.Headers.Count == 0) throw new UsageException($"{name} is empty; its first line names its columns");
        TakeNames();
    }

    public IReadOnlyList<string> Header { get; private set; } = [];

    public long Line => _csv.LineNumber;

    public int FieldCount => _csv.FieldCount;

    public ReadOnlySpan<byte> Field(int place)
    {
        if (place >= _csv.FieldCount) return [];
        return _isGuarded ? SpreadsheetText.Unguard(_csv.GetSpan(place)) : _csv.GetSpan(place);
    }

    public bool Read()
    {
        var read = Read(_csv.LineNumber);
        if (_unclosedQuote is { } line) throw new UsageException($"{_name}: the quote that opens in line {line} is never closed; nothing was imported");
        return read;
    }

    private bool Read(long before)
    {
        try
        {
            return _csv.Read();
        }
        catch (CsvFormatException tooLong)
        {
            throw TooLong(before, tooLong);
        }
    }

    private UsageException TooLong(long before, CsvFormatException fault) =>
        new($"{_name}: the row after line {before} has more than {RowLimit:N0} bytes; close the quote that opens in it, or shorten it. Nothing was imported", fault);

    public void TakeHeader()
    {
        _csv.ReadHeader();
        TakeNames();
    }

    public void Dispose() => _csv.Dispose();

    /// <summary>A file of rejected rows has texts as cells that no spreadsheet runs as formulas.</summary>
    private void TakeNames()
    {
        Header = [.. _csv.Headers];
        _isGuarded = Header.Take(RejectedFile.Own.Count).SequenceEqual(RejectedFile.Own);
    }
}
