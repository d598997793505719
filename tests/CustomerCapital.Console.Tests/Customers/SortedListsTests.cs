using CustomerCapital.ConsolePages.Customers;
using CustomerCapital.ConsolePages.Tests.Hosting;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;
using Microsoft.Extensions.Time.Testing;
using FoundPage = CustomerCapital.Ledger.Reading.CustomerPage;

namespace CustomerCapital.ConsolePages.Tests.Customers;

public sealed class SortedListsTests : IAsyncLifetime
{
    private const int Customers = 1_030;

    private static readonly CustomerSort ByRevenue = CustomerSort.Of("-revenue")!;

    private readonly FakeTimeProvider _time = new();
    private Asking _asking = null!;
    private SortedLists _lists = null!;

    public async Task InitializeAsync()
    {
        (_asking, _lists) = (await Asking.StartAsync(), new(_time));
        await Task.WhenAll(Enumerable.Range(1, Customers).Select(number => BuyAsync($"c{number:0000}", number)));
    }

    public async Task DisposeAsync() => await _asking.DisposeAsync();

    [Fact]
    public async Task Pages_follow_each_other_beyond_what_is_held()
    {
        var ids = new List<string>();
        SortPlace? after = null;
        do
        {
            var (page, _) = await PageAsync(after);
            ids.AddRange(page.Lines.Select(line => line.CustomerId));
            after = page.More ? ByRevenue.PlaceOf(page.Lines[^1]) : null;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(1, Customers).Reverse().Select(number => $"c{number:0000}"), ids);
    }

    [Fact]
    public async Task List_is_shown_as_it_was_read_for_half_a_minute_then_read_anew_while_it_is_shown_once_more()
    {
        Assert.Equal("c1030", await FirstAsync());
        await BuyAsync("ada", 5_000);

        _time.Advance(SortedLists.Recent - TimeSpan.FromSeconds(1));
        Assert.Equal("c1030", await FirstAsync());
        Assert.Equal("ada", (await _lists.PageAsync(_asking.Engine, PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 1), ByRevenue, null, 1)).Page.Lines[0].CustomerId);

        _time.Advance(TimeSpan.FromSeconds(1));
        for (var waited = 0; await FirstAsync() != "ada"; waited++)
        {
            Assert.True(waited < 1_000);
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task List_that_nobody_has_looked_at_for_long_is_read_before_it_is_shown()
    {
        Assert.Equal("c1030", await FirstAsync());
        await BuyAsync("ada", 5_000);
        _time.Advance(SortedLists.Latest);

        Assert.Equal("ada", await FirstAsync());
    }

    private Task<(FoundPage Page, DateTimeOffset AsOf)> PageAsync(SortPlace? after, int limit = 47) => _lists.PageAsync(_asking.Engine, Segment.Everyone, ByRevenue, after, limit);

    private async Task<string> FirstAsync() => (await PageAsync(null, 1)).Page.Lines[0].CustomerId;

    private async Task BuyAsync(string customerId, int amount) => await _asking.Engine.ExecuteAsync(customerId, [new RecordPurchase { PurchaseId = "p", Amount = Money.Round(amount) }]);
}
