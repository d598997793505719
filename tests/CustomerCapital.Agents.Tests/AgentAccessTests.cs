using System.Net;
using System.Text.Json;
using CustomerCapital.Agents.Tools;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Agents.Tests;

/// <summary>Which agents get in, which tools they see, and what they are not told.</summary>
public sealed class AgentAccessTests : IAsyncLifetime
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private AgentServer _agents = null!;

    public async Task InitializeAsync() => _agents = await AgentServer.WithProgramAsync();

    public async Task DisposeAsync() => await _agents.DisposeAsync();

    [Fact]
    public async Task Agents_need_a_key_with_their_scope()
    {
        var without = await _agents.KeyAsync("without", [.. Scopes.All.Where(scope => scope != Scope.AgentsRead)]);
        var unauthenticated = (await _agents.MessageAsync(null, Ping)).AssertProblem(401, "unauthenticated");
        Assert.Equal("Bearer", unauthenticated.Header("WWW-Authenticate"));
        (await _agents.MessageAsync("cckey_none", Ping)).AssertProblem(401, "unauthenticated");
        Assert.Contains("agents:read", (await _agents.MessageAsync(without, Ping)).AssertProblem(403, "forbidden").Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<HttpRequestException>(() => _agents.ConnectAsync(null))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<HttpRequestException>(() => _agents.ConnectAsync(without))).StatusCode);
        // Nothing is ever sent without being asked.
        Assert.Equal(405, (await _agents.HttpAsync("GET", "/mcp", await _agents.KeyAsync("all", Scopes.All.ToArray()))).Status);
    }

    [Fact]
    public async Task Every_tool_is_listed_and_answers_with_its_scopes_alone()
    {
        foreach (var tool in AgentTools.All)
        {
            var needed = Needed[tool.Name];
            var arguments = ToolTests.Calls[tool.Name].Arguments;
            // Terms of one's own need more.
            if (tool.Name == "dry_run_campaign") arguments = """{"campaignId":"thanks"}""";
            var with = await _agents.KeyAsync($"with-{tool.Name.Replace('_', '-')}", [Scope.AgentsRead, .. needed]);
            await using (var client = await _agents.ConnectAsync(with))
            {
                Assert.Contains(tool.Name, (await client.ListToolsAsync()).Select(listed => listed.Name));
                if (tool.Name != "dry_run_campaign") await client.AskAsync(tool.Name, arguments);
            }

            foreach (var lacking in needed)
            {
                await using var client = await _agents.ConnectAsync(await _agents.KeyAsync($"{tool.Name.Replace('_', '-')}-without-{(int)lacking}", [.. Scopes.All.Where(scope => scope != lacking)]));
                Assert.DoesNotContain(tool.Name, (await client.ListToolsAsync()).Select(listed => listed.Name));
                Assert.Contains($"needs a key with the scope {Scopes.NameOf(lacking)}", await client.RefusedAsync(tool.Name, arguments), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Nothing_personal_is_told_without_its_scope()
    {
        var (personal, plain) = (await _agents.KeyAsync("personal", Scopes.All.ToArray()), await _agents.KeyAsync("plain", [.. Scopes.All.Where(scope => scope != Scope.PrivacyRead)]));
        await using var knows = await _agents.ConnectAsync(personal);
        await using var knowsNot = await _agents.ConnectAsync(plain);
        var (told, withheld) = ("", "");
        foreach (var tool in AgentTools.All)
        {
            told += JsonSerializer.Serialize(await knows.CallAsync(tool.Name, ToolTests.Calls[tool.Name].Arguments), Mcp);
            withheld += JsonSerializer.Serialize(await knowsNot.CallAsync(tool.Name, ToolTests.Calls[tool.Name].Arguments), Mcp);
        }

        Assert.All(AgentServer.Planted, planted => Assert.Contains(planted, told.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.All(AgentServer.Planted, planted => Assert.DoesNotContain(planted, withheld.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal));
        var nora = await knowsNot.AskAsync("customer", """{"customerId":"zh-nora"}""");
        Assert.Equal(["householdId", "openFollowUps.assignee", "openFollowUps.note", "profile.birthDate", "profile.email", "profile.name", "profile.phone", "profile.postalAddress"], nora.GetProperty("withheld").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("f1", nora.GetProperty("openFollowUps")[0].GetProperty("followUpId").GetString());
    }

    [Fact]
    public async Task Birthdays_are_not_found_out_by_counting()
    {
        await using var client = await _agents.ConnectAsync(await _agents.KeyAsync("plain", Scope.AgentsRead, Scope.CustomersRead, Scope.CampaignsRead));
        Assert.Contains("privacy:read: the segment asks for birthday", await client.RefusedAsync("count_segment", """{"segment":{"all":[{"field":"customerId","operator":"equals","value":"zh-nora"},{"not":{"field":"birthday","operator":"equals","value":"07-09"}}]}}"""), StringComparison.Ordinal);
        Assert.Contains("asks for birthMonth", await client.RefusedAsync("count_segment", """{"segment":{"any":[{"segment":"july"}]}}"""), StringComparison.Ordinal);
        Assert.Contains("asks for birthMonth", await client.RefusedAsync("dry_run_campaign", """{"campaignId":"x","terms":{"reward":"bonus","schedule":{"at":"2026-04-15T13:00:00Z"},"audience":{"segment":"july"}}}"""), StringComparison.Ordinal);
        await using var personal = await _agents.ConnectAsync(await _agents.KeyAsync("personal", Scope.AgentsRead, Scope.CustomersRead, Scope.PrivacyRead));
        Assert.Equal(1, (await personal.AskAsync("count_segment", """{"segment":{"segment":"july"}}""")).GetProperty("customers").GetInt64());
    }

    [Fact]
    public async Task Whoever_may_not_know_customers_is_told_of_none()
    {
        await using var client = await _agents.ConnectAsync(await _agents.KeyAsync("figures", [.. Roles.ScopesOf(Role.Agent)]));
        Assert.DoesNotContain((await client.ListToolsAsync()).Select(tool => tool.Name), name => name.StartsWith("customer", StringComparison.Ordinal) || name is "count_segment" or "segments");
        var draft = await client.AskAsync("campaign", """{"campaignId":"draft"}""");
        Assert.DoesNotContain("be-ida", draft.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("value of conditions on customerId", draft.GetProperty("withheld").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("customers:read", await client.RefusedAsync("dry_run_campaign", """{"campaignId":"x","terms":{"reward":"bonus"}}"""), StringComparison.Ordinal);
        var dry = await client.AskAsync("dry_run_campaign", """{"campaignId":"draft"}""");
        Assert.Equal((1L, false), (dry.GetProperty("audience").GetInt64(), dry.TryGetProperty("sample", out _)));
        foreach (var (tool, call) in ToolTests.Calls)
            Assert.DoesNotMatch("zh-nora|zh-otto|be-ida", tool == "dry_run_campaign" || call.Arguments.Contains("zh-nora", StringComparison.Ordinal) ? "" : (await client.CallAsync(tool, call.Arguments)).Words());
    }

    [Fact]
    public async Task Key_of_one_shop_asks_of_the_customers_of_that_shop_alone()
    {
        await using var client = await _agents.ConnectAsync(await _agents.KeyAsync("zurich", new KeyTerms { Scopes = [Scope.AgentsRead, Scope.CustomersRead, Scope.ReportsRead, Scope.RewardsRead], CustomerPrefix = "zh-" }));
        Assert.Equal(AgentTools.All.Where(tool => tool.IsOfCustomer).Select(tool => tool.Name), (await client.ListToolsAsync()).Select(tool => tool.Name));
        foreach (var tool in AgentTools.All.Where(tool => tool.IsOfCustomer))
        {
            await client.AskAsync(tool.Name, """{"customerId":"zh-otto"}""");
            Assert.Contains("for customers alone whose ids begin with 'zh-'", await client.RefusedAsync(tool.Name, """{"customerId":"be-ida"}"""), StringComparison.Ordinal);
        }

        Assert.Contains("is about all of them", await client.RefusedAsync("ladder"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_from_elsewhere_is_refused()
    {
        var key = await _agents.KeyAsync("all", Scopes.All.ToArray());
        (await _agents.MessageAsync(key, Ping, ("Origin", "http://evil.example"))).AssertProblem(403, "forbidden");
        (await _agents.MessageAsync(key, Ping, ("Origin", "null"))).AssertProblem(403, "forbidden");
        Assert.Equal(200, (await _agents.MessageAsync(key, Ping, ("Origin", _agents.Server.Address.GetLeftPart(UriPartial.Authority)))).Status);
    }

    [Fact]
    public async Task Limits_of_keys_and_of_bodies_hold_and_nothing_is_logged_of_who_reads()
    {
        var before = (await _agents.Server.Engine.Customer(AuditChain.Actor).GetAsync())!.Sequence;
        var slow = await _agents.KeyAsync("slow", new KeyTerms { Scopes = [Scope.AgentsRead], RequestsPerSecond = 0.01 });
        Assert.Equal(200, (await _agents.MessageAsync(slow, Ping)).Status);
        (await _agents.MessageAsync(slow, Ping)).AssertProblem(429, "overloaded");
        var key = await _agents.KeyAsync("all", Scopes.All.ToArray());
        var large = await _agents.MessageAsync(key, Ping.Replace("tools/list", new string('x', AgentsRegistration.MessageLimit), StringComparison.Ordinal));
        Assert.Contains("at most 65,536 bytes", large.AssertProblem(413, "content_too_large").Text, StringComparison.Ordinal);
        Assert.Equal(400, (await _agents.MessageAsync(key, "{")).Status);
        Assert.Equal(200, (await _agents.MessageAsync(key, Ping)).Status);
        Assert.Equal(before, (await _agents.Server.Engine.Customer(AuditChain.Actor).GetAsync())!.Sequence);
    }

    /// <summary>The scopes of each tool beside <c>agents:read</c>.</summary>
    private static readonly Dictionary<string, Scope[]> Needed = AgentTools.All.ToDictionary(tool => tool.Name, tool => tool.Name switch
    {
        "customer_wallets" => [Scope.RewardsRead, Scope.CustomersRead],
        "count_segment" or "segments" => (Scope[])[Scope.CustomersRead],
        _ when tool.Name.StartsWith("customer", StringComparison.Ordinal) => [Scope.CustomersRead],
        _ when tool.Name.Contains("campaign", StringComparison.Ordinal) => [Scope.CampaignsRead],
        _ => [Scope.ReportsRead],
    });

    private static JsonSerializerOptions Mcp => ModelContextProtocol.McpJsonUtilities.DefaultOptions;
}
