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

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Segment_of_what_was_bought_follows_returns_and_amendments(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.KeepBoughtAsync();
        const string lines = """[{"sku":"TEA-1","category":"drinks","quantity":2,"unitPrice":"3.00"},{"sku":"CUP-1","category":"kitchen","unitPrice":"5.00"}]""";
        foreach (var id in (string[])["ada", "bob", "cyd"]) await server.PostAsync($"/v1/customers/{id}/purchases", $$"""{"purchaseId":"p","lines":{{lines}}}""");
        await server.PurchaseAsync("dan", "p");
        const string tea = """{"field":"boughtSku","operator":"equals","value":"TEA-1"}""";
        Assert.Equal(["ada", "bob", "cyd"], await IdsAsync(server, tea));

        await server.PostAsync("/v1/customers/ada/returns", """{"returnId":"r","purchaseId":"p","lines":[{"line":1}]}""");
        await server.PostAsync("/v1/customers/bob/purchase-amendments", """{"amendmentId":"a","purchaseId":"p","lines":[{"sku":"POT-1","category":"kitchen","unitPrice":"9.00"}]}""");

        Assert.Equal(["cyd"], await IdsAsync(server, tea));
        Assert.Equal(["ada", "bob", "cyd"], await IdsAsync(server, """{"field":"boughtCategory","operator":"in","value":["garden","kitchen"]}"""));
        Assert.Equal(["dan"], await IdsAsync(server, """{"not":{"field":"boughtSku","operator":"exists"}}"""));
        // To the character, as returns find lines by their sku.
        Assert.Empty(await IdsAsync(server, """{"any":[{"field":"boughtSku","operator":"in","value":["tea-1","TEA-1 "," TEA-1"]}]}"""));
        await server.PutAsync("/v1/segments/kitchen", """{"segment":{"field":"boughtCategory","operator":"equals","value":"kitchen"}}""");
        Assert.Equal("""{"customers":2}""", (await server.PostAsync("/v1/customer-count", $$$"""{"segment":{"all":[{"segment":"kitchen"},{"not":{{{tea}}}}]}}""")).Text);
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Segment_of_what_was_bought_is_refused_with_what_to_do_where_the_ledger_does_not_keep_that(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        const string tea = """{"field":"boughtSku","operator":"equals","value":"tea"}""", someone = """{"field":"orders","operator":"greaterThan","value":0}""";
        await server.PostAsync("/v1/customers/ada/purchases", """{"purchaseId":"p","lines":[{"sku":"tea","unitPrice":"3.00"}]}""");
        await RefusedAsync($$"""{"any":[{{someone}},{"not":{{tea}}}]}""");
        (await server.PutAsync("/v1/segments/tea", $$"""{"segment":{{tea}}}""")).AssertProblem(422, "bought_not_kept");
        (await server.GetAsync("/v1/segments/tea")).AssertProblem(404, "segment_not_found");

        await server.KeepBoughtAsync();
        Assert.Equal(["ada"], await IdsAsync(server, tea));
        await server.PutAsync("/v1/segments/tea", $$"""{"segment":{{tea}}}""");
        Assert.Equal(["ada"], await IdsAsync(server, """{"segment":"tea"}"""));

        await server.KeepBoughtAsync(false);
        await RefusedAsync(tea);
        await RefusedAsync("""{"segment":"tea"}""");
        (await server.PutAsync("/v1/segments/more", $$$"""{"segment":{"any":[{{{someone}}},{"segment":"tea"}]}}""")).AssertProblem(422, "bought_not_kept");
        Assert.Equal(["ada"], await IdsAsync(server, someone));

        async Task RefusedAsync(string segment)
        {
            foreach (var question in (string[])["customers/query", "customer-count"])
            {
                var answer = (await server.PostAsync($"/v1/{question}", $$"""{"segment":{{segment}}}""")).AssertProblem(422, "bought_not_kept");
                Assert.Contains("migrate --keep-bought", answer.Text, StringComparison.Ordinal);
            }

            (await server.PostAsync("/v1/customers/query", $$"""{"segment":{{segment}},"sort":"-revenue"}""")).AssertProblem(422, "bought_not_kept");
            (await server.GetAsync($"/v1/customers?segment={Uri.EscapeDataString(segment)}")).AssertProblem(422, "bought_not_kept");
        }
    }

    [Theory]
    [InlineData("notEquals", "\"a\"", "segment.operator", "Must be one of equals, in, exists for boughtSku.")]
    [InlineData("equals", "\"\"", "segment.value", "Must be a sku as lines of purchases name it, to the character: a text of 1 to 200 characters.")]
    public async Task Segment_of_what_was_bought_says_what_it_takes(string @operator, string value, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PostAsync("/v1/customer-count", $$$"""{"segment":{"field":"boughtSku","operator":"{{{@operator}}}","value":{{{value}}}}}""")).AssertFault(field, message);
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
