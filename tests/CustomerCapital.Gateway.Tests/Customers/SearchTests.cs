using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class SearchTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Search_pages_through_those_who_begin_so_with_name_and_address(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/nora", """{"name":"Nora Rossi","email":"nora@example.org"}""");
        await server.PutAsync("/v1/customers/adam", """{"name":"Adam Rossini","acquisitionChannel":"web"}""");
        await server.PurchaseAsync("ROSS-1", "p");
        await server.PurchaseAsync("other", "p");

        var found = await AllAsync(server, "search=ross", 1);

        Assert.Equal(["ROSS-1 null null", "nora \"Nora Rossi\" \"nora@example.org\"", "adam \"Adam Rossini\" null"], found);
        Assert.Equal(["adam \"Adam Rossini\" null"], await AllAsync(server, "search=RÓSS&channel=web", 2));
        Assert.Empty(await AllAsync(server, "search=rossa", 10));
        Assert.Equal(4, (await AllAsync(server, "search=", 10)).Count);
    }

    [Fact]
    public async Task Items_of_other_lists_have_neither_name_nor_address()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", """{"name":"Nora Rossi","email":"nora@example.org"}""");

        var item = (await server.GetAsync("/v1/customers")).Json.GetProperty("customers")[0];

        Assert.False(item.TryGetProperty("name", out _) || item.TryGetProperty("email", out _));
    }

    [Theory]
    [InlineData("search=ross&sort=revenue", "sort", "Cannot be given with search")]
    [InlineData("search=%20,", "search", "Must hold a character to search by")]
    [InlineData("search=a%01", "search", "Must not hold control characters")]
    [InlineData("search=ross&cursor=AAAA", "cursor", "Must be the nextCursor")]
    public async Task Search_that_cannot_be_is_malformed(string query, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers?" + query)).AssertFault(field, message);
    }

    [Fact]
    public async Task Cursor_of_another_search_is_malformed()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in (string[])["ross1", "ross2"]) await server.PurchaseAsync(id, "p");
        var cursor = (await server.GetAsync("/v1/customers?search=ross&limit=1")).Json.GetProperty("nextCursor").GetString();

        foreach (var other in (string[])["", "&search=ros", "&sort=revenue", "&search=ross&lapsed=false"])
            (await server.GetAsync($"/v1/customers?limit=1&cursor={cursor}{other}")).AssertFault("cursor", "Belongs to a list of other customers, or in another order; leave it out to begin this one.");
        Assert.Equal("ross2", (await server.GetAsync($"/v1/customers?limit=1&cursor={cursor}&search=Ross,")).Json.GetProperty("customers")[0].GetProperty("customerId").GetString());
    }

    private static async Task<List<string>> AllAsync(GatewayServer server, string query, int limit)
    {
        var (found, cursor) = (new List<string>(), "");
        for (JsonElement next = default; next.ValueKind != JsonValueKind.Null; cursor = $"&cursor={next}")
        {
            var page = (await server.GetAsync($"/v1/customers?{query}&limit={limit}{cursor}")).Json;
            found.AddRange(page.GetProperty("customers").EnumerateArray().Select(item => $"{item.GetProperty("customerId")} {TextOf(item, "name")} {TextOf(item, "email")}"));
            next = page.GetProperty("nextCursor");
        }

        return found;

        static string TextOf(JsonElement item, string name) => item.TryGetProperty(name, out var text) ? text.GetRawText() : "absent";
    }
}
