namespace CustomerCapital.Bench.PlainService;

/// <summary>What a purchase adds to one sum.</summary>
internal readonly record struct Counter(short Kind, int A, int B, string Name, long Customers, long Orders, long Revenue)
{
    private const short Cell = 1, Standing = 2, OrderClass = 3, Channel = 4;

    /// <summary>Differences between two states, always in the same order, so that two transactions wait for each other and do not block each other.</summary>
    public static List<Counter> Between(CustomerState before, CustomerState after)
    {
        var sums = new SortedDictionary<(short, int, int, string), (long Customers, long Orders, long Revenue)>();
        Add(before, -1);
        Add(after, 1);
        return [.. sums.Where(sum => sum.Value != default).Select(sum =>
            new Counter(sum.Key.Item1, sum.Key.Item2, sum.Key.Item3, sum.Key.Item4, sum.Value.Customers, sum.Value.Orders, sum.Value.Revenue))];

        void Add(CustomerState state, int sign)
        {
            if (state.Orders == 0) return;
            foreach (var month in state.Months) One((Cell, state.Months[0].Month, month.Month, ""), (sign, sign * month.Orders, sign * month.Revenue));
            One((Standing, state.Rung, 0, ""), (sign, sign * state.Orders, sign * state.Revenue));
            One((OrderClass, (int)Math.Min(state.Orders, 10), 0, ""), (sign, 0, 0));
            One((Channel, 0, 0, state.Channel ?? ""), (sign, sign * state.Orders, sign * state.Revenue));
        }

        void One((short, int, int, string) key, (long Customers, long Orders, long Revenue) by)
        {
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.Customers + by.Customers, sum.Orders + by.Orders, sum.Revenue + by.Revenue);
        }
    }
}
