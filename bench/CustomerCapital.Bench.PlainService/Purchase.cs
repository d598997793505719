namespace CustomerCapital.Bench.PlainService;

/// <summary>A purchase as tills send it.</summary>
internal sealed record Purchase(string PurchaseId, DateTimeOffset? OccurredAt, string? Currency, string? Channel, IReadOnlyList<Line> Lines, IReadOnlyList<string>? Vouchers = null)
{
    /// <summary>What the lines come to, in ten-thousandths.</summary>
    public long Amount => Lines.Sum(line => (long)decimal.Round(line.UnitPrice * line.Quantity * 10_000));

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault() =>
        string.IsNullOrEmpty(PurchaseId) || PurchaseId.Length > 200 ? "purchaseId: is required, at most 200 characters."
        : Currency is not (null or "EUR") ? "currency: EUR only."
        : Lines is not { Count: > 0 } ? "lines: are required."
        : Lines.Any(line => line.Quantity <= 0 || line.UnitPrice < 0) ? "lines: a quantity is above 0, a price not negative."
        : Vouchers is { Count: > 1 } ? "vouchers: one at most."
        : null;
}

/// <summary>What was bought.</summary>
internal sealed record Line(string? Sku, string? Category, decimal UnitPrice, decimal Quantity = 1);

/// <summary>What a voucher takes off: a share in percent, so many times in all.</summary>
internal sealed record Voucher(decimal Percent, long UsesLeft)
{
    /// <summary>What it takes off an amount in ten-thousandths, in whole cents.</summary>
    public long DiscountOf(long amount) => 100 * (long)decimal.Round(amount * Percent / 10_000, MidpointRounding.AwayFromZero);
}

/// <summary>A voucher cannot be used.</summary>
internal sealed class VoucherRefusedException(string code) : Exception($"Voucher '{code}' cannot be used.");

/// <summary>The answer to a purchase.</summary>
internal sealed record Receipt(string CustomerId, string PurchaseId, int Rung, long Orders, decimal Revenue);
