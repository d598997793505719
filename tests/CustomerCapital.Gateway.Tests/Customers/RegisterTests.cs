using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class RegisterTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Customer_registered_is_created_then_updated_then_unchanged(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        const string ada = """{"name":"Ada O'Neill","email":"ada@example.org","language":"en-IE","timeZone":"europe/dublin","birthDate":"1990-12-31","consents":{"email":true},"acquisitionChannel":"fair","acquisitionCost":"4.50"}""";

        var created = await server.PutAsync("/v1/customers/ada", """{"name":"Ada"}""");
        var updated = await server.PutAsync("/v1/customers/ada", ada);
        var unchanged = await server.PutAsync("/v1/customers/ada", ada);

        Assert.Equal((201, 200, 200), (created.Status, updated.Status, unchanged.Status));
        Assert.Equal(2, unchanged.Json.GetProperty("sequence").GetInt64());
        Assert.Equal(
            """{"customerId":"ada","rung":"in_target_market","lapsed":false,"profile":{"name":"Ada O'Neill","email":"ada@example.org","phone":null,"postalAddress":null,"language":"en-IE","timeZone":"Europe/Dublin","birthDate":"1990-12-31","consents":{"email":true,"phone":false,"post":false}},"acquisitionChannel":"fair","acquisitionCost":"4.50","orders":0,"revenue":"0.00","historicValue":"-4.50","firstPurchaseAt":null,"lastPurchaseAt":null,"cohort":null,"usualIntervalDays":null,"nextOrderExpectedAt":null,"enrolled":false,"referredBy":null,"referrals":0,"convertedReferrals":0,"openFollowUps":[],"knownSince":"2026-03-15T12:00:00+00:00","entries":2,"householdId":null,"rewardCost":"0.00"}""",
            (await server.GetAsync("/v1/customers/ada")).Text);
    }

    [Theory]
    [InlineData("""{"birthDate":"31.12.1990"}""", "birthDate", "Must be a date such as 1990-12-31.")]
    [InlineData("""{"consents":true}""", "consents", "Must be an object.")]
    [InlineData("""{"consents":{"fax":true}}""", "consents.fax", "Is not a field here; there are email, phone, post.")]
    [InlineData("""{"acquisitionCost":-1}""", "acquisitionCost", "Must be 0 to")]
    [InlineData("""{"nickname":"x"}""", "nickname", "Is not a field here; there are acquisitionChannel, acquisitionCost, birthDate,")]
    public async Task Registration_that_cannot_be_read_names_the_field(string json, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PutAsync("/v1/customers/ada", json)).AssertFault(field, message);
    }

    [Fact]
    public async Task Customer_that_is_not_known_is_not_found()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers/ada")).AssertProblem(404, "customer_not_found");
        (await server.GetAsync("/v1/customers/ada/entries")).AssertProblem(404, "customer_not_found");
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task List_filters_by_rung_lapse_and_channel(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/ada", """{"acquisitionChannel":"web"}""");
        await server.PurchaseAsync("ada", "p1");
        await server.PutAsync("/v1/customers/bob", """{"acquisitionChannel":"web"}""");
        await server.PurchaseAsync("cyd", "p1", at: "2025-03-01T10:00:00Z");

        Assert.Equal(["ada", "bob", "cyd"], await IdsAsync(server, ""));
        Assert.Equal(["ada", "bob", "cyd"], await IdsAsync(server, "?rung=&lapsed=&channel=&cursor=&limit="));
        Assert.Equal(["ada"], await IdsAsync(server, "?rung=buyer&lapsed=false"));
        Assert.Equal(["cyd"], await IdsAsync(server, "?lapsed=true"));
        Assert.Equal(["ada", "bob"], await IdsAsync(server, "?channel=web"));
        Assert.Equal(["bob"], await IdsAsync(server, "?channel=web&rung=in_target_market"));
        Assert.Empty(await IdsAsync(server, "?channel=fair"));
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task List_pages_by_cursor_without_gap_or_repeat(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        List<string> ids = ["A", "a", "a/b", "b c", "z", "é", "日本", "😀", "Z"];
        foreach (var id in ids) await server.PurchaseAsync(Uri.EscapeDataString(id), "p1");

        var (seen, next, pages) = (new List<string>(), "", 0);
        while (next is not null)
        {
            var page = (await server.GetAsync("/v1/customers?limit=4" + (next.Length == 0 ? "" : "&cursor=" + next))).Json;
            seen.AddRange(page.GetProperty("customers").EnumerateArray().Select(line => line.GetProperty("customerId").GetString()!));
            next = page.GetProperty("nextCursor").GetString();
            pages++;
        }

        Assert.Equal(3, pages);
        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/customers?acquisitionChannel=fair", "acquisitionChannel", "Is not a parameter here; there are channel, cursor, fields, lapsed, limit, rung, search, segment, sort.")]
    [InlineData("/v1/cohorts?till=2026-01", "till", "Is not a parameter here; there are from, through.")]
    [InlineData("/v1/value?share=1", "share", "Is not a parameter here; there are channels.")]
    [InlineData("/v1/policy?share=1", "share", "Is not a parameter here; there are none.")]
    public async Task Parameter_that_there_is_not_is_refused(string route, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync(route)).AssertFault(field, message);
    }

    [Theory]
    [InlineData("?rung=king", "rung", "Must be one of in_target_market, prospect, buyer, customer, member, advocate, raving_fan.")]
    [InlineData("?rung=1", "rung", "Must be one of in_target_market,")]
    [InlineData("?lapsed=yes", "lapsed", "Must be true or false.")]
    [InlineData("?limit=0", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1001", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=ten", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1&limit=2", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=99999999999999999999", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?cursor=!", "cursor", "Must be the nextCursor of the page before.")]
    [InlineData("?cursor=_w", "cursor", "Must be the nextCursor of the page before.")]
    [InlineData("?cursor=AA", "cursor", "Must be the nextCursor of the page before.")]
    public async Task List_with_a_wrong_parameter_names_it(string query, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers" + query)).AssertFault(field, message);
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Entries_page_oldest_first(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        for (var i = 0; i < 5; i++) await server.PostAsync("/v1/customers/ada/interactions", $$"""{"interactionId":"i{{i}}","kind":"complaint"}""");

        var (seen, after, pages) = (new List<string>(), (long?)0, 0);
        while (after is not null)
        {
            var page = (await server.GetAsync($"/v1/customers/ada/entries?limit=2&after={after}")).Json;
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("naturalId").GetString()!));
            after = page.GetProperty("nextAfter") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
            pages++;
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"interaction:i{i}"), seen);
        Assert.Equal("""{"entries":[],"nextAfter":null}""", (await server.GetAsync($"/v1/customers/ada/entries?after={long.MaxValue}")).Text);
        (await server.GetAsync("/v1/customers/ada/entries?after=-1")).AssertFault("after", "Must be a whole number from 0");
        (await server.GetAsync("/v1/customers/ada/entries?limit=1001")).AssertFault("limit", "Must be a whole number from 1 to 1000.");
    }

    private static async Task<string[]> IdsAsync(GatewayServer server, string query) =>
        [.. (await server.GetAsync("/v1/customers" + query)).Json.GetProperty("customers").EnumerateArray().Select(line => line.GetProperty("customerId").GetString()!)];

    [Fact]
    public async Task Get_entries_that_are_large_ends_a_page_early_and_goes_on_with_its_nextAfter()
    {
        await using var server = await GatewayServer.StartAsync(LedgerKind.Sqlite);
        var lines = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $$"""{"sku":"sku-{{i:000000}}","category":"household goods","quantity":2,"unitPrice":"1.25"}"""));
        for (var i = 0; i < 24; i++)
            Assert.Equal(201, (await server.PostAsync("/v1/customers/ada/purchases", $$"""{"purchaseId":"p{{i:00}}","occurredAt":"2026-03-01T10:00:00Z","lines":[{{lines}}]}""")).Status);

        var (seen, pages, largest) = (new List<string>(), 0, 0);
        for (long? after = 0; after is not null; pages++)
        {
            var page = await server.GetAsync($"/v1/customers/ada/entries?limit=1000&after={after}");
            largest = Math.Max(largest, page.Text.Length);
            seen.AddRange(page.Json.GetProperty("entries").EnumerateArray().Where(entry => entry.TryGetProperty("naturalId", out var id) && id.ValueKind == System.Text.Json.JsonValueKind.String)
                .Select(entry => entry.GetProperty("naturalId").GetString()!));
            after = page.Json.GetProperty("nextAfter") is { ValueKind: System.Text.Json.JsonValueKind.Number } next ? next.GetInt64() : null;
        }

        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"purchase:p{i:00}"), seen);
        Assert.InRange(pages, 2, 6);
        // As sent it is some four times what is stored.
        Assert.InRange(largest, 500_000, 5_000_000);
    }
}
