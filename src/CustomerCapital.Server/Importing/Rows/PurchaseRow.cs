namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Why a row is no line of its purchase.</summary>
internal enum RowMark : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Rejected as it was read: it stands here for its purchase only.</summary>
    Rejected,

    /// <summary>Left out by <c>--only</c> or <c>--skip</c>.</summary>
    LeftOut,
}

/// <summary>One row of a purchase file as text. Absent and empty are the same.</summary>
/// <param name="line">Its line in the file.</param>
/// <param name="mark">Why it is no line.</param>
/// <param name="used">Place of each column among the fields; -1 for one that the file does not have.</param>
/// <param name="fields">The fields of the used columns.</param>
internal sealed class PurchaseRow(long line, RowMark mark, int[] used, string[] fields)
{
    public long Line => line;

    public RowMark Mark => mark;

    public string CustomerId => this[PurchaseColumn.CustomerId];

    public string PurchaseId => this[PurchaseColumn.PurchaseId];

    /// <summary>A field; empty where the file has no such column.</summary>
    public string this[PurchaseColumn column] => used[(int)column] is var at && at >= 0 ? fields[at] : "";

    /// <summary>Whether the file has a column.</summary>
    public bool Has(PurchaseColumn column) => used[(int)column] >= 0;

    /// <summary>The fields of the used columns.</summary>
    public IReadOnlyList<string> Fields => fields;

    /// <summary>Whether two rows of one file hold the same, wherever they stand.</summary>
    public bool HoldsSame(PurchaseRow other) => fields.SequenceEqual(other.Fields, StringComparer.Ordinal);
}

/// <summary>A row that cannot be imported, and why.</summary>
internal sealed record RejectedRow(PurchaseRow Row, string Reason);
