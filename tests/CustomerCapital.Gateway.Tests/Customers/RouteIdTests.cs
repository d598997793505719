using System.Text;

namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class RouteIdTests
{
    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%2fb/c")]
    [InlineData("a%b")]
    [InlineData("a+b c")]
    [InlineData("a?b#c")]
    [InlineData("a.b.")]
    [InlineData("...")]
    [InlineData("purchases")]
    [InlineData("日本 😀")]
    public async Task Id_escaped_in_a_route_is_the_id_that_a_stream_names(string id)
    {
        await using var server = await GatewayServer.StartAsync();
        var escaped = Uri.EscapeDataString(id);
        await server.StreamAsync($$"""{"customerId":"{{id}}","command":{"type":"purchase","purchaseId":"p1","amount":1} }""");

        var posted = await server.PurchaseAsync(escaped, "p2");
        var read = await server.GetAsync($"/v1/customers/{escaped}");

        Assert.Equal((201, id), (posted.Status, posted.Json.GetProperty("customerId").GetString()));
        Assert.Equal((id, 2), (read.Json.GetProperty("customerId").GetString(), read.Json.GetProperty("orders").GetInt64()));
        Assert.Equal("purchase:p2", Assert.Single((await server.GetAsync(posted.Header("Location")!)).Json.GetProperty("entries").EnumerateArray()).GetProperty("naturalId").GetString());
    }

    [Fact]
    public async Task Follow_up_with_a_slash_in_its_id_can_be_done()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/customers/a%2Fb/follow-ups", """{"followUpId":"f/1","kind":"call","dueAt":"2026-04-01T09:00:00Z"}""");

        var done = await server.PostAsync("/v1/customers/a%2Fb/follow-ups/f%2F1/done", "{}");

        Assert.Equal((201, "a/b", "follow_up_done:f/1"), (done.Status, done.Json.GetProperty("customerId").GetString(), done.Json.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    public async Task Household_and_merge_with_a_slash_in_their_ids_are_those_of_that_id(string id)
    {
        await using var server = await GatewayServer.StartAsync();
        var escaped = Uri.EscapeDataString(id);
        foreach (var customer in new[] { "nora", "otto" }) await server.PurchaseAsync(customer, "p-" + customer);

        Assert.Equal(201, (await server.PutAsync($"/v1/households/{escaped}/members/nora", "")).Status);
        Assert.Equal(id, (await server.GetAsync("/v1/customers/nora")).Json.GetProperty("householdId").GetString());
        Assert.Equal(201, (await server.PostAsync("/v1/customers/otto/merges", $$"""{"mergeId":"{{id}}","intoCustomerId":"nora","by":"maria"}""")).Status);
        Assert.Equal(201, (await server.PostAsync($"/v1/customers/otto/merges/{escaped}/undo", """{"by":"maria"}""")).Status);
    }

    /// <remarks>Both segments read <c>a%2Fb</c> once the server has decoded them.</remarks>
    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a/b")]
    public async Task Two_ids_of_a_route_are_each_read_from_their_own_segment(string household, string customer)
    {
        await using var server = await GatewayServer.StartAsync();
        var member = $"/v1/customers/{Uri.EscapeDataString(customer)}";
        await server.PurchaseAsync(Uri.EscapeDataString(customer), "p");

        Assert.Equal(201, (await server.PutAsync($"/v1/households/{Uri.EscapeDataString(household)}/members/{Uri.EscapeDataString(customer)}", "")).Status);

        Assert.Equal(household, (await server.GetAsync(member)).Json.GetProperty("householdId").GetString());
    }

    [Theory]
    [InlineData("%20a", "Must not start or end with white space.")]
    [InlineData("a%0Ab", "Must not hold control characters or broken Unicode.")]
    [InlineData("a%7F", "Must not hold control characters or broken Unicode.")]
    [InlineData("a%2F%20", "Must not start or end with white space.")]
    public async Task Id_in_a_route_that_is_none_is_a_fault(string escaped, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync($"/v1/customers/{escaped}")).AssertFault("customerId", message);
        (await server.GetAsync($"/v1/customers/{escaped}/entries")).AssertFault("customerId", message);
        (await server.PurchaseAsync(escaped, "p")).AssertFault("customerId", message);
        (await server.PutAsync($"/v1/customers/{escaped}", "{}")).AssertFault("customerId", message);
    }

    [Fact]
    public async Task Id_in_a_route_has_at_most_128_characters()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(201, (await server.PurchaseAsync(new string('x', 128), "p")).Status);
        (await server.PurchaseAsync(new string('x', 129), "p")).AssertFault("customerId", "Must have at most 128 characters.");
    }

    [Theory]
    [InlineData("/v1/customers/a%00b", 400)]
    [InlineData("/v1/customers/..", 404)]
    [InlineData("/v1/customers/%2e%2e/policy", 200)]
    [InlineData("/v1/customers/%ff", 404)]
    [InlineData("/v1/customers/a%2", 404)]
    [InlineData("/v1/customers//entries", 404)]
    public async Task Route_that_is_odd_is_answered(string target, int status)
    {
        await using var server = await GatewayServer.StartAsync();
        using var connection = new RawConnection(server.Address);

        var answer = await connection.SendAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.Equal(status, answer.Status);
    }
}
