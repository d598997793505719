namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class ListFieldsTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task List_shows_the_fields_that_were_chosen_and_the_id(LedgerKind kind)
    {
        await using var server = await StartAsync(kind);

        var list = await server.GetAsync("/v1/customers?fields=revenue,%20acquisitionCost,rung&limit=1");
        var query = await server.PostAsync("/v1/customers/query", """{"segment":{"all":[]},"fields":["rung","revenue","acquisitionCost"],"limit":1}""");

        Assert.Equal(
            """{"customers":[{"customerId":"=ada","rung":"buyer","revenue":"10.00","acquisitionCost":"2.50"}]""",
            list.Text[..list.Text.IndexOf(",\"nextCursor\"", StringComparison.Ordinal)]);
        Assert.Equal(list.Text, query.Text);
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("text/csv;q=0.9, application/json;q=0.5")]
    [InlineData("TEXT/CSV, */*;q=0.1")]
    public async Task List_is_csv_where_that_is_asked_for_and_names_the_next_page(string accept)
    {
        await using var server = await StartAsync(LedgerKind.Memory);

        var first = await GetAsync(server, "/v1/customers?fields=acquisitionChannel,lapsed,lastPurchaseAt,rung,historicValue&limit=1&channel=", accept);
        var next = first.Header("Link")!;
        var second = await GetAsync(server, next[1..next.IndexOf('>', StringComparison.Ordinal)], accept);

        Assert.Equal((200, "text/csv"), (first.Status, first.MediaType));
        Assert.Equal("customerId,rung,lapsed,acquisitionChannel,historicValue,lastPurchaseAt\n'=ada,buyer,false,\"fair, \"\"hall\"\" 2\",7.50,2026-03-01T10:00:00+00:00", first.Text);
        Assert.EndsWith("; rel=\"next\"", next, StringComparison.Ordinal);
        Assert.Equal("customerId,rung,lapsed,acquisitionChannel,historicValue,lastPurchaseAt\nbob,in_target_market,false,,-1.00,", second.Text);
        Assert.Null(second.Header("Link"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("text/csv;q=0.5, application/json")]
    [InlineData("text/csv;q=0, */*")]
    public async Task List_is_json_otherwise(string accept)
    {
        await using var server = await StartAsync(LedgerKind.Memory);

        var answer = await GetAsync(server, "/v1/customers", accept);

        Assert.Equal((200, "application/json", "Accept"), (answer.Status, answer.MediaType, answer.Header("Vary")));
    }

    [Fact]
    public async Task Field_that_there_is_not_is_named()
    {
        await using var server = await StartAsync(LedgerKind.Memory);

        (await server.GetAsync("/v1/customers?fields=rung,shoeSize")).AssertFault("fields", "Must be some of customerId, rung, lapsed, acquisitionChannel, orders, revenue, acquisitionCost,");
        (await GetAsync(server, "/v1/customers?fields=,", "text/csv")).AssertFault("fields", "Must be some of customerId,");
    }

    private static async Task<GatewayServer> StartAsync(LedgerKind kind)
    {
        var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/%3Dada", """{"acquisitionChannel":"fair, \"hall\" 2","acquisitionCost":2.5}""");
        await server.PurchaseAsync("%3Dada", "p1");
        await server.PutAsync("/v1/customers/bob", """{"acquisitionCost":1}""");
        return server;
    }

    private static async Task<Answer> GetAsync(GatewayServer server, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Answer.OfAsync(server.Client.SendAsync(request));
    }
}
