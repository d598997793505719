using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Tests.Actors;

/// <summary>The ends of a history, found in bounded memory.</summary>
public sealed class HistoryTimesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(1_000)]
    public void Without_finds_the_same_as_sorting_all_order_times_would(int capacity)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (history, left) = History(random, orders: 1 + random.Next(60), instants: 1 + random.Next(80), returned: random.NextDouble());
            if (left.Count == 0) continue;
            var gone = left[random.Next(left.Count)];

            var found = Fold(history, gone, capacity, out _);

            left.Remove(gone);
            left.Sort();
            Assert.Equal(left.Count == 0 ? null : left[0], found.First);
            Assert.Equal(LatestInstants.Of(left), found.Latest);
        }
    }

    [Fact]
    public void Without_of_a_history_of_which_little_was_returned_takes_one_pass()
    {
        var history = Enumerable.Range(0, 100_000).Select(at => Purchase(at)).ToList();
        for (var at = 0; at < 1_000; at++) history.Add(Whole(at));

        var found = Fold(history, At(1_000), capacity: 2_048, out var passes);

        Assert.Equal((At(1_001), 1), (found.First, passes));
        Assert.Equal(Enumerable.Range(0, 16).Select(at => At(99_999 - at)), found.Latest.NewestFirst);
    }

    [Fact]
    public void Without_of_a_history_that_was_returned_but_for_its_middle_goes_on_behind_what_was()
    {
        var history = Enumerable.Range(0, 10_000).Select(at => Purchase(at)).ToList();
        for (var at = 0; at < 10_000; at++) if (at is < 4_998 or > 5_001) history.Add(Whole(at));

        var found = Fold(history, At(4_998), capacity: 1_000, out var passes);

        Assert.Equal(At(4_999), found.First);
        Assert.Equal([At(5_001), At(5_000), At(4_999)], found.Latest.NewestFirst);
        Assert.Equal(10, passes);
    }

    private static (DateTimeOffset? First, LatestInstants Latest) Fold(List<Entry> history, DateTimeOffset gone, int capacity, out int passes)
    {
        var orders = new HistoryTimes(capacity);
        for (passes = 1; ; passes++)
        {
            foreach (var entry in history) orders.Take(entry);
            if (orders.Without(gone) is { } found) return found;
            Assert.InRange(passes, 1, 1_000);
            orders = orders.Next();
        }
    }

    private static (List<Entry> History, List<DateTimeOffset> Left) History(Random random, int orders, int instants, double returned)
    {
        var (history, left) = (new List<Entry>(), new List<DateTimeOffset>());
        for (var order = 0; order < orders; order++)
        {
            var at = random.Next(instants);
            history.Add(Purchase(at));
            left.Add(At(at));
            if (random.NextDouble() > returned) continue;
            var undone = left[random.Next(left.Count)];
            left.Remove(undone);
            history.Add(Whole((int)(undone - Start).TotalMinutes));
        }

        return (history, left);
    }

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    private static Entry Purchase(int minute) => new("ada", 1, At(minute), Start, new PurchaseRecorded($"p{minute}", Money.Zero, null, null));

    private static Entry Whole(int minute) =>
        new("ada", 1, Start.AddYears(1), Start, new ReturnRecorded($"r{minute}", $"p{minute}", Money.Zero, null, null) { PurchasedAt = At(minute), Whole = true });
}
