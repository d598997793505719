using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Gateway.Tests;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CustomerCapital.Agents.Tests;

/// <summary>A gateway that asks for keys and answers agents, over a small program: three customers, a campaign that has run, and a draft.</summary>
internal sealed class AgentServer(GatewayServer server, FakeTimeProvider time) : IAsyncDisposable
{
    /// <summary>What is known of Nora and must be in no answer without <c>privacy:read</c>.</summary>
    public static readonly string[] Planted = ["Nora Planted", "nora@planted.example", "+41791112233", "1984-07-09", "Planted Lane 7", "planted note", "Planted Staff", "planted reason"];

    public GatewayServer Server => server;

    public static async Task<AgentServer> StartAsync(Action<AgentOptions>? limits = null, Func<InProcessHost, ICustomerCapital>? around = null)
    {
        var time = new FakeTimeProvider(GatewayServer.Now);
        return new(await GatewayServer.StartAsync(new InMemoryLedger(), around, open: false, time: time, add: services => services.AddAgents(limits), map: app => app.MapAgents()), time);
    }

    /// <summary>A server with the program in it.</summary>
    public static async Task<AgentServer> WithProgramAsync(Action<AgentOptions>? limits = null)
    {
        var agents = await StartAsync(limits);
        var key = await agents.KeyAsync("office", Scopes.All.ToArray());
        var policy = JsonNode.Parse((await agents.HttpAsync("GET", "/v1/policy", key)).Text)!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points"}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"bonus","cost":"2.00","credit":{"wallet":"points","amount":50}}]""");
        await agents.WriteAsync("PUT", "/v1/policy", key, policy.ToJsonString());
        await agents.WriteAsync("PUT", "/v1/customers/zh-nora", key, """{"name":"Nora Planted","email":"nora@planted.example","phone":"+41791112233","postalAddress":"Planted Lane 7","birthDate":"1984-07-09","acquisitionChannel":"fair"}""");
        foreach (var (customer, purchase, at) in ((string, string, string)[])[("zh-nora", "p1", "2026-01-05"), ("zh-nora", "p2", "2026-02-05"), ("zh-otto", "p3", "2026-02-06"), ("be-ida", "p4", "2026-03-01")])
            await agents.WriteAsync("POST", $"/v1/customers/{customer}/purchases", key, $$"""{"purchaseId":"{{purchase}}","amount":"40.00","occurredAt":"{{at}}T10:00:00Z"}""");
        await agents.WriteAsync("POST", "/v1/customers/zh-nora/follow-ups", key, """{"followUpId":"f1","kind":"call","dueAt":"2026-04-01T10:00:00Z","note":"planted note","assignee":"Planted Staff"}""");
        await agents.WriteAsync("PUT", "/v1/segments/steady", key, """{"segment":{"field":"rung","operator":"atLeast","value":"customer"}}""");
        await agents.WriteAsync("PUT", "/v1/segments/july", key, """{"segment":{"field":"birthMonth","operator":"equals","value":7}}""");
        const string terms = """{"terms":{"reward":"bonus","title":"Thanks","schedule":{"at":"2026-03-15T13:00:00Z"}},"by":"Planted Staff","reason":"planted reason"}""";
        await agents.WriteAsync("PUT", "/v1/campaigns/thanks", key, terms);
        await agents.WriteAsync("PUT", "/v1/campaigns/draft", key, terms.Replace("\"title\":\"Thanks\"", """ "audience":{"field":"customerId","operator":"in","value":["be-ida"]} """, StringComparison.Ordinal).Replace("03-15", "04-15", StringComparison.Ordinal));
        await agents.WriteAsync("POST", "/v1/campaigns/thanks/schedule", key, """{"by":"Planted Staff","reason":"planted reason"}""");
        agents.Time.SetUtcNow(GatewayServer.Now.AddHours(1));
        await agents.Server.Engine.RunCampaignsAsync();
        return agents;
    }

    public FakeTimeProvider Time => time;

    public Task<string> KeyAsync(string keyId, params Scope[] scopes) => KeyAsync(keyId, new KeyTerms { Scopes = scopes });

    public async Task<string> KeyAsync(string keyId, KeyTerms terms)
    {
        var text = AccessKey.TextOf(RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        Assert.Equal(KeyCreationStatus.Created, (await server.Engine.AskAsync(new CreateKey(keyId, terms, AccessKey.HashOf(text)!))).Status);
        return text;
    }

    /// <summary>The SDK's own client, as an agent has it.</summary>
    public Task<McpClient> ConnectAsync(string? key) => ConnectAsync(new Uri(server.Address, AgentsRegistration.Path), key);

    public static Task<McpClient> ConnectAsync(Uri endpoint, string? key) => McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
    {
        Endpoint = endpoint, TransportMode = HttpTransportMode.StreamableHttp, AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = "Bearer " + key },
    }));

    public Task<Answer> HttpAsync(string method, string path, string? key, string? json = null, params (string Name, string Value)[] headers) =>
        server.SendAsync(new(method), path, json, key is null ? headers : [.. headers, ("Authorization", "Bearer " + key)]);

    /// <summary>A message of the protocol, as it goes over the wire.</summary>
    public Task<Answer> MessageAsync(string? key, string json, params (string Name, string Value)[] headers) =>
        HttpAsync("POST", AgentsRegistration.Path, key, json, [("Accept", "application/json, text/event-stream"), .. headers]);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task WriteAsync(string method, string path, string key, string json)
    {
        var answer = await HttpAsync(method, path, key, json);
        Assert.True(answer.Status is 200 or 201, $"{method} {path}: {answer.Text}");
    }
}

/// <summary>Calls of tools.</summary>
internal static class ToolCallExtensions
{
    /// <summary>Calls a tool, and fails unless it answers.</summary>
    public static async Task<JsonElement> AskAsync(this McpClient client, string tool, string arguments = "{}")
    {
        var result = await client.CallAsync(tool, arguments);
        Assert.True(result.IsError is not true, $"{tool}: {result.Words()}");
        Assert.True(JsonElement.DeepEquals(result.StructuredContent!.Value, JsonSerializer.Deserialize<JsonElement>(result.Words())));
        return result.StructuredContent!.Value;
    }

    /// <summary>Calls a tool, and fails unless it says what is wrong.</summary>
    public static async Task<string> RefusedAsync(this McpClient client, string tool, string arguments = "{}")
    {
        var result = await client.CallAsync(tool, arguments);
        Assert.True(result.IsError is true, $"{tool}: {result.Words()}");
        // A fault of the program is no answer that anybody expects.
        Assert.NotEqual("internal_error", result.StructuredContent!.Value.GetProperty("code").GetString());
        return result.Words();
    }

    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, string arguments = "{}", CancellationToken cancellation = default) =>
        await client.CallToolAsync(tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments), cancellationToken: cancellation);

    public static string Words(this CallToolResult result) => ((TextContentBlock)Assert.Single(result.Content)).Text;
}

/// <summary>An engine that does not answer some questions until whoever asks gives up.</summary>
internal sealed class SilentCapital(ICustomerCapital engine, Type question) : ICustomerCapital
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously), _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the question has come.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Completes when nobody waits for its answer any more.</summary>
    public Task GivenUp => _givenUp.Task;

    public IPolicy Policy => engine.Policy;

    public DateTimeOffset Now => engine.Now;

    public ICustomer Customer(ActorId actor) => engine.Customer(actor);

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) => engine.ExecuteAsync(customerId, commands);

    public async Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> asked, CancellationToken cancellation = default)
    {
        if (asked.GetType() != question) return await engine.AskAsync(asked, cancellation);
        _asked.TrySetResult();
        await using var end = cancellation.Register(() => _givenUp.TrySetResult());
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        throw new InvalidOperationException("Nobody waits for ever.");
    }
}
