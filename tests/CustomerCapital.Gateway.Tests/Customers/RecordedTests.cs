namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class RecordedTests
{
    [Theory]
    [InlineData("purchases", """{"purchaseId":"x/1","amount":"12.50"}""", "purchase_recorded", "purchase_not_found")]
    [InlineData("returns", """{"returnId":"x/1","amount":3}""", "return_recorded", "return_not_found")]
    [InlineData("interactions", """{"interactionId":"x/1","kind":"inquiry"}""", "interaction_recorded", "interaction_not_found")]
    [InlineData("feedback", """{"feedbackId":"x/1","nps":9}""", "feedback_given", "feedback_not_found")]
    [InlineData("referrals", """{"referralId":"x/1","referredCustomerId":"bob"}""", "referral_made", "referral_not_found")]
    [InlineData("follow-ups", """{"followUpId":"x/1","kind":"call","dueAt":"2026-04-01T09:00:00Z"}""", "follow_up_scheduled", "follow_up_not_found")]
    public async Task What_was_sent_is_found_by_its_id_and_nothing_else_is(string route, string json, string type, string code)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);
            (await server.GetAsync($"/v1/customers/ada/{route}/x%2F1")).AssertProblem(404, "customer_not_found");
            var sent = await server.PostAsync($"/v1/customers/ada/{route}", json);

            var found = await server.GetAsync($"/v1/customers/ada/{route}/x%2F1");

            var entry = found.Json.GetProperty("entry");
            Assert.Equal((200, type), (found.Status, entry.GetProperty("event").GetProperty("type").GetString()));
            Assert.Equal(sent.Json.GetProperty("id").GetString(), entry.GetProperty("naturalId").GetString());
            Assert.Empty(found.Json.GetProperty("corrections").EnumerateArray());
            (await server.GetAsync($"/v1/customers/ada/{route}/x")).AssertProblem(404, code);
        }
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Purchase_is_found_with_its_amendments_and_returns_by_page(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PurchaseAsync("ada", "p1", "10.00");
        await server.PurchaseAsync("ada", "p2", "10.00");
        await server.PostAsync("/v1/customers/ada/purchase-amendments", """{"amendmentId":"a1","purchaseId":"p1","amount":9}""");
        foreach (var i in Enumerable.Range(1, 4)) await server.PostAsync("/v1/customers/ada/returns", $$"""{"returnId":"r{{i}}","purchaseId":"p1","amount":1}""");

        var (seen, after, pages) = (new List<string>(), (long?)0, 0);
        for (; after is not null; pages++)
        {
            var page = (await server.GetAsync($"/v1/customers/ada/purchases/p1?limit=2&after={after}")).Json;
            Assert.Equal("purchase:p1", page.GetProperty("entry").GetProperty("naturalId").GetString());
            seen.AddRange(page.GetProperty("corrections").EnumerateArray().Select(entry => entry.GetProperty("naturalId").GetString()!));
            after = page.GetProperty("nextAfter") is { ValueKind: System.Text.Json.JsonValueKind.Number } next ? next.GetInt64() : null;
        }

        Assert.Equal(["purchase_amendment:a1", "return:r1", "return:r2", "return:r3", "return:r4"], seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Opinion_is_found_with_its_corrections_and_its_withdrawal()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/customers/ada/feedback", """{"feedbackId":"f1","nps":9}""");
        await server.PostAsync("/v1/customers/ada/feedback-corrections", """{"correctionId":"c1","feedbackId":"f1","nps":3}""");
        await server.PostAsync("/v1/customers/ada/feedback-withdrawals", """{"feedbackId":"f1"}""");

        var corrections = (await server.GetAsync("/v1/customers/ada/feedback/f1")).Json.GetProperty("corrections").EnumerateArray();

        Assert.Equal(["feedback_correction:c1", "feedback_withdrawal:f1"], corrections.Select(entry => entry.GetProperty("naturalId").GetString()));
    }

    [Fact]
    public async Task Parameters_at_fault_are_named()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/customers/ada/purchases/p1?limit=0")).AssertFault("limit", "Must be a whole number from 1 to 1000.");
        (await server.GetAsync("/v1/customers/ada/purchases/%20")).AssertFault("recordedId", "Must not start or end with white space.");
    }
}
