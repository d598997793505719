using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Customers;

/// <summary>What callers ask by the id of a customer who was merged into another.</summary>
public sealed class MergedIdsTests : IAsyncLifetime
{
    private GatewayServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(LedgerKind.Sqlite);
        foreach (var id in (string[])["anna", "Guest-1"]) await _server.PurchaseAsync(id, "of-" + id);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task Search_by_the_whole_id_finds_the_customer_to_whom_it_leads_before_the_others(int limit)
    {
        foreach (var id in (string[])["guest-10", "guest-11", "guest-12"]) await _server.PurchaseAsync(id, "of-" + id);
        await MergeAsync();

        Assert.Equal(["anna", "guest-10", "guest-11", "guest-12"], await FoundAsync("Guest-1", limit));
        Assert.Equal(["anna", "guest-10", "guest-11", "guest-12"], await FoundAsync("%20Guest-1%20", limit));
        Assert.Equal(["guest-10", "guest-11", "guest-12"], await FoundAsync("Guest", limit));
        Assert.Empty(await FoundAsync("Guest-1&channel=web", limit));
        Assert.Equal(["anna"], await FoundAsync("anna", limit));
        await _server.PutAsync("/v1/customers/anna", """{"name":"Rossi Guest-19"}""");
        Assert.Equal(["guest-10", "guest-11", "guest-12", "anna"], await FoundAsync("Guest-1", limit));
    }

    [Theory]
    [InlineData("Guest-1", "anna")]
    [InlineData("anna", "Guest-1")]
    [InlineData("Guest-1", "Guest-1")]
    public async Task Use_that_is_held_for_one_of_the_ids_is_for_the_purchase_by_the_other_too(string heldFor, string buyer)
    {
        await IssueAsync("HELD", null);
        await HoldAsync("HELD", "cart", heldFor);
        await MergeAsync();
        await _server.PurchaseAsync("otto", "of-otto");

        Assert.Contains("voucher_used_up", (await BuyAsync("otto", "p1", "HELD")).Text, StringComparison.Ordinal);
        var preview = await _server.PostAsync($"/v1/customers/{buyer}/purchases/preview", """{"amount":"20.00","vouchers":["HELD"],"voucherHoldId":"cart"}""");
        Assert.Contains("5.00", preview.Text, StringComparison.Ordinal);
        Assert.Equal(201, (await BuyAsync(buyer, "p1", "HELD")).Status);
        Assert.Equal(200, (await BuyAsync(heldFor, "p1", "HELD")).Status);
        await _server.Engine.SettleAsync();
        Assert.Equal(1, (await _server.GetAsync("/v1/vouchers/HELD")).Json.GetProperty("uses").GetInt32());
        Assert.Equal([], (await _server.Engine.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Theory]
    [InlineData("Guest-1", "anna")]
    [InlineData("anna", "Guest-1")]
    public async Task Voucher_for_one_of_the_ids_alone_is_held_by_the_other_and_released(string owner, string holder)
    {
        await IssueAsync("OWN", owner);
        await _server.PurchaseAsync("otto", "of-otto");
        await MergeAsync();

        Assert.Equal(422, (await _server.PostAsync("/v1/vouchers/OWN/holds", """{"holdId":"cart","customerId":"otto"}""")).Status);
        await HoldAsync("OWN", "cart", holder);
        Assert.Equal(204, (await _server.DeleteAsync("/v1/vouchers/OWN/holds/cart")).Status);
        await HoldAsync("OWN", "cart", holder);
        Assert.Equal(201, (await BuyAsync(holder, "p1", "OWN")).Status);
        await _server.Engine.SettleAsync();
        Assert.Equal([], (await _server.Engine.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Quotes_around_an_Idempotency_Key_are_read_alike_for_merges_and_purchases()
    {
        Assert.Equal(201, (await _server.PostAsync("/v1/customers/Guest-1/merges", """{"intoCustomerId":"anna"}""", ("Idempotency-Key", "\"half"))).Status);
        Assert.Equal(201, (await _server.PostAsync("/v1/customers/anna/purchases", """{"amount":"1.00"}""", ("Idempotency-Key", "\"half"))).Status);
        Assert.Equal("\"half", Assert.Single((await _server.GetAsync("/v1/customers/anna/merges")).Json.GetProperty("merges").EnumerateArray()).GetProperty("mergeId").GetString());
        Assert.Equal(200, (await _server.GetAsync("/v1/customers/anna/purchases/%22half")).Status);
        Assert.Equal(200, (await _server.PostAsync("/v1/customers/Guest-1/merges", """{"intoCustomerId":"anna"}""", ("Idempotency-Key", "\"\"half\""))).Status);
    }

    private async Task MergeAsync() => Assert.Equal(201, (await _server.PostAsync("/v1/customers/Guest-1/merges", """{"mergeId":"m","intoCustomerId":"anna"}""")).Status);

    private async Task IssueAsync(string code, string? customerId)
    {
        var issued = await _server.PostAsync("/v1/vouchers", JsonSerializer.Serialize(new { codes = (string[])[code], terms = new { value = "5.00", customerId } }));
        Assert.True(issued.Status == 200, issued.Text);
    }

    private async Task HoldAsync(string code, string holdId, string customerId)
    {
        var held = await _server.PostAsync($"/v1/vouchers/{code}/holds", $$"""{"holdId":"{{holdId}}","customerId":"{{customerId}}"}""");
        Assert.True(held.Status == 200, held.Text);
    }

    private Task<Answer> BuyAsync(string customerId, string purchaseId, string code) =>
        _server.PostAsync($"/v1/customers/{customerId}/purchases", $$"""{"purchaseId":"{{purchaseId}}","amount":"20.00","vouchers":["{{code}}"],"voucherHoldId":"cart"}""");

    private async Task<List<string?>> FoundAsync(string search, int limit)
    {
        var (found, cursor) = (new List<string?>(), "");
        for (JsonElement next = default; next.ValueKind != JsonValueKind.Null; cursor = $"&cursor={next}")
        {
            var page = (await _server.GetAsync($"/v1/customers?search={search}&limit={limit}{cursor}")).Json;
            found.AddRange(page.GetProperty("customers").EnumerateArray().Select(item => item.GetProperty("customerId").GetString()));
            next = page.GetProperty("nextCursor");
        }

        return found;
    }
}
