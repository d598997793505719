namespace CustomerCapital.Bench.PlainService;

/// <summary>What is known of a customer: sums, and the months in which the customer bought.</summary>
internal sealed record CustomerState(long Orders, long Revenue, DateTimeOffset? FirstOrderAt, DateTimeOffset? LastOrderAt, string? Channel, IReadOnlyList<MonthSum> Months)
{
    public static readonly CustomerState New = new(0, 0, null, null, null, []);

    /// <summary>Prospect, buyer, customer, or member from four orders on.</summary>
    public int Rung => Orders switch { 0 => 2, 1 => 3, < 4 => 4, _ => 5 };

    public CustomerState With(DateTimeOffset at, long amount, string? channel)
    {
        var month = (at.Year * 12) + at.Month;
        var months = Months.Where(sum => sum.Month != month).Append(new(month,
            1 + Months.Where(sum => sum.Month == month).Sum(sum => sum.Orders), amount + Months.Where(sum => sum.Month == month).Sum(sum => sum.Revenue)));
        return new(
            Orders + 1, Revenue + amount,
            FirstOrderAt is { } first && first < at ? first : at, LastOrderAt is { } last && last > at ? last : at,
            Channel ?? channel, [.. months.OrderBy(sum => sum.Month)]);
    }
}

/// <summary>Orders and revenue of a month.</summary>
internal sealed record MonthSum(int Month, long Orders, long Revenue);
