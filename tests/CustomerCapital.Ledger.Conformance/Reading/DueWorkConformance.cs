using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Actors by the moment at which they are looked at.</summary>
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
    public async Task ReadDueAsync_follows_what_later_appends_say_of_each_respect()
    {
        var ada = new Scribe("ada");
        await AppendAsync(new("a", Start.AddDays(1)), new("b", Start.AddDays(2)));
        Assert.Equal([("a", Start.AddDays(1)), ("b", Start.AddDays(2))], await LooksAsync());

        await AppendAsync(new DueChange("a", Start.AddDays(3)));
        Assert.Equal([("b", Start.AddDays(2)), ("a", Start.AddDays(3))], await LooksAsync());
        await AppendAsync();
        Assert.Equal([("b", Start.AddDays(2)), ("a", Start.AddDays(3))], await LooksAsync());
        await AppendAsync(new("b", null), new("c", null));

        Assert.Equal([("a", Start.AddDays(3))], await LooksAsync());
        Assert.Equal(new Dictionary<string, DateTimeOffset> { ["a"] = Start.AddDays(3) }, (await Ledger.RecallAsync(ada.Recall())).Row?.Due);

        Task AppendAsync(params DueChange[] changes) => Ledger.AppendAsync(Like(ada.Write(Purchase($"p{ada.State.Sequence}")), due: changes));
        async Task<IEnumerable<(string, DateTimeOffset)>> LooksAsync() => (await Ledger.ReadDueAsync(Start.AddYears(100), 10)).Select(due => (due.What, due.LookAt));
    }

    [Fact]
    public async Task ReadDueAsync_page_by_page_gives_everyone_once_also_those_of_one_due_time()
    {
        var ids = new[] { "z", "\u00e4", "a", "\U0001F600", "b", "\uFB01", "c", "d" };
        foreach (var id in ids) await GivenDueAsync($"tie-{id}", Start.AddDays(2));
        foreach (var (id, days) in new[] { ("last", 3), ("first", 1), ("never", -1), ("not yet", 9) }) await GivenDueAsync(id, days < 0 ? null : Start.AddDays(days));
        var whole = await Ledger.ReadDueAsync(Start.AddDays(4), 100);

        foreach (var size in new[] { 1, 3, 100 })
        {
            var read = new List<DueActor>();
            while (await Ledger.ReadDueAsync(Start.AddDays(4), size, read.LastOrDefault()) is { Count: > 0 } page) read.AddRange(page);
            Assert.Equal(whole, read);
        }

        Assert.Equal("first", whole[0].Actor);
        Assert.Equal("last", whole[^1].Actor);
        Assert.Equal(ids.Select(id => $"tie-{id}").Order(), whole.Skip(1).SkipLast(1).Select(due => due.Actor.Key).Order());
    }

    [Fact]
    public async Task ReadDueAsync_after_someone_who_is_no_longer_due_goes_on_with_the_next()
    {
        var (ada, bob) = (new Scribe("ada"), new Scribe("bob"));
        foreach (var scribe in new[] { ada, bob }) await Ledger.AppendAsync(LookingAt(scribe.Write(Purchase("p1")), Start));
        var first = Assert.Single(await Ledger.ReadDueAsync(Start, 1));
        var (done, other) = first.Actor == "ada" ? (ada, bob) : (bob, ada);

        await Ledger.AppendAsync(LookingAt(done.Write(Purchase("p2")), Start.AddDays(1)));

        Assert.Equal([other.Actor], (await Ledger.ReadDueAsync(Start, 1, first)).Select(due => due.Actor));
    }

    private async Task<IEnumerable<string>> DueAsync(DateTimeOffset until, int limit) => (await Ledger.ReadDueAsync(until, limit)).Select(due => due.Actor.Key);

    private Task GivenDueAsync(string customerId, DateTimeOffset? dueAt) => Ledger.AppendAsync(LookingAt(new Scribe(customerId).Write(Purchase("p")), dueAt));
}
