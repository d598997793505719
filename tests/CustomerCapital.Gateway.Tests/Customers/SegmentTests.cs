using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class SegmentTests
{
    private const string Buyers = """{"field":"rung","operator":"atLeast","value":"buyer"}""";

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Segment_chooses_in_the_query_in_a_body_and_for_a_count(LedgerKind kind)
    {
        await using var server = await GivenCustomersAsync(kind);
        const string recent = """{"all":[{"field":"acquisitionChannel","operator":"notEquals","value":"fair"},{"not":{"field":"lastPurchaseAt","operator":"lessThan","value":{"daysAgo":15}}}]}""";

        Assert.Equal(["ada", "bob"], await IdsAsync(server, recent));
        Assert.Equal("""{"customers":2}""", (await server.GetAsync("/v1/customer-count?segment=" + Uri.EscapeDataString(recent))).Text);
        Assert.Equal("""{"customers":2}""", (await server.PostAsync("/v1/customer-count", $$"""{"segment":{{recent}}}""")).Text);
        Assert.Equal("""{"customers":1}""", (await server.GetAsync("/v1/customer-count?rung=buyer&channel=web&segment=" + Uri.EscapeDataString(recent))).Text);
        Assert.Equal("""{"customers":4}""", (await server.GetAsync("/v1/customer-count")).Text);
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Query_pages_through_a_segment(LedgerKind kind)
    {
        await using var server = await GivenCustomersAsync(kind);

        var first = (await server.PostAsync("/v1/customers/query", $$"""{"segment":{{Buyers}},"limit":2}""")).Json;
        var cursor = first.GetProperty("nextCursor").GetString();
        var second = (await server.PostAsync("/v1/customers/query", $$"""{"segment":{{Buyers}},"limit":2,"cursor":"{{cursor}}"}""")).Json;
        var inQuery = (await server.GetAsync($"/v1/customers?limit=2&cursor={cursor}&segment={Uri.EscapeDataString("  " + Buyers)}")).Json;

        Assert.Equal(["ada", "cyd"], Ids(first));
        Assert.Equal(["dan"], Ids(second));
        Assert.Equal(["dan"], Ids(inQuery));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Cursor_of_another_list_is_refused()
    {
        await using var server = await GivenCustomersAsync(LedgerKind.Memory);
        var cursor = (await server.PostAsync("/v1/customers/query", $$"""{"segment":{{Buyers}},"limit":2}""")).Json.GetProperty("nextCursor").GetString();

        (await server.GetAsync("/v1/customers?cursor=" + cursor)).AssertFault("cursor", "Belongs to a list of other customers, or in another order; leave it out to begin this one.");
        (await server.GetAsync("/v1/customers?rung=buyer&cursor=" + cursor)).AssertFault("cursor", "Belongs to a list of other customers, or in another order;");
        (await server.PostAsync("/v1/customers/query", $$"""{"segment":{"not":{{Buyers}}},"cursor":"{{cursor}}"}""")).AssertFault("cursor", "Belongs to a list of other customers, or in another order;");
    }

    [Fact]
    public async Task Cursor_from_the_future_is_refused()
    {
        await using var server = await GivenCustomersAsync(LedgerKind.Memory);
        var cursor = (await server.GetAsync("/v1/customers?limit=1")).Json.GetProperty("nextCursor").GetString()!;

        // The moment stands after eleven characters of the segment's hash.
        (await server.GetAsync("/v1/customers?cursor=" + cursor[..11] + "f______" + cursor[18..])).AssertFault("cursor", "Must be the nextCursor of the page before.");
    }

    [Theory]
    [InlineData("""{"all":[{"field":"rung","operator":"atLeast","value":"king"}]}""", "segment.all[0].value", "Must be one of in_target_market,")]
    [InlineData("""{"field":"shoeSize","operator":"equals","value":44}""", "segment.field", "Must be one of acquisitionChannel,")]
    [InlineData("""[]""", "segment", "Must be an object with")]
    public async Task Fault_of_a_segment_names_its_place(string segment, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();
        var inQuery = "?segment=" + Uri.EscapeDataString(segment);

        (await server.GetAsync("/v1/customers" + inQuery)).AssertFault(field, message);
        (await server.GetAsync("/v1/customer-count" + inQuery)).AssertFault(field, message);
        (await server.PostAsync("/v1/customers/query", $$"""{"segment":{{segment}}}""")).AssertFault(field, message);
        (await server.PostAsync("/v1/customer-count", $$"""{"segment":{{segment}}}""")).AssertFault(field, message);
    }

    [Theory]
    [InlineData("{}", "segment", "Is required.")]
    [InlineData("""{"segment":null}""", "segment", "Is required.")]
    [InlineData("""{"segment":{"all":[]},"limit":0}""", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("""{"segment":{"all":[]},"limit":"5"}""", "limit", "Must be a whole number")]
    [InlineData("""{"segment":{"all":[]},"cursor":"!"}""", "cursor", "Must be the nextCursor of the page before.")]
    [InlineData("""{"segment":{"all":[]},"rung":"buyer"}""", "rung", "Is not a field here; there are cursor, fields, limit, segment, sort.")]
    public async Task Fault_of_a_query_names_the_field(string json, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PostAsync("/v1/customers/query", json)).AssertFault(field, message);
    }

    [Fact]
    public async Task Segment_that_is_no_json_and_a_channel_that_is_no_text_are_refused()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers?segment=rung")).AssertFault("segment", "Must be a segment in JSON:");
        (await server.GetAsync("/v1/customers?channel=a%00b")).AssertFault("channel", "Must not hold control characters");
    }

    [Fact]
    public async Task Customers_named_like_a_route_can_be_read()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in (string[])["query", "count", "customer-count"])
        {
            await server.PurchaseAsync(id, "p1");
            Assert.Equal(id, (await server.GetAsync("/v1/customers/" + id)).Json.GetProperty("customerId").GetString());
        }
    }

    private static async Task<GatewayServer> GivenCustomersAsync(LedgerKind kind)
    {
        var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/ada", """{"acquisitionChannel":"web"}""");
        await server.PurchaseAsync("ada", "p1");
        await server.PutAsync("/v1/customers/bob", """{"acquisitionChannel":"web"}""");
        await server.PurchaseAsync("cyd", "p1");
        await server.PutAsync("/v1/customers/dan", """{"acquisitionChannel":"web"}""");
        await server.PurchaseAsync("dan", "p1", at: "2026-03-01T09:59:59Z");
        await server.PurchaseAsync("dan", "p2", at: "2026-02-01T10:00:00Z");
        await server.PostAsync("/v1/customers/dan/returns", """{"returnId":"r","purchaseId":"p1"}""");
        return server;
    }

    private static async Task<string[]> IdsAsync(GatewayServer server, string segment) => Ids((await server.GetAsync("/v1/customers?segment=" + Uri.EscapeDataString(segment))).Json);

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("customers").EnumerateArray().Select(line => line.GetProperty("customerId").GetString()!)];
}
