using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Wallets;

/// <summary>Published figures: KPMG, Revenue: IFRS 15 and ASC 606 handbook, examples 10A and 10B.</summary>
public sealed class DeferredRevenueTests
{
    private const decimal Allocated = 9_000;

    [Fact]
    public void Revenue_of_points_is_recognised_as_they_are_spent_of_what_is_expected()
    {
        var first = DeferredRevenue.Recognised(Allocated, 4_500, 9_700, 5_500);
        Assert.Equal(4_175, Math.Round(first));

        Assert.Equal(3_552, Math.Round(DeferredRevenue.Recognised(Allocated, 8_500, 9_900, 1_500) - first));
    }

    [Fact]
    public void Changed_estimate_catches_up_when_it_changes() =>
        Assert.Equal(4_140, Math.Round(DeferredRevenue.Recognised(Allocated, 8_500, 9_200, 1_500) - DeferredRevenue.Recognised(Allocated, 4_500, 9_700, 5_500)));

    [Fact]
    public void No_more_is_recognised_than_was_allocated() => Assert.Equal(Allocated, DeferredRevenue.Recognised(Allocated, 10_000, 9_700, 0));

    /// <summary>Of 1,700 points 1,530 are expected to be spent; none is, 1,000 expire, and 700 are left.</summary>
    [Fact]
    public void What_has_expired_is_recognised() => Assert.Equal(16.83m * 830 / 1_530, DeferredRevenue.Recognised(16.83m, 0, 1_530, 700), 10);

    [Fact]
    public void Once_nothing_is_left_all_is_recognised() => Assert.Equal(Allocated, DeferredRevenue.Recognised(Allocated, 0, 9_700, 0));

    /// <summary>IFRS 15, example 52: 100,000 of sales earn 10,000 points, of which 9,500 are expected to be spent at 1 each.</summary>
    [Fact]
    public void Consideration_is_allocated_by_relative_stand_alone_prices() => Assert.Equal(8_676, Math.Round(DeferredRevenue.AllocatedTo(100_000, 100_000, 9_500)));
}
