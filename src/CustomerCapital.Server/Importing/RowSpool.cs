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
    private byte[] _buffer = new byte[1 << 20];

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
        if (FirstCurrency is null && !row.Field(CurrencyColumn).IsEmpty) FirstCurrency = Encoding.UTF8.GetString(row.Field(CurrencyColumn)).ToUpperInvariant();
        Add(row, row.Line, PurchaseColumns.Names.Count);
    }

    /// <summary>Keeps of the current row, which was rejected, whose purchase it is a line of.</summary>
    public void AddRejected(PurchaseFile row) => Add(row, -row.Line, columns: 2);

    /// <summary>Reads one of the files, one caller at a time. Memory holds a part of it.</summary>
    public IEnumerable<PurchaseRow> Read(int partition)
    {
        var file = _files[partition];
        file.Position = 0;
        var fields = new Field[PurchaseColumns.Names.Count];
        var texts = new string[fields.Length];
        for (int at = 0, end = 0; ;)
        {
            if (IsWhole(_buffer.AsSpan(at, end - at)))
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
                continue;
            }

            _buffer.AsSpan(at, end - at).CopyTo(_buffer);
            (at, end) = (0, end - at);
            Array.Clear(fields);
            if (end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            var read = file.Read(_buffer, end, _buffer.Length - end);
            if (read == 0) yield break;
            end += read;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private void Add(PurchaseFile row, long line, int columns)
    {
        var file = _files[HashOf(row.Field(0)) % (uint)_files.Length];
        Rows++;
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, line);
        file.Write(number);
        for (var column = 0; column < PurchaseColumns.Names.Count; column++)
        {
            var field = column < columns ? row.Field(column) : [];
            BinaryPrimitives.WriteInt32LittleEndian(number, field.Length);
            file.Write(number[..4]);
            file.Write(field);
        }
    }

    /// <summary>Whether bytes begin with a row that they hold to its end.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        var length = 8L;
        for (var column = 0; column < PurchaseColumns.Names.Count && length <= bytes.Length; column++)
            length += length + 4 <= bytes.Length ? 4L + BinaryPrimitives.ReadInt32LittleEndian(bytes[(int)length..]) : 4;
        return length <= bytes.Length;
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
