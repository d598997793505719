using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class SortTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task List_in_the_order_of_a_field_pages_through_everyone(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        foreach (var (i, amount) in ((string[])["5.00", "30.00", "5.00", "0.50", "20.00"]).Index()) await server.PurchaseAsync($"c{i}", "p", amount);

        Assert.Equal(["c1", "c4", "c0", "c2", "c3"], await IdsAsync(server, "-revenue", 2));
        Assert.Equal(["c3", "c0", "c2", "c4", "c1"], await IdsAsync(server, "revenue", 1));
        Assert.Equal(["c4", "c3", "c2", "c1", "c0"], await IdsAsync(server, "-customerId", 2));
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], await IdsAsync(server, "customerId", 2));
    }

    [Fact]
    public async Task Segment_in_the_order_of_a_field_has_only_its_customers_and_who_is_without_it_last()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", """{"name":"Nora"}""");
        await server.PurchaseAsync("ada", "p", at: "2026-03-01T10:00:00Z");
        await server.PurchaseAsync("bob", "p", at: "2026-03-02T10:00:00Z");

        foreach (var (sort, expected) in ((string, string[])[])[("lastPurchaseAt", ["ada", "bob", "nora"]), ("-lastPurchaseAt", ["bob", "ada", "nora"])])
        {
            var (ids, cursor) = (new List<string?>(), "null");
            do
            {
                var page = (await server.PostAsync("/v1/customers/query", $$$"""{"segment":{"all":[]},"sort":"{{{sort}}}","limit":1,"cursor":{{{cursor}}}}""")).Json;
                ids.AddRange(page.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("customerId").GetString()));
                cursor = page.GetProperty("nextCursor").GetRawText();
            }
            while (cursor != "null");

            Assert.Equal(expected, ids);
        }
    }

    [Theory]
    [InlineData("height")]
    [InlineData("--revenue")]
    [InlineData("Revenue")]
    [InlineData("historicValue")]
    public async Task Field_that_no_list_is_sorted_by_is_malformed(string sort)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers?sort=" + sort)).AssertFault("sort", "Must be one of customerId, rung,");
    }

    [Fact]
    public async Task Cursor_of_another_order_is_malformed()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in (string[])["ada", "bob"]) await server.PurchaseAsync(id, "p");
        var cursor = (await server.GetAsync("/v1/customers?limit=1&sort=-revenue")).Json.GetProperty("nextCursor").GetString();

        foreach (var other in (string[])["", "&sort=revenue", "&sort=-orders"])
            (await server.GetAsync($"/v1/customers?limit=1&cursor={cursor}{other}")).AssertFault("cursor", "Belongs to a list of other customers, or in another order; leave it out to begin this one.");
    }

    private static async Task<List<string?>> IdsAsync(GatewayServer server, string sort, int limit)
    {
        var (ids, cursor) = (new List<string?>(), "");
        for (JsonElement next = default; next.ValueKind != JsonValueKind.Null; cursor = $"&cursor={next}")
        {
            var page = (await server.GetAsync($"/v1/customers?sort={sort}&limit={limit}{cursor}")).Json;
            ids.AddRange(page.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("customerId").GetString()));
            next = page.GetProperty("nextCursor");
        }

        return ids;
    }
}
