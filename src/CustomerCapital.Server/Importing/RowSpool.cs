using System.Buffers.Binary;
using System.Text;

namespace CustomerCapital.Server.Importing;

/// <summary>
/// Sorts rows into temporary files by customer, so that the lines of one purchase meet wherever they stand in the input,
/// while memory holds one such file at a time.
/// </summary>
internal sealed class RowSpool : IDisposable
{
    private const long PartitionSize = 1 << 20;
    private const int PartitionLimit = 512;
    private const int CurrencyColumn = 4;

    private readonly FileStream[] _files;
    private byte[] _buffer = [];

    /// <summary>A spool for about so many bytes of rows.</summary>
    public RowSpool(long expectedBytes) =>
        _files = [.. Enumerable.Range(0, (int)Math.Clamp(expectedBytes / PartitionSize, 1, PartitionLimit)).Select(_ => TemporaryFile())];

    /// <summary>How many files there are.</summary>
    public int Partitions => _files.Length;

    /// <summary>How many rows there are in them.</summary>
    public long Rows { get; private set; }

    /// <summary>The first currency that a row names; null while none has.</summary>
    public string? FirstCurrency { get; private set; }

    /// <summary>Keeps the current row of a file with the others of its customer.</summary>
    public void Add(PurchaseFile row)
    {
        var file = _files[HashOf(row.Field(0)) % (uint)_files.Length];
        Rows++;
        if (FirstCurrency is null && !row.Field(CurrencyColumn).IsEmpty) FirstCurrency = Encoding.UTF8.GetString(row.Field(CurrencyColumn)).ToUpperInvariant();
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, row.Line);
        file.Write(number);
        for (var column = 0; column < PurchaseColumns.Names.Count; column++)
        {
            var field = row.Field(column);
            BinaryPrimitives.WriteInt32LittleEndian(number, field.Length);
            file.Write(number[..4]);
            file.Write(field);
        }
    }

    /// <summary>Reads one of the files, one caller at a time.</summary>
    public IEnumerable<PurchaseRow> Read(int partition)
    {
        var file = _files[partition];
        var length = (int)file.Length;
        if (_buffer.Length < length) _buffer = new byte[length + length / 4];
        file.Position = 0;
        file.ReadExactly(_buffer, 0, length);
        var fields = new Field[PurchaseColumns.Names.Count];
        var texts = new string[fields.Length];
        for (var at = 0; at < length;)
        {
            var line = BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(at));
            at += 8;
            for (var column = 0; column < fields.Length; column++)
            {
                var size = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at));
                texts[column] = fields[column].Take(_buffer, at + 4, size);
                at += 4 + size;
            }

            yield return PurchaseRow.Of(line, texts);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    /// <summary>A file that is gone when the process is, even if it is killed; where an open file cannot be deleted, when it is closed.</summary>
    private static FileStream TemporaryFile()
    {
        var path = Path.Combine(Path.GetTempPath(), "customercapital-" + Path.GetRandomFileName());
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 1 << 16,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        });
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    /// <summary>FNV-1a.</summary>
    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes) hash = unchecked((hash ^ b) * 16777619);
        return hash;
    }

    /// <summary>The text of a column in the row before, which the next row often repeats.</summary>
    private struct Field
    {
        private int _start;
        private int _length;
        private string? _text;

        public string Take(byte[] bytes, int start, int length)
        {
            var utf8 = bytes.AsSpan(start, length);
            if (_text is null || !bytes.AsSpan(_start, _length).SequenceEqual(utf8)) _text = Encoding.UTF8.GetString(utf8);
            (_start, _length) = (start, length);
            return _text;
        }
    }
}
