namespace CustomerCapital.Gateway.Tests.Clock;

public sealed class ClockTests
{
    [Fact]
    public async Task Clock_of_a_sandbox_is_set_and_everything_happens_that_is_due_until_then()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true, TimeZone = "Europe/Berlin" });
        Assert.False((await server.GetAsync("/v1/clock")).Json.GetProperty("standsStill").GetBoolean());
        await SetAsync(server, "2030-01-01T00:00:00+01:00");
        await SetAsync(server, "2024-01-01T00:00:00+01:00");
        Assert.Equal(201, (await server.PostAsync("/v1/customers/ada/purchases", """{"purchaseId":"p1","amount":"10.00"}""")).Status);
        Assert.Equal(new DateTimeOffset(2023, 12, 31, 23, 0, 0, TimeSpan.Zero), (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("lastPurchaseAt").GetDateTimeOffset());

        await SetAsync(server, "2024-06-28T23:59:59+02:00");
        Assert.False((await server.GetAsync("/v1/customers/ada")).Json.GetProperty("lapsed").GetBoolean());
        var clock = await SetAsync(server, "2024-07-31T23:59:59.1234567+02:00");

        Assert.Equal(("2024-07-31T23:59:59.123456+02:00", true, true), (clock.GetProperty("now").GetString(), clock.GetProperty("isSandbox").GetBoolean(), clock.GetProperty("standsStill").GetBoolean()));
        Assert.True((await server.GetAsync("/v1/customers/ada")).Json.GetProperty("lapsed").GetBoolean());
        var entry = (await server.GetAsync("/v1/customers/ada/entries")).Json.GetProperty("entries").EnumerateArray().Last();
        Assert.Equal("standing_changed", entry.GetProperty("event").GetProperty("type").GetString());
        Assert.Equal(new DateTimeOffset(2024, 6, 28, 22, 0, 0, TimeSpan.Zero), entry.GetProperty("occurredAt").GetDateTimeOffset());
        Assert.Equal(new DateTimeOffset(2024, 6, 28, 22, 0, 0, TimeSpan.Zero), entry.GetProperty("recordedAt").GetDateTimeOffset());
        Assert.Contains("2024-07-31", (await server.GetAsync("/v1/liability")).Text, StringComparison.Ordinal);
        var back = await server.PostAsync("/v1/clock", """{"to":"2024-07-31T23:59:59+02:00"}""");
        Assert.Equal((409, "clock_backwards"), (back.Status, back.Json.GetProperty("code").GetString()));
        Assert.Contains("2024-07-31T23:59:59+02:00", back.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_of_a_ledger_with_customers_who_came_by_the_real_time_is_not_set()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        await server.PurchaseAsync("ada", "p1");

        var answer = await server.PostAsync("/v1/clock", """{"to":"2027-01-01T00:00:00Z"}""");

        Assert.Equal((409, "ledger_in_use"), (answer.Status, answer.Json.GetProperty("code").GetString()));
        Assert.False((await server.GetAsync("/v1/clock")).Json.GetProperty("standsStill").GetBoolean());
    }

    [Fact]
    public async Task Clock_of_a_server_that_is_no_sandbox_is_read_but_not_set()
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PostAsync("/v1/clock", """{"to":"2027-01-01T00:00:00Z"}""");

        Assert.Equal((409, "sandbox_only"), (answer.Status, answer.Json.GetProperty("code").GetString()));
        var clock = (await server.GetAsync("/v1/clock")).Json;
        Assert.Equal((GatewayServer.Now, false), (clock.GetProperty("now").GetDateTimeOffset(), clock.GetProperty("isSandbox").GetBoolean()));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"to":"tomorrow"}""")]
    [InlineData("""{"to":"2027-01-01T00:00:00"}""")]
    [InlineData("""{"to":"1989-12-31T23:59:59Z"}""")]
    [InlineData("""{"to":"2100-01-01T00:00:00Z"}""")]
    [InlineData("""{"to":"2027-01-01T00:00:00Z","by":60}""")]
    public async Task Moment_that_is_none_is_refused_with_what_to_send(string body)
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });

        var answer = await server.PostAsync("/v1/clock", body);

        Assert.Equal((400, "malformed"), (answer.Status, answer.Json.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Trigger_that_ends_with_the_calendar_does_not_stop_the_clock()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        await SetAsync(server, "2027-01-01T00:00:00Z");
        var policy = System.Text.Json.Nodes.JsonNode.Parse((await server.GetAsync("/v1/policy")).Text)!;
        policy["rewards"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"five","voucher":{"value":"5.00"}}]""");
        Assert.Equal(200, (await server.PutAsync("/v1/policy", policy.ToJsonString())).Status);
        Assert.Equal(200, (await server.PutAsync("/v1/campaigns/ever", """{"terms":{"reward":"five","trigger":{"on":"purchase","until":"9999-12-31T23:59:59Z"}}}""")).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/campaigns/ever/schedule", "{}")).Status);

        await SetAsync(server, "2027-01-02T00:00:00Z");

        Assert.Equal("running", (await server.GetAsync("/v1/campaigns/ever")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Clock_does_not_go_back_behind_a_campaign_that_was_scheduled_until_that_is_cancelled()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        var policy = System.Text.Json.Nodes.JsonNode.Parse((await server.GetAsync("/v1/policy")).Text)!;
        policy["rewards"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"five","voucher":{"value":"5.00"}}]""");
        Assert.Equal(200, (await server.PutAsync("/v1/policy", policy.ToJsonString())).Status);
        Assert.Equal(200, (await server.PutAsync("/v1/campaigns/daily", """{"terms":{"reward":"five","schedule":{"cron":"0 9 * * *"}}}""")).Status);
        await SetAsync(server, "2027-01-01T00:00:00Z");
        Assert.Equal(200, (await server.PostAsync("/v1/campaigns/daily/schedule", "{}")).Status);

        var back = await server.PostAsync("/v1/clock", """{"to":"2026-06-01T00:00:00Z"}""");
        Assert.Equal((409, "clock_backwards"), (back.Status, back.Json.GetProperty("code").GetString()));
        Assert.Contains("'daily'", back.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await server.PostAsync("/v1/campaigns/daily/cancel", "{}")).Status);
        await SetAsync(server, "2026-06-01T00:00:00Z");
    }

    [Fact]
    public async Task Policy_that_is_put_leaves_the_clock_as_it_is()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        await SetAsync(server, "2027-01-01T00:00:00Z");
        var policy = (await server.GetAsync("/v1/policy")).Text;
        Assert.DoesNotContain("clock", policy, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(200, (await server.PutAsync("/v1/policy", policy.Replace("\"marginRate\":1", "\"marginRate\":0.5", StringComparison.Ordinal))).Status);

        Assert.Equal("2027-01-01T00:00:00+00:00", (await server.GetAsync("/v1/clock")).Json.GetProperty("now").GetString());
    }

    private static async Task<System.Text.Json.JsonElement> SetAsync(GatewayServer server, string to)
    {
        var answer = await server.PostAsync("/v1/clock", $$"""{"to":"{{to}}"}""");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }
}
