namespace CustomerCapital.Bench.NaiveGrain;

/// <summary>A purchase as tills send it.</summary>
[GenerateSerializer, Immutable]
public sealed record Purchase(
    [property: Id(0)] string PurchaseId, [property: Id(1)] DateTimeOffset? OccurredAt, [property: Id(2)] string? Currency, [property: Id(3)] string? Channel, [property: Id(4)] IReadOnlyList<Line> Lines)
{
    /// <summary>What was paid, in ten-thousandths.</summary>
    internal long Amount => Lines.Sum(line => (long)decimal.Round(line.UnitPrice * line.Quantity * 10_000));

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? Fault() =>
        string.IsNullOrEmpty(PurchaseId) || PurchaseId.Length > 200 ? "purchaseId: is required, at most 200 characters."
        : Lines is not { Count: > 0 } ? "lines: are required."
        : Lines.Any(line => line.Quantity <= 0 || line.UnitPrice < 0) ? "lines: a quantity is above 0, a price not negative."
        : null;
}

/// <summary>What was bought.</summary>
[GenerateSerializer, Immutable]
public sealed record Line([property: Id(0)] string? Sku, [property: Id(1)] string? Category, [property: Id(2)] decimal UnitPrice, [property: Id(3)] decimal Quantity = 1);

/// <summary>The answer to a purchase.</summary>
[GenerateSerializer, Immutable]
public sealed record Receipt([property: Id(0)] string CustomerId, [property: Id(1)] string PurchaseId, [property: Id(2)] long Orders, [property: Id(3)] decimal Revenue);

/// <summary>What is stored of a customer.</summary>
[GenerateSerializer]
public sealed class CustomerState
{
    /// <summary>Since the first.</summary>
    [Id(0)]
    public List<Purchase> Purchases { get; set; } = [];

    /// <summary>In ten-thousandths.</summary>
    [Id(1)]
    public long Revenue { get; set; }
}
