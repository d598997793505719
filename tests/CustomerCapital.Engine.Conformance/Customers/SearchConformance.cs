using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>Customers are found by id, name or e-mail address as soon as they are registered.</summary>
public abstract class SearchConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task SearchAsync_pages_through_those_who_begin_so(int limit)
    {
        for (var i = 0; i < 8; i++) await GivenAsync($"c{i}", new RegisterCustomer { Name = i % 2 == 0 ? $"Anna {i} Rossi" : $"{i} Bianchi", Email = $"p{7 - i}@example.org" });

        Assert.Equal(["c0", "c2", "c4", "c6"], await FindAllAsync("anna", limit));
        Assert.Equal(["c0", "c2", "c4", "c6"], await FindAllAsync("rossi, ANNA", limit));
        Assert.Equal(["c1", "c3", "c5", "c7"], await FindAllAsync("Bíanchi", limit));
        Assert.Equal(["c7", "c6", "c5", "c4", "c3", "c2", "c1", "c0"], await FindAllAsync("p", limit));
        Assert.Equal(["c3"], await FindAllAsync("C3", limit));
        Assert.Empty(await FindAllAsync("rossi anna 1 b", limit));
    }

    [Fact]
    public async Task SearchAsync_tells_name_and_address_and_follows_the_register()
    {
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada Lovelace", Email = "ada@example.org" }, Purchase("p1", 10));
        await GivenAsync("bob", Purchase("p1", 10));

        var found = Assert.Single((await Engine.AskAsync(new SearchCustomers("love", 10))).Customers);
        var unregistered = Assert.Single((await Engine.AskAsync(new SearchCustomers("BOB", 10))).Customers);
        Assert.Equal(("ada", "Ada Lovelace", "ada@example.org"), (found.Line.CustomerId, found.Name, found.Email));
        Assert.Equal(1L, found.Line[Domain.Purchases.PurchaseFields.Orders]);
        Assert.Equal(("bob", null, null), (unregistered.Line.CustomerId, unregistered.Name, unregistered.Email));

        await GivenAsync("ada", new ChangeRegistration { Clear = ["name", "email"] });

        Assert.Empty(await FindAllAsync("love", 10));
        Assert.Empty(await FindAllAsync("ada@", 10));
        Assert.Equal(["ada"], await FindAllAsync("ada", 10));
    }

    private async Task<List<string>> FindAllAsync(string text, int limit)
    {
        var ids = new List<string>();
        var (after, isFirst) = ((SearchPlace?)null, true);
        for (; isFirst || after is not null; isFirst = false)
        {
            var page = await Engine.AskAsync(new SearchCustomers(text, limit) { After = after });
            Assert.True(page.Customers.Count == limit || page.Next is null);
            ids.AddRange(page.Customers.Select(found => found.Line.CustomerId));
            after = page.Next;
        }

        return ids;
    }
}
