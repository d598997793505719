using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Tests.Appending;

/// <summary>Who is let in, who waits and who is sent away.</summary>
public sealed class AdmissionTests
{
    private static readonly TimeSpan Endless = Timeout.InfiniteTimeSpan;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(3, 100)]
    [InlineData(100, 3)]
    public async Task TryEnterAsync_beyond_a_limit_waits_and_beyond_the_line_does_not(int countLimit, long sizeLimit)
    {
        var admission = new Admission(countLimit, sizeLimit, TimeProvider.System);
        for (var i = 0; i < 3; i++) Assert.True(await admission.TryEnterAsync(1, 1, TimeSpan.Zero));

        Assert.False(await admission.TryEnterAsync(1, 1, TimeSpan.Zero));
        var line = Enumerable.Range(0, 3).Select(_ => admission.TryEnterAsync(1, 1, Hour).AsTask()).ToList();
        Assert.False(await admission.TryEnterAsync(1, 1, Hour));

        Assert.Equal((3, 3), (admission.Count, admission.CountInLine));
        Assert.All(line, waiting => Assert.False(waiting.IsCompleted));
        for (var i = 0; i < 3; i++) admission.Leave(1, 1);
        Assert.All(await Task.WhenAll(line), Assert.True);
        Assert.Equal((3, 0), (admission.Count, admission.CountInLine));
    }

    [Fact]
    public async Task TryEnterAsync_lets_in_in_the_order_of_coming_also_where_a_later_one_would_fit()
    {
        var admission = new Admission(10, 10, TimeProvider.System);
        Assert.True(await admission.TryEnterAsync(8, 0, Hour));
        var large = admission.TryEnterAsync(5, 0, Hour).AsTask();
        var small = admission.TryEnterAsync(1, 0, Hour).AsTask();

        Assert.False(small.IsCompleted);
        admission.Leave(8, 0);

        Assert.True(await large);
        Assert.True(await small);
        Assert.Equal(6, admission.Count);
    }

    [Fact]
    public async Task TryEnterAsync_of_more_than_a_limit_is_let_in_when_nothing_else_is_in()
    {
        var admission = new Admission(2, 10, TimeProvider.System);
        Assert.True(await admission.TryEnterAsync(1, 1, TimeSpan.Zero));
        var large = admission.TryEnterAsync(1, 1_000, Hour).AsTask();

        Assert.False(large.IsCompleted);
        admission.Leave(1, 1);

        Assert.True(await large);
        Assert.False(await admission.TryEnterAsync(1, 1, TimeSpan.Zero));
    }

    [Fact]
    public async Task TryEnterAsync_whose_patience_ends_is_not_in_and_those_behind_it_move_up()
    {
        var admission = new Admission(4, 10, TimeProvider.System);
        Assert.True(await admission.TryEnterAsync(3, 0, Hour));
        var impatient = admission.TryEnterAsync(2, 0, TimeSpan.FromMilliseconds(1)).AsTask();
        var behind = admission.TryEnterAsync(1, 0, Endless).AsTask();

        Assert.False(await impatient);
        Assert.True(await behind);
        Assert.Equal((4, 0), (admission.Count, admission.CountInLine));
    }

    [Fact]
    public async Task TryEnterAsync_that_is_cancelled_is_not_in()
    {
        var admission = new Admission(1, 10, TimeProvider.System);
        using var cancelling = new CancellationTokenSource();
        Assert.True(await admission.TryEnterAsync(1, 0, Hour));
        var cancelled = admission.TryEnterAsync(1, 0, Endless, cancelling.Token).AsTask();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal((1, 0), (admission.Count, admission.CountInLine));
        admission.Leave(1, 0);
        Assert.True(await admission.TryEnterAsync(1, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Many_callers_at_once_are_never_more_in_than_the_limit_and_all_get_in()
    {
        var admission = new Admission(8, 1_000, TimeProvider.System);
        var (inside, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => Task.Run(async () =>
        {
            Assert.True(await admission.TryEnterAsync(1, 1, Endless));
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            admission.Leave(1, 1);
        })));

        Assert.InRange(most, 1, 8);
        Assert.Equal((0, 0), (admission.Count, admission.CountInLine));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
    }
}
