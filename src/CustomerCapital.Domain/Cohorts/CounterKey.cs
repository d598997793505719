namespace CustomerCapital.Domain.Cohorts;

/// <summary>What a counter counts. The numbers are stored: they are never reused for something else.</summary>
public enum CounterKind
{
    /// <summary>Customers, orders and revenue of a cohort (A; <see cref="CounterKey.NoCohort"/> for customers without an order) in a month (B).</summary>
    Cell = 1,

    /// <summary>Customers who ordered in a month (A) and next in another (B), or not again (<see cref="CounterKey.NotAgain"/>).</summary>
    Interval = 2,

    /// <summary>Customers whose second order was placed in a month (A).</summary>
    SecondOrder = 3,

    /// <summary>Customers of whom the earliest entry speaks of a month (A).</summary>
    Known = 4,

    /// <summary>Customers on a rung (A), lapsed (B = 1) or not, with their orders, revenue and acquisition cost.</summary>
    Standing = 5,

    /// <summary>Revenue in a month (B) of customers who stand on a rung (A) now.</summary>
    RungMonth = 6,

    /// <summary>Customers with so many orders (A, up to <see cref="CounterKey.OrderClasses"/>, which stands for that many or more).</summary>
    OrderClass = 7,

    /// <summary>Customers, orders, revenue and acquisition cost of an acquisition channel (name; empty when none is known).</summary>
    Channel = 8,

    /// <summary>Customers with an order of an acquisition channel (name).</summary>
    ChannelBuyers = 9,
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
}

/// <summary>What a counter holds. Money is in ten-thousandths.</summary>
public readonly record struct Count(long Customers = 0, long Orders = 0, long Revenue = 0, long AcquisitionCost = 0)
{
    /// <summary>Adds exactly.</summary>
    public static Count operator +(Count left, Count right) => new(
        left.Customers + right.Customers, left.Orders + right.Orders, left.Revenue + right.Revenue, left.AcquisitionCost + right.AcquisitionCost);

    /// <summary>Negates exactly.</summary>
    public static Count operator -(Count value) => new(-value.Customers, -value.Orders, -value.Revenue, -value.AcquisitionCost);
}
