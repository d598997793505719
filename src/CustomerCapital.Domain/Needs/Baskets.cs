using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Needs;

/// <summary>An article of a purchase, as far as it is with the customer.</summary>
/// <param name="Sku">What was bought. Null where the line named none.</param>
/// <param name="Category">Its category. Null where the line named none.</param>
/// <param name="Paid">Paid for what is left.</param>
public readonly record struct BasketLine(string? Sku, string? Category, Money Paid);

/// <summary>A purchase of which something is with the customer.</summary>
/// <param name="At">When it was placed.</param>
/// <param name="Lines">The lines of which something is left.</param>
public sealed record Basket(DateTimeOffset At, IReadOnlyList<BasketLine> Lines);

/// <summary>The purchases of one customer, folded from entries one by one: returns, amendments and moves take away what they take. Its size grows with the purchases taken. Not thread-safe.</summary>
public sealed class Baskets
{
    private readonly Dictionary<string, PurchaseRest> _rests = [];

    /// <summary>The purchases of which something is left, oldest first.</summary>
    public IReadOnlyList<Basket> All =>
    [
        .. _rests.Values.Select(rest => new Basket(rest.PurchasedAt, [.. rest.LinesLeft().Select(left => new BasketLine(Named(left.Line.Sku), Named(left.Line.Category), left.Paid))]))
            .Where(basket => basket.Lines.Count > 0).OrderBy(basket => basket.At),
    ];

    /// <summary>Takes the next entry. What concerns a purchase that was not taken is passed over.</summary>
    public void Take(Entry entry)
    {
        if (PieceHistory.PurchaseOf(entry) is not { } purchase) return;
        if (_rests.TryGetValue(purchase, out var rest) && entry.NaturalId != purchase) rest.Take(entry);
        else if (entry.Event is PurchaseRecorded or Moves.PurchaseTakenOver) _rests[purchase] = PurchaseRest.Of(entry);
    }

    private static string? Named(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
