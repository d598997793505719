namespace CustomerCapital.Domain.Cohorts;

/// <summary>What counters of a kind count: sums under a key of two coordinates and a name, in up to four named columns.</summary>
/// <remarks>Equal to none but itself. The number is stored: it is never reused for something else.</remarks>
public sealed class CounterKind
{
    /// <summary>Declares a kind; the <see cref="Actors.Capability"/> that counts it lists it.</summary>
    /// <param name="number">Stored.</param>
    /// <param name="name">What people read.</param>
    /// <param name="columns">What is summed, 1 to 4, in the order of a <see cref="Count"/>.</param>
    public CounterKind(short number, string name, params IReadOnlyList<string> columns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns.Count, Count.Columns);
        (Number, Name, Columns) = (number, name, columns);
    }

    /// <summary>The latest generation of counters.</summary>
    public const int LatestGeneration = 3;

    /// <summary>Stored.</summary>
    public short Number { get; }

    /// <summary>With which generation of counters it was added, up to <see cref="LatestGeneration"/>: ledgers made before it count it once from their entries. 0 where all ledgers have it from their beginning.</summary>
    public int Generation { get; init; }

    /// <summary>What people read.</summary>
    public string Name { get; }

    /// <summary>What is summed, in the order of a <see cref="Count"/>.</summary>
    public IReadOnlyList<string> Columns { get; }

    public override string ToString() => Name;
}

/// <summary>Names one counter.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="A">First coordinate, as the kind says; months as <see cref="Program.Month.Index"/>.</param>
/// <param name="B">Second coordinate, as the kind says; 0 where there is none.</param>
/// <param name="Name">A name, as the kind says; else empty.</param>
public readonly record struct CounterKey(CounterKind Kind, int A, int B = 0, string Name = "")
{
    /// <summary>Cohort coordinate of customers without an order.</summary>
    public const int NoCohort = 0;

    /// <summary>Month coordinate of an order that none followed.</summary>
    public const int NotAgain = int.MaxValue;

    /// <summary>The last order class.</summary>
    public const int OrderClasses = 10;

    /// <remarks>Most names are empty: their hash is not computed. Keys are looked up some twenty times for each purchase.</remarks>
    public override int GetHashCode() => unchecked(((Kind.Number * 397 ^ A) * 397 ^ B) * 397 + (Name.Length == 0 ? 0 : Name.GetHashCode(StringComparison.Ordinal)));

    /// <inheritdoc/>
    public bool Equals(CounterKey other) => ReferenceEquals(Kind, other.Kind) && A == other.A && B == other.B && Name == other.Name;
}

/// <summary>What a counter holds: four sums, which its kind names; those of most kinds are these. Money is in ten-thousandths.</summary>
public readonly record struct Count(long Customers = 0, long Orders = 0, long Revenue = 0, long AcquisitionCost = 0)
{
    /// <summary>How many sums it has.</summary>
    public const int Columns = 4;

    /// <summary>The sums in their order.</summary>
    public long this[int column] => column switch
    {
        0 => Customers,
        1 => Orders,
        2 => Revenue,
        3 => AcquisitionCost,
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    /// <summary>Adds exactly.</summary>
    public static Count operator +(Count left, Count right) => new(
        left.Customers + right.Customers, left.Orders + right.Orders, left.Revenue + right.Revenue, left.AcquisitionCost + right.AcquisitionCost);

    /// <summary>Negates exactly.</summary>
    public static Count operator -(Count value) => new(-value.Customers, -value.Orders, -value.Revenue, -value.AcquisitionCost);
}
