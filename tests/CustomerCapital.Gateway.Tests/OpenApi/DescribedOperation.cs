using System.Text.Json.Nodes;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.Gateway.Tests.OpenApi;

/// <summary>An operation as the description has it, with shared responses in their places.</summary>
internal sealed record DescribedOperation(string Path, string Method, JsonObject Json, IReadOnlyDictionary<string, JsonNode?> Responses)
{
    /// <summary>The grant that examples take back.</summary>
    public const string GrantId = "tickets-0";

    /// <summary>A purchase that a wallet has paid.</summary>
    public const string PaidPurchaseId = "order-1002";

    public string Id => (string)Json["operationId"]!;

    public bool IsCommand => (string?)Json["tags"]?[0] == "Commands";

    public bool HasBody => Json.ContainsKey("requestBody");

    public string? BodyMediaType => BodyContent?.Key;

    public JsonNode? Body => BodyContent?.Value!["example"];

    public string AnswerMediaType => Responses["200"]!["content"]!.AsObject().First().Key;

    /// <summary>The path with its example ids, and a page of three where pages can be limited.</summary>
    public string PathWithExamples
    {
        get
        {
            var parameters = Json["parameters"]?.AsArray() ?? [];
            var path = parameters.Where(parameter => (string)parameter!["in"]! == "path").Aggregate(Path, (text, parameter) => text.Replace($"{{{parameter!["name"]}}}", parameter["example"]!.ToString()));
            return parameters.Any(parameter => (string)parameter!["name"]! == "limit") ? path + "?limit=3" : path;
        }
    }

    private KeyValuePair<string, JsonNode?>? BodyContent => Json["requestBody"]?["content"]!.AsObject().First();

    /// <summary>What examples take for granted: the program has a wallet, which has paid for a purchase, <see cref="PaidPurchaseId"/>, and rewards, of which one was granted, and another by a run of a campaign; one raffle is drawn, and another waits for its draw.</summary>
    public static async Task PrepareAsync(GatewayServer server)
    {
        var policy = JsonNode.Parse((await server.GetAsync("/v1/policy")).Text)!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","life":{"months":12},"worth":"0.01","pooled":true,"earn":[{"rate":1}]}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"tickets","price":{"wallet":"points","amount":100},"raffle":{"raffle":"summer","entries":3}},{"name":"mug","gift":{}}]""");
        Assert.Equal(200, (await server.PutAsync("/v1/policy", policy.ToJsonString())).Status);
        await PrepareMessageAsync(server);
        Assert.Equal(200, (await server.PutAsync("/v1/keys/till-7", """{"scopes":["customers:read","commands:write"],"title":"Till 7"}""")).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/wallet-adjustments", """{"adjustmentId":"w","wallet":"points","amount":1000}""")).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/purchases", $$"""{"purchaseId":"{{PaidPurchaseId}}","amount":"20.00","payments":[{"wallet":"points","amount":300}]}""")).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/rewards", $$"""{"grantId":"{{GrantId}}","reward":"tickets"}""")).Status);
        Assert.Equal(200, (await server.PutAsync("/v1/campaigns/summer-thanks", """{"terms":{"reward":"tickets","schedule":{"cron":"0 9 1 * *"}}}""")).Status);
        Assert.Equal(200, (await server.PostAsync("/v1/campaigns/summer-thanks/schedule", "{}")).Status);
        var campaign = server.Engine.Customer(CampaignRunner.ActorOf("summer-thanks"));
        Assert.NotNull((await campaign.ExecuteAsync([new BeginRun { ScheduledFor = GatewayServer.Now, Audience = 1 }]))[0].Receipt);
        await server.Engine.RunCampaignsAsync();
        foreach (var (id, source) in ((string, string)[])[("summer", ""), ("spring", ""","publicSource":"Numbers of the state lottery" """)])
        {
            Assert.Equal(200, (await server.PutAsync($"/v1/raffles/{id}", $$$"""{"rules":{"entriesUntil":"2026-03-15T18:00:00Z","prizes":[{"name":"A weekend at the sea","winners":1}]{{{source}}}}}""")).Status);
            Assert.Equal(200, (await server.PostAsync($"/v1/raffles/{id}/open", "{}")).Status);
            Assert.Equal(200, (await server.PostAsync($"/v1/raffles/{id}/freeze", "{}")).Status);
        }

        await server.Engine.RunRafflesAsync();
        Assert.Equal(200, (await server.PostAsync("/v1/raffles/summer/draw", "{}")).Status);
        await server.Engine.RunRafflesAsync();
        // A guest who is likely to be Nora.
        Assert.Equal(201, (await server.PutAsync("/v1/customers/NORA", """{"email":"Nora@Example.org"}""")).Status);
    }

    /// <summary>A message that was sent, so that it can come back.</summary>
    private static async Task PrepareMessageAsync(GatewayServer server)
    {
        const string template = """{"purpose":"service","variants":[{"language":"en","subject":"Welcome","text":"Welcome."}]}""";
        Assert.Equal(200, (await server.PutAsync("/v1/templates/welcome", template)).Status);
        Assert.Equal(201, (await server.PutAsync("/v1/customers/nora", """{"email":"nora@example.org"}""")).Status);
        const string letter = """{"purpose":"service","channel":"post","variants":[{"language":"en","subject":"Thank you","text":"Dear {{ customer.name }},\n\n{{ letter.note }}"}]}""";
        Assert.Equal(200, (await server.PutAsync("/v1/templates/thank-you", letter)).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/follow-ups", """{"followUpId":"letter-1","kind":"letter","dueAt":"2026-03-14T10:00:00+01:00","note":"Thank you for your first order.","assignee":"Mara"}""")).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/messages", """{"messageId":"welcome-1","template":"welcome"}""")).Status);
        foreach (var status in (MessageStatus[])[MessageStatus.InHand, MessageStatus.Sent])
            Assert.NotNull((await server.Engine.Customer("nora").ExecuteAsync([new MoveMessage { MessageId = "welcome-1", Status = status }]))[0].Receipt);
    }

    public static async Task<IReadOnlyList<DescribedOperation>> AllAsync(GatewayServer server)
    {
        var answer = await server.GetAsync("/openapi/v1.json");
        Assert.True(answer.Status == 200, $"{answer.Text} {string.Join("\n", server.Complaints)}");
        var document = JsonNode.Parse(answer.Text)!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new DescribedOperation(
                   path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject(),
                   operation.Value["responses"]!.AsObject().ToDictionary(
                       response => response.Key,
                       response => (string?)response.Value!["$ref"] is { } shared ? document["components"]!["responses"]![shared.Split('/')[^1]] : response.Value)),
        ];
    }
}
