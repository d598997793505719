using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Customers by the moment at which time alone changes them.</summary>
public abstract class DueWorkConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task ReadDueAsync_gives_the_longest_due_first_and_at_most_the_limit()
    {
        foreach (var (id, days) in new[] { ("late", 3), ("early", 1), ("never", -1), ("middle", 2), ("later", 4) }) await GivenDueAsync(id, days < 0 ? null : Start.AddDays(days));

        Assert.Equal(["early", "middle", "late"], await DueAsync(Start.AddDays(3), 10));
        Assert.Equal(["early", "middle"], await DueAsync(Start.AddDays(9), 2));
    }

    [Fact]
    public async Task ReadDueAsync_is_exact_to_the_microsecond()
    {
        var at = Start.AddMicroseconds(7);
        await GivenDueAsync("ada", at);

        Assert.Empty(await Ledger.ReadDueAsync(at.AddMicroseconds(-1), 10));
        Assert.Equal(["ada"], await DueAsync(at.ToOffset(TimeSpan.FromHours(5)), 10));
    }

    [Fact]
    public async Task ReadDueAsync_follows_what_later_appends_say()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        var lapses = ada.DueAt!.Value;
        Assert.Equal(["ada"], await DueAsync(lapses, 10));

        await GivenAsync(ada, Purchase("p2", at: Start.AddDays(1)));
        Assert.Empty(await Ledger.ReadDueAsync(lapses, 10));
        await Ledger.AppendAsync(ada.WriteCatchUp(Start.AddYears(1)));

        Assert.Null(ada.DueAt);
        Assert.Empty(await Ledger.ReadDueAsync(Start.AddYears(100), 10));
    }

    [Fact]
    public async Task ReadDueAsync_says_since_when()
    {
        var at = Start.AddMicroseconds(7);
        await GivenDueAsync("ada", at.ToOffset(TimeSpan.FromHours(5)));

        Assert.Equal([new("ada", at)], await Ledger.ReadDueAsync(at, 10));
    }

    [Fact]
    public async Task ReadDueAsync_page_by_page_gives_everyone_once_also_those_of_one_due_time()
    {
        var ids = new[] { "z", "ä", "a", "\U0001F600", "b", "\uFB01", "c", "d" };
        foreach (var id in ids) await GivenDueAsync($"tie-{id}", Start.AddDays(2));
        foreach (var (id, days) in new[] { ("last", 3), ("first", 1), ("never", -1), ("not yet", 9) }) await GivenDueAsync(id, days < 0 ? null : Start.AddDays(days));
        var whole = await Ledger.ReadDueAsync(Start.AddDays(4), 100);

        foreach (var size in new[] { 1, 3, 100 })
        {
            var read = new List<DueCustomer>();
            while (await Ledger.ReadDueAsync(Start.AddDays(4), size, read.LastOrDefault()) is { Count: > 0 } page) read.AddRange(page);
            Assert.Equal(whole, read);
        }

        Assert.Equal(["first", .. new[] { "a", "b", "c", "d", "z", "ä", "\uFB01", "\U0001F600" }.Select(id => $"tie-{id}"), "last"], whole.Select(due => due.CustomerId));
    }

    [Fact]
    public async Task ReadDueAsync_after_someone_who_is_no_longer_due_goes_on_with_the_next()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        await GivenAsync(new("bob"), Purchase("p1"));
        var lapses = ada.DueAt!.Value;
        var first = Assert.Single(await Ledger.ReadDueAsync(lapses, 1));

        await GivenAsync(ada, Purchase("p2", at: Start.AddDays(1)));

        Assert.Equal([new("bob", lapses)], await Ledger.ReadDueAsync(lapses, 1, first));
    }

    private async Task<IEnumerable<string>> DueAsync(DateTimeOffset until, int limit) => (await Ledger.ReadDueAsync(until, limit)).Select(due => due.CustomerId);

    private Task GivenDueAsync(string customerId, DateTimeOffset? dueAt)
    {
        var append = new Scribe(customerId).Write(Purchase("p"));
        return Ledger.AppendAsync(new(0, append.Entries, append.After, dueAt, append.Difference, []));
    }
}
