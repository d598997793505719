using System.Text;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records that come as texts, such as those of a workbook.</summary>
internal sealed class TextRows : IRowSource
{
    private readonly IEnumerator<(long Line, IReadOnlyList<string> Fields)> _records;
    private readonly List<(int Start, int Length)> _fields = [];
    private byte[] _utf8 = new byte[1 << 12];

    /// <summary>Takes over records and reads the first, which is the header.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public TextRows(string name, IEnumerable<(long Line, IReadOnlyList<string> Fields)> records)
    {
        _records = records.GetEnumerator();
        try
        {
            do
            {
                if (!Read()) throw new UsageException($"{name} is empty; its first row names its columns");
            }
            while (_records.Current.Fields.All(field => field.Length == 0));
        }
        catch
        {
            _records.Dispose();
            throw;
        }

        Header = [.. _records.Current.Fields];
    }

    public IReadOnlyList<string> Header { get; private set; }

    public long Line => _records.Current.Line;

    public int FieldCount => _fields.Count;

    public ReadOnlySpan<byte> Field(int place) => place < _fields.Count ? _utf8.AsSpan(_fields[place].Start, _fields[place].Length) : [];

    public bool Read()
    {
        if (!_records.MoveNext()) return false;
        _fields.Clear();
        var length = 0;
        foreach (var field in _records.Current.Fields)
        {
            var text = field.AsSpan().Trim();
            if (_utf8.Length < length + Encoding.UTF8.GetMaxByteCount(text.Length)) Array.Resize(ref _utf8, Math.Max(_utf8.Length * 2, length + Encoding.UTF8.GetMaxByteCount(text.Length)));
            var size = Encoding.UTF8.GetBytes(text, _utf8.AsSpan(length));
            _fields.Add((length, size));
            length += size;
        }

        return true;
    }

    public void TakeHeader() => Header = [.. _records.Current.Fields];

    public void Dispose() => _records.Dispose();
}
