using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>What a record of a purchase file is.</summary>
internal enum RecordKind
{
    /// <summary>A line of a purchase, or what could be one.</summary>
    Line,

    /// <summary>Left out by <c>--only</c> or <c>--skip</c>.</summary>
    LeftOut,

    /// <summary>Blank, or the header once more.</summary>
    Empty,
}

/// <summary>Reads a purchase file row by row under a format: columns found, filled down, joined and left out. Holds one row and what was filled down.</summary>
internal sealed class PurchaseFile : IDisposable
{
    /// <summary>How many records before the header are looked through for it.</summary>
    private const int RecordsBeforeHeader = 30;

    private readonly IRowSource _rows;
    private readonly bool _fillDown;
    private readonly bool _lower;
    private readonly int[] _places;
    private readonly Cell[] _cells;
    private readonly Cell[] _filtered;
    private readonly int _customer;
    private readonly int _purchase;
    private readonly byte[] _customerHeader;
    private readonly (int Start, int Length)[] _fields;
    private byte[] _record = new byte[1 << 10];
    private int _length;
    private readonly int _split = -1;
    private bool _isNotSplit;
    private long _splits;

    /// <summary>Takes over records and finds the columns, in the header or in one of the records after it.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="rows">Its records.</param>
    /// <param name="format">How they are read.</param>
    /// <param name="said">What of the format the command line says.</param>
    /// <exception cref="UsageException">A column is missing.</exception>
    public PurchaseFile(string name, IRowSource rows, ImportFormat format, ImportFormat said)
    {
        _rows = rows;
        Plan = FindHeader(name, rows, format, said);
        (_fillDown, _lower) = (format.FillDown, format.CustomerCase == "lower");
        _places = [.. Plan.Used.Select(column => IsPlain(column) ? Plan[column].Place : -1)];
        _cells = [.. Plan.Used.Select(_ => new Cell())];
        _filtered = [.. Plan.Filters.Select(_ => new Cell())];
        foreach (var column in new[] { PurchaseColumn.OrderAmount, PurchaseColumn.Amount })
            if (Plan.Has(column) && Plan[column].Place is var place && place >= 0 && place + 1 < Plan.Header.Count && !Plan.ReadsFrom(place + 1)) _split = place;
        _fields = new (int, int)[Plan.Used.Count];
        _customerHeader = Encoding.UTF8.GetBytes(Plan[PurchaseColumn.CustomerId].Place is var customer && customer >= 0 ? Plan.Header[customer].Trim() : "");
        (_customer, _purchase) = (Plan.Slots[(int)PurchaseColumn.CustomerId], Plan.Slots[(int)PurchaseColumn.PurchaseId]);
    }

    /// <summary>The columns that the file has.</summary>
    public ColumnPlan Plan { get; }

    /// <summary>Line of the current row in the file, from 1.</summary>
    public long Line => _rows.Line;

    /// <summary>What the current row is.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>Rows whose amount is whole and is followed by two digits in a column that nothing is read from, where all rows of the file may be meant so.</summary>
    public long SplitDecimals => _isNotSplit ? 0 : _splits;

    /// <summary>Lines before the header.</summary>
    public long LinesBeforeHeader { get; private set; }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="UsageException">The rest of the file cannot be read.</exception>
    public bool Read()
    {
        if (!_rows.Read()) return false;
        var goesOn = _fillDown && GoesOn();
        _length = sizeof(long);
        for (var slot = 0; slot < _cells.Length; slot++)
        {
            if (_places[slot] < 0) Fill(_cells[slot], Plan.Used[slot], goesOn);
            Append(slot, _places[slot] < 0 ? _cells[slot].Bytes : _rows.Field(_places[slot]));
        }

        if (_split >= 0 && !_isNotSplit) NoteSplit();
        Kind = IsEmpty() ? RecordKind.Empty : Takes(goesOn) ? RecordKind.Line : RecordKind.LeftOut;
        return true;
    }

    /// <summary>What is wrong with the form of the current row; null when nothing is.</summary>
    public string? Fault()
    {
        for (var extra = Plan.Header.Count; extra < _rows.FieldCount; extra++)
            if (!_rows.Field(extra).IsEmpty) return $"the row has {_rows.FieldCount} fields for {Plan.Header.Count} columns; quote what holds the separator";
        for (var slot = 0; slot < _places.Length; slot++)
            if (!Utf8.IsValid(Field(slot))) return $"{Plan.Used[slot].Name()} is not UTF-8; say which encoding the file has, such as --encoding windows-1252";
        return null;
    }

    /// <summary>Whether the current row says whose purchase it is a line of.</summary>
    public bool NamesPurchase => !Customer.IsEmpty && !Purchase.IsEmpty && Utf8.IsValid(Customer) && Utf8.IsValid(Purchase);

    /// <summary>Who bought, as the current row has it; empty for a guest.</summary>
    public ReadOnlySpan<byte> Customer => Field(_customer);

    /// <summary>The purchase of the current row.</summary>
    public ReadOnlySpan<byte> Purchase => Field(_purchase);

    /// <summary>A field of the current row in UTF-8, by its place among the used columns.</summary>
    public ReadOnlySpan<byte> Field(int slot) => _record.AsSpan(_fields[slot].Start, _fields[slot].Length);

    /// <summary>The current row as it is kept: eight bytes of its line and mark, then each field after four bytes of its length.</summary>
    public ReadOnlySpan<byte> Record(RowMark mark)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_record, (Line << 8) | (byte)mark);
        return _record.AsSpan(0, _length);
    }

    public void Dispose() => _rows.Dispose();

    /// <summary>The first record in which the columns are; the error of the header where none is.</summary>
    private ColumnPlan FindHeader(string name, IRowSource rows, ImportFormat format, ImportFormat said)
    {
        UsageException missing;
        try
        {
            return ColumnPlan.Of(name, rows.Header, format, said);
        }
        catch (UsageException fault)
        {
            missing = fault;
        }

        for (var i = 0; i < RecordsBeforeHeader && rows.Read(); i++)
        {
            try
            {
                var plan = ColumnPlan.Of(name, [.. Enumerable.Range(0, rows.FieldCount).Select(place => Encoding.UTF8.GetString(rows.Field(place)))], format, said);
                LinesBeforeHeader = rows.Line - 1;
                rows.TakeHeader();
                return plan;
            }
            catch (UsageException)
            {
                // Not the header either; what is told in the end is what the first record lacks.
            }
        }

        throw missing;
    }

    /// <summary>Whether a column is read as it stands.</summary>
    private bool IsPlain(PurchaseColumn column) => Plan[column].Place >= 0 && !(_fillDown && column.IsOfOrder()) && column switch
    {
        PurchaseColumn.CustomerId => !_lower && !Plan.Has(PurchaseColumn.ReturnCustomerId),
        _ => true,
    };

    /// <summary>Whether the current record is a later line of the order before: it names no other.</summary>
    private bool GoesOn()
    {
        if (_cells[_purchase].Bytes.IsEmpty) return false;
        var own = new Cell();
        Take(own, PurchaseColumn.PurchaseId);
        return own.Bytes.IsEmpty || own.Bytes.SequenceEqual(_cells[_purchase].Bytes);
    }

    private void Fill(Cell cell, PurchaseColumn column, bool goesOn)
    {
        if (!goesOn || !column.IsOfOrder())
        {
            Take(cell, column);
            return;
        }

        var before = cell.Bytes.ToArray();
        Take(cell, column);
        if (cell.Bytes.IsEmpty) cell.Set(before);
    }

    /// <summary>Takes the value of a column from the current record.</summary>
    private void Take(Cell cell, PurchaseColumn column)
    {
        if (column == PurchaseColumn.CustomerId && Plan.Has(PurchaseColumn.ReturnCustomerId) && IsNegative()) column = PurchaseColumn.ReturnCustomerId;
        var source = Plan[column];
        cell.Clear();
        if (source.Constant is { } constant) cell.Set(constant);
        foreach (var places in source.Alternatives)
        {
            foreach (var place in places)
            {
                var part = _rows.Field(place);
                if (part.IsEmpty) continue;
                if (!cell.Bytes.IsEmpty) cell.Append(column.IsMoney() ? "+"u8 : " "u8);
                cell.Append(part);
            }

            if (!cell.Bytes.IsEmpty) break;
        }

        if (_lower && column is PurchaseColumn.CustomerId or PurchaseColumn.ReturnCustomerId && Utf8.IsValid(cell.Bytes))
            cell.Set(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(cell.Bytes).ToLowerInvariant()));
    }

    private bool IsNegative()
    {
        if (!Plan.Has(PurchaseColumn.Amount)) return false;
        foreach (var place in Plan[PurchaseColumn.Amount].Places)
            if (_rows.Field(place) is { IsEmpty: false } amount) return amount.IndexOfAny("-("u8) >= 0 || amount.IndexOf("−"u8) >= 0;
        return false;
    }

    private void Append(int slot, ReadOnlySpan<byte> field)
    {
        if (_record.Length < _length + sizeof(int) + field.Length) Array.Resize(ref _record, Math.Max(_record.Length * 2, _length + sizeof(int) + field.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(_length), field.Length);
        _length += sizeof(int);
        field.CopyTo(_record.AsSpan(_length));
        _fields[slot] = (_length, field.Length);
        _length += field.Length;
    }

    /// <summary>Whether the record holds nothing, or the header once more.</summary>
    private bool IsEmpty()
    {
        if (!Customer.IsEmpty && !(_customerHeader.Length > 0 && Customer.SequenceEqual(_customerHeader))) return false;
        var (blank, header) = (true, Plan[PurchaseColumn.CustomerId].Constant is null);
        for (var place = 0; place < _rows.FieldCount && (blank || header); place++)
        {
            var field = _rows.Field(place);
            blank &= field.IsEmpty;
            header &= place < Plan.Header.Count && field.Length >= Plan.Header[place].Length - 2 && Encoding.UTF8.GetString(field) == Plan.Header[place].Trim();
        }

        return blank || header;
    }

    private void NoteSplit()
    {
        var amount = _rows.Field(_split);
        var next = _rows.Field(_split + 1);
        if (amount.IsEmpty || next.IsEmpty) return;
        if (amount.ContainsAnyExceptInRange((byte)'0', (byte)'9') || next.Length != 2 || next.ContainsAnyExceptInRange((byte)'0', (byte)'9')) _isNotSplit = true;
        else _splits++;
    }

    private bool Takes(bool goesOn)
    {
        var takes = true;
        for (var i = 0; i < _filtered.Length; i++)
        {
            var value = _rows.Field(Plan.Filters[i].Place);
            if (!goesOn || !value.IsEmpty) _filtered[i].Set(value);
            takes &= Plan.Filters[i].Takes(_filtered[i].Bytes);
        }

        return takes;
    }

    /// <summary>A value that was put together.</summary>
    private sealed class Cell
    {
        private byte[] _bytes = new byte[64];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Clear() => _length = 0;

        public void Set(ReadOnlySpan<byte> bytes)
        {
            _length = 0;
            Append(bytes);
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (_length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }
    }
}
