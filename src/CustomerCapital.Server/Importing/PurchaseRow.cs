namespace CustomerCapital.Server.Importing;

/// <summary>One row of a purchase file as text, under the names of <see cref="PurchaseColumns.Names"/>. Absent and empty are the same.</summary>
internal sealed record PurchaseRow(
    long Line, string CustomerId, string PurchaseId, string OccurredAt, string Amount, string Currency, string Channel,
    string Sku, string Category, string Quantity, string UnitPrice)
{
    /// <summary>The fields in the order of the columns.</summary>
    public IEnumerable<string> Fields => [CustomerId, PurchaseId, OccurredAt, Amount, Currency, Channel, Sku, Category, Quantity, UnitPrice];

    /// <summary>Whether the row was rejected as it was read, and stands here for its purchase only; its line is negative then.</summary>
    public bool WasRejected => Line < 0;

    /// <summary>A row of fields in the order of the columns.</summary>
    public static PurchaseRow Of(long line, ReadOnlySpan<string> fields) =>
        new(line, fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8], fields[9]);
}

/// <summary>A row that cannot be imported, and why.</summary>
internal sealed record RejectedRow(PurchaseRow Row, string Reason);
