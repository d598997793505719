using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Engine.Conformance;

/// <summary>Commands of which a test says only what matters to it.</summary>
public static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static RecordPurchase Purchase(string id, decimal amount = 10, DateTimeOffset? at = null) => new() { PurchaseId = id, Amount = Money.Round(amount), OccurredAt = at };

    public static RecordReturn WholeReturn(string id, string purchaseId) => new() { ReturnId = id, PurchaseId = purchaseId };
}
