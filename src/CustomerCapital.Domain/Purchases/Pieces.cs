using System.Runtime.InteropServices;

namespace CustomerCapital.Domain.Purchases;

/// <summary>By what pieces are told apart. The number is stored.</summary>
public enum PieceKind
{
    /// <summary>By the sku of their line.</summary>
    Sku = 1,

    /// <summary>By the category of their line.</summary>
    Category,
}

/// <summary>Names pieces.</summary>
/// <param name="Kind">By what they are told apart.</param>
/// <param name="Name">The sku or the category as lines name it, to the character. Never empty.</param>
public readonly record struct PieceKey(PieceKind Kind, string Name);

/// <summary>How much of each sku and of each category is with a customer, or what that changes by.</summary>
/// <remarks>
/// In ten-thousandths of a quantity. A purchase counts as long as it is an order, with what has not come back of each line. Lines without a sku or category, or with an
/// empty one, count nowhere. Not thread-safe.
/// </remarks>
public sealed class Pieces
{
    /// <summary>Units of a quantity of 1.</summary>
    public const int Scale = 10_000;

    private Dictionary<PieceKey, long>? _units;

    /// <summary>Whether nothing was ever added.</summary>
    public bool IsEmpty => _units is null;

    /// <summary>All that are not zero, in no particular order.</summary>
    public IEnumerable<KeyValuePair<PieceKey, long>> Rows => _units?.Where(row => row.Value != 0) ?? [];

    /// <summary>How much there is of some.</summary>
    public long this[PieceKey key] => _units?.GetValueOrDefault(key) ?? 0;

    /// <summary>Pieces as stored.</summary>
    public static Pieces Of(IEnumerable<KeyValuePair<PieceKey, long>> rows)
    {
        var pieces = new Pieces();
        foreach (var (key, units) in rows) pieces.Add(key, units);
        return pieces;
    }

    /// <summary>Adds to some.</summary>
    public void Add(PieceKey key, long units)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_units ??= [], key, out _);
        sum += units;
    }

    /// <summary>Adds others to these.</summary>
    public void Add(Pieces other)
    {
        foreach (var (key, units) in other.Rows) Add(key, units);
    }

    /// <summary>What takes these away.</summary>
    public Pieces Negated() => Of(Rows.Select(row => KeyValuePair.Create(row.Key, -row.Value)));

    /// <summary>Adds what is left of a line, or with a sign of -1 takes it away.</summary>
    internal void Add(PaidLine line, decimal left, int sign)
    {
        if (left <= 0) return;
        // Whatever is left of a quantity, however little, is a piece.
        var units = sign * (long)decimal.Ceiling(left * Scale);
        if (!string.IsNullOrEmpty(line.Sku)) Add(new(PieceKind.Sku, line.Sku), units);
        if (!string.IsNullOrEmpty(line.Category)) Add(new(PieceKind.Category, line.Category), units);
    }
}
