using CustomerCapital.Gateway.Tests.OpenApi;

namespace CustomerCapital.Gateway.Tests.Commands;

public sealed class CustomerCommandsTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Command_new_is_created_and_repeated_answers_the_same_receipt(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await DescribedOperation.PrepareAsync(server);
        foreach (var command in await CommandsAsync(server))
        {
            var first = await PostAsync(server, command);
            var second = await PostAsync(server, command);

            Assert.True(first.Status == 201, $"{command.Id} answers its own example with {first.Status}: {first.Text}");
            Assert.Equal((201, "application/json", null), (first.Status, first.MediaType, first.Header("Idempotency-Replayed")));
            Assert.Equal((200, "application/json", "true"), (second.Status, second.MediaType, second.Header("Idempotency-Replayed")));
            Assert.Equal(first.Text, second.Text);
            var entry = Assert.Single((await server.GetAsync(first.Header("Location")!)).Json.GetProperty("entries").EnumerateArray());
            Assert.Matches("^[a-z_]+:.", first.Json.GetProperty("id").GetString());
            Assert.Equal(first.Json.GetProperty("id").GetString(), entry.GetProperty("naturalId").GetString());
            Assert.Equal(first.Json.GetProperty("sequence").GetInt64(), entry.GetProperty("sequence").GetInt64());
        }

        await server.AssertCountersEqualRecountAsync();
        Assert.Empty(server.Complaints);
    }

    [Theory]
    [InlineData("purchases", """{"purchaseId":"x1","amount":"12.50"}""", "purchase:x1")]
    [InlineData("returns", """{"returnId":"x1","purchaseId":"p0"}""", "return:x1")]
    [InlineData("returns", """{"returnId":"x1","amount":3}""", "return:x1")]
    public async Task Purchase_and_return_without_lines_are_created(string route, string json, string naturalId)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);
            await server.PurchaseAsync("ada", "p0");

            var first = await server.PostAsync($"/v1/customers/ada/{route}", json);

            Assert.Equal((201, naturalId), (first.Status, first.Json.GetProperty("id").GetString()));
            Assert.Equal(first.Text, (await server.PostAsync($"/v1/customers/ada/{route}", json)).Text);
            await server.AssertCountersEqualRecountAsync();
        }
    }

    [Fact]
    public async Task Purchase_receipt_says_where_the_customer_stands()
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PurchaseAsync("ada", "p1", "12.50");

        Assert.Equal(
            """{"customerId":"ada","id":"purchase:p1","sequence":1,"occurredAt":"2026-03-01T10:00:00+00:00","rung":"buyer","lapsed":false,"orders":1,"revenue":"12.50","historicValue":"12.50"}""",
            answer.Text);
        Assert.Equal("/v1/customers/ada/entries?after=0&limit=1", answer.Header("Location"));
    }

    [Fact]
    public async Task Command_with_a_known_id_and_other_content_conflicts()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PurchaseAsync("ada", "p'1", "10.00");

        var answer = await server.PurchaseAsync("ada", "p'1", "10.01");

        answer.AssertProblem(409, "id_conflict");
        Assert.Contains("'p'1' was used before", answer.Text, StringComparison.Ordinal);
        Assert.Equal("10.00", (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("revenue").GetString());
    }

    [Theory]
    [InlineData("returns", """{"returnId":"r","purchaseId":"none"}""", "purchase_not_found")]
    [InlineData("returns", """{"returnId":"r","purchaseId":"p0","amount":"10.01"}""", "return_exceeds_purchase")]
    [InlineData("returns", """{"returnId":"r","purchaseId":"p0","lines":[{"line":1}]}""", "line_not_found")]
    [InlineData("returns", """{"returnId":"r","purchaseId":"p0","occurredAt":"2026-02-01T00:00:00Z"}""", "return_before_purchase")]
    [InlineData("purchases", """{"purchaseId":"p","amount":1,"occurredAt":"2026-03-17T12:00:00Z"}""", "occurred_in_future")]
    [InlineData("purchases", """{"purchaseId":"p","amount":1,"occurredAt":"1969-12-31T23:59:59Z"}""", "occurred_too_early")]
    [InlineData("purchases", """{"purchaseId":"p","amount":1,"currency":"USD"}""", "currency_mismatch")]
    [InlineData("referrals", """{"referralId":"r","referredCustomerId":"ada"}""", "self_referral")]
    [InlineData("referrals", """{"referralId":"r","referredCustomerId":"bob"}""", "already_bought")]
    [InlineData("follow-ups/none/done", "{}", "follow_up_not_found")]
    public async Task Command_that_is_not_possible_is_refused_with_its_code(string route, string json, string code)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/customers/ada/purchases", """{"purchaseId":"p0","amount":10,"currency":"EUR","occurredAt":"2026-03-01T00:00:00Z"}""");
        await server.PurchaseAsync("bob", "p0");

        var answer = await server.PostAsync($"/v1/customers/ada/{route}", json);

        answer.AssertProblem(422, code);
        Assert.Equal(1, (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("orders").GetInt64());
    }

    [Fact]
    public async Task Enrolment_without_id_that_holds_already_is_unchanged()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/customers/ada/enrolment", """{"enrolled":true}""");

        var again = await server.PostAsync("/v1/customers/ada/enrolment", """{"enrolled":true}""");

        Assert.Equal((200, null), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal("member", again.Json.GetProperty("rung").GetString());
    }

    /// <summary>Each command is tried with the body of its example without the id, after those before it.</summary>
    [Fact]
    public async Task Idempotency_key_is_the_id_where_the_body_has_none()
    {
        await using var known = await GatewayServer.StartAsync();
        await DescribedOperation.PrepareAsync(known);
        var (before, ids) = (new List<DescribedOperation>(), new HashSet<string> { DescribedOperation.PaidPurchaseId, DescribedOperation.GrantId });
        foreach (var command in await CommandsAsync(known))
        {
            var naturalId = (await PostAsync(known, command)).Json.GetProperty("id").GetString()!.Split(':', 2);
            var (kind, body) = (naturalId[0], command.Body!.DeepClone().AsObject());
            // What is done once to something, such as a withdrawal, has the id of that and none of its own.
            if (ids.Add(naturalId[1]))
            {
                body.Remove(body.Single(field => field.Value!.ToString() == naturalId[1]).Key);
                await using var server = await GatewayServer.StartAsync();
                await DescribedOperation.PrepareAsync(server);
                foreach (var earlier in before) await PostAsync(server, earlier);

                var first = await server.PostAsync(command.PathWithExamples, body.ToJsonString(), ("Idempotency-Key", "\"k1\""));
                var again = await server.PostAsync(command.PathWithExamples, body.ToJsonString(), ("Idempotency-Key", "k1"));

                Assert.True(first.Status == 201, $"{command.Id} answers {body.ToJsonString()} under a key with {first.Status}: {first.Text}. Take the key in Identified.");
                Assert.Equal($"{kind}:k1", first.Json.GetProperty("id").GetString());
                Assert.Equal((200, first.Text), (again.Status, again.Text));
            }

            before.Add(command);
        }

        Assert.True(ids.Count > 8);
    }

    [Theory]
    [InlineData("purchases", """{"purchaseId":"own","amount":1}""")]
    [InlineData("enrolment", """{"enrolmentId":"own","enrolled":true}""")]
    [InlineData("feedback-withdrawals", """{"feedbackId":"own"}""")]
    public async Task Idempotency_key_beside_another_id_in_the_body_is_malformed(string route, string json)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PostAsync($"/v1/customers/ada/{route}", json, ("Idempotency-Key", "k1"))).AssertFault("Idempotency-Key", "Is another id than the body's own, which counts");
        Assert.DoesNotContain("Idempotency-Key", (await server.PostAsync($"/v1/customers/ada/{route}", json, ("Idempotency-Key", "own"))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("k1 k2\u0007")]
    public async Task Idempotency_key_that_is_no_id_is_malformed(string key)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PostAsync("/v1/customers/ada/purchases", """{"amount":1}""", ("Idempotency-Key", key));

        Assert.Equal(400, answer.Status);
        Assert.Equal(404, (await server.GetAsync("/v1/customers/ada")).Status);
    }

    [Theory]
    [InlineData("POST", "/v1/commands", "Idempotency-Key", "\"k1\"")]
    [InlineData("POST", "/v1/customers/query", "Idempotency-Key", "k1")]
    [InlineData("PUT", "/v1/policy", "Idempotency-Key", "k1")]
    [InlineData("PUT", "/v1/policy", "If-None-Match", "*")]
    [InlineData("POST", "/v1/customers/ada/purchases", "If-Match", "\"1\"")]
    [InlineData("PATCH", "/v1/customers/ada", "If-None-Match", "*")]
    public async Task Header_that_would_be_passed_over_is_refused(string method, string path, string header, string value)
    {
        await using var server = await GatewayServer.StartAsync();
        var json = path switch
        {
            "/v1/policy" => (await server.GetAsync(path)).Text,
            "/v1/customers/query" => """{"segment":{"all":[]}}""",
            "/v1/customers/ada/purchases" => """{"purchaseId":"p1","amount":1}""",
            "/v1/customers/ada" => """{"name":"Ada"}""",
            _ => "{}",
        };

        var answer = await server.SendAsync(new HttpMethod(method), path, json, [(header, value)], path == "/v1/commands" ? "application/x-ndjson" : "application/json");

        answer.AssertFault(header, "Does not apply here and would be passed over; leave it out.");
        Assert.Equal(404, (await server.GetAsync("/v1/customers/ada")).Status);
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Purchase_posted_64_times_at_once_is_written_once(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.PurchaseAsync("ada", "p1")));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(63, answers.Count(answer => answer.Status == 200));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(2, await server.AssertCountersEqualRecountAsync());
        Assert.Equal(1, (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("orders").GetInt64());
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Purchases_of_one_customer_64_at_once_all_count(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => server.PurchaseAsync("ada", $"p{i}", "1.01")));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(Enumerable.Range(1, 64).Select(i => (long)i), answers.Select(answer => answer.Json.GetProperty("orders").GetInt64()).Order());
        var customer = (await server.GetAsync("/v1/customers/ada")).Json;
        Assert.Equal((64, "64.64"), (customer.GetProperty("orders").GetInt64(), customer.GetProperty("revenue").GetString()));
        await server.AssertCountersEqualRecountAsync();
    }

    /// <summary>The commands that the description has for one customer, in an order in which their examples can be carried out.</summary>
    private static async Task<IReadOnlyList<DescribedOperation>> CommandsAsync(GatewayServer server) =>
        [.. (await DescribedOperation.AllAsync(server)).Where(operation => operation.IsCommand && operation.Path.StartsWith("/v1/customers/", StringComparison.Ordinal))];

    private static Task<Answer> PostAsync(GatewayServer server, DescribedOperation command)
    {
        Assert.True(command.Body is not null, $"There is no OpenApi/Examples/Bodies/{command.Id}.json in the gateway: write a body that the server takes.");
        return server.PostAsync(command.PathWithExamples, command.Body.ToJsonString());
    }
}
