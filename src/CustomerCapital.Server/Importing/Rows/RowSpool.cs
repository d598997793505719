using System.Buffers.Binary;
using System.Text;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>
/// Sorts rows into temporary files by customer, and those of guests by purchase, so that the lines of one purchase meet wherever they stand in the input,
/// while memory holds one such file at a time. Several threads may read, each another partition.
/// </summary>
internal sealed class RowSpool : IDisposable
{
    private const long PartitionSize = 1 << 20;
    private const int PartitionLimit = 512;
    private const int GuestPartitionLimit = 64;
    private const int BufferSize = 1 << 18;
    private const int FileBuffer = 1 << 16;
    private readonly FileStream[] _files;
    private readonly ColumnPlan _plan;
    private readonly int _currency;
    private readonly int _customerPartitions;

    /// <summary>A spool for about so many bytes of rows with these columns.</summary>
    public RowSpool(long expectedBytes, ColumnPlan plan)
    {
        _customerPartitions = (int)Math.Clamp(expectedBytes / PartitionSize, 1, PartitionLimit);
        _files = [.. Enumerable.Range(0, _customerPartitions + Math.Min(_customerPartitions, GuestPartitionLimit)).Select(_ => TemporaryFile.Create(FileBuffer))];
        (_plan, _currency) = (plan, plan.Slots[(int)PurchaseColumn.Currency]);
    }

    /// <summary>How many files there are.</summary>
    public int Partitions => _files.Length;

    /// <summary>How many of them, the first ones, are of customers; guests' are the others.</summary>
    public int CustomerPartitions => _customerPartitions;

    /// <summary>How many rows there are in them.</summary>
    public long Rows { get; private set; }

    /// <summary>The first currency that a row names; null while none has.</summary>
    public string? FirstCurrency { get; private set; }

    /// <summary>Keeps the current row of a file with the others of its customer; a guest's with the others of its purchase.</summary>
    /// <param name="row">The file.</param>
    /// <param name="mark">Whether the row is a line of its purchase.</param>
    public void Add(PurchaseFile row, RowMark mark)
    {
        if (FirstCurrency is null && mark == RowMark.None && _currency >= 0 && !row.Field(_currency).IsEmpty) FirstCurrency = Encoding.UTF8.GetString(row.Field(_currency));
        var file = row.Customer.IsEmpty
            ? _files[_customerPartitions + (int)(IdHash.Of(row.Purchase) % (uint)(_files.Length - _customerPartitions))]
            : _files[IdHash.OfSimilar(row.Customer) % (uint)_customerPartitions];
        Rows++;
        file.Write(row.Record(mark));
    }

    /// <summary>Reads one of the files. Memory holds a part of it.</summary>
    public IEnumerable<PurchaseRow> Read(int partition)
    {
        var file = _files[partition];
        file.Position = 0;
        var buffer = new byte[BufferSize];
        var fields = new Field[_plan.Used.Count];
        for (int at = 0, end = 0; ;)
        {
            if (IsWhole(buffer.AsSpan(at, end - at)))
            {
                var line = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at));
                at += 8;
                var texts = new string[fields.Length];
                for (var column = 0; column < fields.Length; column++)
                {
                    var size = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
                    texts[column] = fields[column].Take(buffer, at + 4, size);
                    at += 4 + size;
                }

                yield return new(line >> 8, (RowMark)(line & 0xFF), _plan.Slots, texts);
                continue;
            }

            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
            Array.Clear(fields);
            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0) yield break;
            end += read;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    /// <summary>Whether bytes begin with a row that they hold to its end.</summary>
    private bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        var length = 8L;
        for (var column = 0; column < _plan.Used.Count && length <= bytes.Length; column++)
            length += length + 4 <= bytes.Length ? 4L + BinaryPrimitives.ReadInt32LittleEndian(bytes[(int)length..]) : 4;
        return length <= bytes.Length;
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
