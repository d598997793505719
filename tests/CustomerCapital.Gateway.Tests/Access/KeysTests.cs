using System.Net;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Tests.Access;

public sealed class KeysTests : IAsyncLifetime
{
    private GuardedServer _guarded = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _guarded = await GuardedServer.StartAsync();
        _administrator = await _guarded.KeyAsync("administrator", [.. Scopes.All]);
    }

    public async Task DisposeAsync() => await _guarded.DisposeAsync();

    [Fact]
    public async Task Key_is_told_once_and_listed_without_its_text()
    {
        var created = await AdministerAsync(HttpMethod.Put, "/v1/keys/till-7", """{"scopes":["commands:write","customers:read"],"title":"Till 7"}""");
        Assert.Equal(200, created.Status);
        Assert.Equal("no-store", created.Header("Cache-Control"));
        var text = created.Json.GetProperty("text").GetString()!;
        Assert.StartsWith(AccessKey.Prefix, text, StringComparison.Ordinal);

        var again = (await AdministerAsync(HttpMethod.Put, "/v1/keys/till-7", """{"scopes":["commands:write","customers:read"],"title":"Till 7"}""")).AssertProblem(409, "key_exists");
        var listed = await AdministerAsync(HttpMethod.Get, "/v1/keys");
        foreach (var answer in (Answer[])[again, listed, await AdministerAsync(HttpMethod.Get, "/v1/keys/till-7"), await AdministerAsync(HttpMethod.Get, "/v1/audit?limit=1000"), await AdministerAsync(HttpMethod.Get, "/v1/entries?limit=1000")])
        {
            Assert.DoesNotContain(text, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(AccessKey.HashOf(text)!, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(["administrator", "till-7"], listed.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("keyId").GetString()));
        (await AdministerAsync(HttpMethod.Get, "/v1/keys/nobody")).AssertProblem(404, "key_not_found");
        (await AdministerAsync(HttpMethod.Delete, "/v1/keys/nobody")).AssertProblem(404, "key_not_found");
    }

    [Fact]
    public async Task Last_key_that_can_make_others_stays_until_there_is_another()
    {
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Put, "/v1/keys/ends", """{"scopes":["keys:write"],"expiresAt":"2999-01-01T00:00:00Z"}""")).Status);
        var refused = (await AdministerAsync(HttpMethod.Delete, "/v1/keys/administrator")).AssertProblem(409, "last_key");
        Assert.Contains("Create another with keys:write first", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Get, "/v1/keys")).Status);

        Assert.Equal(200, (await AdministerAsync(HttpMethod.Put, "/v1/keys/second", """{"scopes":["keys:read","keys:write"]}""")).Status);
        Assert.Equal(204, (await AdministerAsync(HttpMethod.Delete, "/v1/keys/administrator")).Status);
        Assert.Equal(401, (await AdministerAsync(HttpMethod.Get, "/v1/keys")).Status);
    }

    [Fact]
    public async Task List_says_who_created_a_key()
    {
        await AdministerAsync(HttpMethod.Put, "/v1/keys/till-8", """{"scopes":["customers:read"]}""");

        Assert.Equal("key:administrator", (await AdministerAsync(HttpMethod.Get, "/v1/keys/till-8")).Json.GetProperty("by").GetString());
    }

    [Theory]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"scopes":["customers:read"],"networks":["10.0.0.0/33"]}""", "networks")]
    [InlineData("""{"scopes":["customers:read"],"requestsPerSecond":0}""", "requestsPerSecond")]
    [InlineData("""{"scopes":["customers:read"],"customerPrefix":""}""", "customerPrefix")]
    public async Task Terms_that_cannot_be_are_refused(string terms, string field) => (await AdministerAsync(HttpMethod.Put, "/v1/keys/k", terms)).AssertFault(field, "");

    [Fact]
    public async Task Nobody_gives_what_that_one_has_not()
    {
        var manager = await _guarded.KeyAsync("manager", new KeyTerms { Scopes = [Scope.KeysWrite, Scope.CustomersRead] });
        (await _guarded.SendAsync(HttpMethod.Put, "/v1/keys/mine", manager, """{"scopes":["customers:read","privacy:read"]}""")).AssertProblem(403, "forbidden");
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Put, "/v1/keys/mine", manager, """{"scopes":["customers:read"]}""")).Status);
        (await _guarded.SendAsync(HttpMethod.Get, "/v1/keys", manager)).AssertProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("""{"scopes":["keys:write","customers:read"],"expiresAt":"2999-01-01T00:00:00Z"}""")]
    [InlineData("""{"scopes":["keys:write","customers:read"],"networks":["127.0.0.0/8"]}""")]
    [InlineData("""{"scopes":["keys:write","customers:read"],"requestsPerSecond":1000}""")]
    public async Task Key_that_is_limited_itself_makes_none(string terms)
    {
        var limited = (await AdministerAsync(HttpMethod.Put, "/v1/keys/limited", terms)).Json.GetProperty("text").GetString();
        (await _guarded.SendAsync(HttpMethod.Put, "/v1/keys/mine", limited, """{"scopes":["customers:read"]}""")).AssertProblem(403, "forbidden");
    }

    [Fact]
    public async Task Key_whose_id_has_a_slash_is_read_and_revoked()
    {
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Put, "/v1/keys/a%2Fb", """{"scopes":["customers:read"]}""")).Status);
        Assert.Equal("a/b", (await AdministerAsync(HttpMethod.Get, "/v1/keys/a%2Fb")).Json.GetProperty("keyId").GetString());
        Assert.Equal(204, (await AdministerAsync(HttpMethod.Delete, "/v1/keys/a%2fb")).Status);
        (await AdministerAsync(HttpMethod.Put, "/v1/keys/ab%E2%80%8B", """{"scopes":["customers:read"]}""")).AssertFault("keyId", "Must not hold U+200B");
    }

    [Fact]
    public async Task Whoever_writes_campaigns_down_does_not_change_what_somebody_else_has_put_on_its_way()
    {
        var policy = System.Text.Json.Nodes.JsonNode.Parse((await AdministerAsync(HttpMethod.Get, "/v1/policy")).Text)!;
        policy["rewards"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"mug","gift":{}}]""");
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Put, "/v1/policy", policy.ToJsonString())).Status);
        var writer = await _guarded.KeyAsync("writer", Scope.CampaignsRead, Scope.CampaignsWrite);
        const string terms = """{"terms":{"reward":"mug","schedule":{"cron":"0 9 1 * *"}}}""";
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Put, "/v1/campaigns/c", writer, terms)).Status);
        (await _guarded.SendAsync(HttpMethod.Post, "/v1/campaigns/c/schedule", writer, "{}")).AssertProblem(403, "forbidden");
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Post, "/v1/campaigns/c/schedule", "{}")).Status);
        (await _guarded.SendAsync(HttpMethod.Put, "/v1/campaigns/c", writer, terms.Replace("0 9", "0 8", StringComparison.Ordinal))).AssertProblem(403, "forbidden");
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Post, "/v1/campaigns/c/pause", writer, "{}")).Status);
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Put, "/v1/campaigns/c", writer, terms.Replace("0 9", "0 8", StringComparison.Ordinal))).Status);
        (await _guarded.SendAsync(HttpMethod.Post, "/v1/campaigns/c/resume", writer, "{}")).AssertProblem(403, "forbidden");
    }

    [Fact]
    public async Task Key_of_one_shop_knows_the_customers_of_that_shop_alone()
    {
        foreach (var id in (string[])["north-1", "south-1"]) Assert.Equal(201, (await AdministerAsync(HttpMethod.Post, $"/v1/customers/{id}/purchases", """{"purchaseId":"p","amount":"10"}""")).Status);
        var north = await _guarded.KeyAsync("north", new KeyTerms { Scopes = [.. Scopes.All], CustomerPrefix = "north-" });

        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Get, "/v1/customers/north-1", north)).Status);
        foreach (var (method, path, body) in ((HttpMethod, string, string?)[])
        [
            (HttpMethod.Get, "/v1/customers/south-1", null), (HttpMethod.Get, "/v1/customers/south-1/entries", null), (HttpMethod.Post, "/v1/customers/south-1/purchases", """{"purchaseId":"q","amount":"10"}"""),
            (HttpMethod.Get, "/v1/customers", null), (HttpMethod.Get, "/v1/entries", null), (HttpMethod.Get, "/v1/metrics", null), (HttpMethod.Get, "/v1/keys", null), (HttpMethod.Get, "/v1/policy", null),
            (HttpMethod.Get, "/v1/raffles/summer/entrants/north-1", null),
            // Nor does it reach another shop's customer by way of its own.
            (HttpMethod.Post, "/v1/customers/north-1/referrals", """{"referralId":"r","referredCustomerId":"south-2"}"""),
            (HttpMethod.Post, "/v1/customers/north-1/purchase-moves", """{"moveId":"m","purchaseId":"p","toCustomerId":"south-1"}"""),
        ]) (await _guarded.SendAsync(method, path, north, body)).AssertProblem(403, "forbidden");

        var lines = (await _guarded.SendAsync(HttpMethod.Post, "/v1/commands", north, string.Join('\n',
        [
            """{"customerId":"north-2","command":{"type":"purchase","purchaseId":"s","amount":"5"}}""",
            """{"customerId":"south-1","command":{"type":"purchase","purchaseId":"s","amount":"5"}}""",
            """{"customerId":"north-2","command":{"type":"referral","referralId":"s","referredCustomerId":"south-9"}}""",
            """{"customerId":"north-3","command":{"type":"purchase","purchaseId":"s","amount":"5"}}""",
        ]), "application/x-ndjson")).Lines;
        Assert.Equal([201, 403, 403, 201], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal(1, (await AdministerAsync(HttpMethod.Get, "/v1/customers/south-1")).Json.GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task Stream_carries_out_the_commands_alone_that_its_caller_may_send()
    {
        var till = await _guarded.KeyAsync("till", new KeyTerms { Scopes = [Scope.CommandsWrite] });
        var lines = (await _guarded.SendAsync(HttpMethod.Post, "/v1/commands", till, string.Join('\n',
        [
            """{"customerId":"ada","command":{"type":"purchase","purchaseId":"s","amount":"5"}}""",
            """{"customerId":"ada","command":{"type":"wallet_adjustment","adjustmentId":"a","wallet":"points","amount":1000}}""",
            """{"customerId":"ada","command":{"type":"registration","name":"Ada"}}""",
            "not json",
        ]), "application/x-ndjson")).Lines;
        Assert.Equal([201, 403, 403, 400], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Contains("rewards:write", lines[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        (await _guarded.SendAsync(HttpMethod.Post, "/v1/customers/ada/wallet-adjustments", till, """{"adjustmentId":"a","wallet":"points","amount":1000}""")).AssertProblem(403, "forbidden");
        var reader = await _guarded.KeyAsync("reader", new KeyTerms { Scopes = [Scope.CustomersRead] });
        (await _guarded.SendAsync(HttpMethod.Post, "/v1/commands", reader, "", "application/x-ndjson")).AssertProblem(403, "forbidden");
    }

    [Fact]
    public async Task Key_that_is_for_another_network_is_not_taken()
    {
        var far = await _guarded.KeyAsync("far", new KeyTerms { Scopes = [Scope.CustomersRead], Networks = ["203.0.113.0/24"] });
        var near = await _guarded.KeyAsync("near", new KeyTerms { Scopes = [Scope.CustomersRead], Networks = ["127.0.0.0/8", "::1/128"] });
        Assert.Contains("network", (await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", far)).AssertProblem(401, "unauthenticated").Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", near)).Status);
    }

    [Fact]
    public async Task Revoked_key_opens_nothing_at_any_gateway_from_the_answer_on()
    {
        await using var other = await OtherGatewayAsync(_guarded.Server.Engine);
        using var http = new HttpClient { BaseAddress = new(other.Urls.Single()) };
        var text = await _guarded.KeyAsync("leaked", new KeyTerms { Scopes = [Scope.CustomersRead] });
        using var ending = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            // Keeps the keys of both gateways in use, so that none has read them just by chance.
            for (var i = number; !ending.IsCancellationRequested; i++) await PassesAsync(i);
        })).ToArray();
        Assert.True(await PassesAsync(0));
        Assert.True(await PassesAsync(1));

        Assert.Equal(204, (await AdministerAsync(HttpMethod.Delete, "/v1/keys/leaked")).Status);

        var passed = 0;
        for (var i = 0; i < 1_000; i++) passed += await PassesAsync(i) ? 1 : 0;
        await ending.CancelAsync();
        await Task.WhenAll(asked);
        Assert.Equal(0, passed);

        async Task<bool> PassesAsync(int number)
        {
            if (number % 2 == 0) return (await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", text)).Status == 200;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/segments");
            request.Headers.Authorization = new("Bearer", text);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task Whoever_guesses_keys_is_slowed_and_whoever_has_a_right_one_is_not()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++) statuses.Add((await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", AccessKey.TextOf([.. Enumerable.Repeat((byte)i, AccessKey.SecretBytes)]))).Status);

        Assert.Equal(401, statuses[0]);
        Assert.Equal(429, statuses[^1]);
        Assert.InRange(statuses.Count(status => status == 401), 20, 25);
        Assert.Equal(200, (await AdministerAsync(HttpMethod.Get, "/v1/segments")).Status);
        Assert.Contains(_guarded.Server.Complaints, complaint => complaint.Contains("Somebody guesses", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_guesses_codes_of_vouchers_is_slowed()
    {
        var till = await _guarded.KeyAsync("till", new KeyTerms { Scopes = [Scope.RewardsRead] });
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++) statuses.Add((await _guarded.SendAsync(HttpMethod.Get, $"/v1/vouchers/GUESS-{i}", till)).Status);

        Assert.Equal((404, 429), (statuses[0], statuses[^1]));
        Assert.Equal(404, (await AdministerAsync(HttpMethod.Get, "/v1/vouchers/GUESS-1")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_guesses_codes_in_purchases_is_slowed(bool inStream)
    {
        var till = await _guarded.KeyAsync("till", new KeyTerms { Scopes = [Scope.CommandsWrite] });
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++) statuses.Add(await BuyAsync($"p{i}", $"\"vouchers\":[\"GUESS{i}\"]"));

        Assert.Equal((422, 429), (statuses[0], statuses[^1]));
        Assert.Equal(201, await BuyAsync("without", "\"channel\":\"till\""));

        async Task<int> BuyAsync(string purchaseId, string more)
        {
            var purchase = $"\"purchaseId\":\"{purchaseId}\",\"amount\":\"1.00\",{more}}}";
            if (!inStream) return (await _guarded.SendAsync(HttpMethod.Post, "/v1/customers/ada/purchases", till, "{" + purchase)).Status;
            var answer = await _guarded.SendAsync(HttpMethod.Post, "/v1/commands", till, "{\"customerId\":\"ada\",\"command\":{\"type\":\"purchase\"," + purchase + "}", "application/x-ndjson");
            return answer.Json.GetProperty("status").GetInt32();
        }
    }

    [Fact]
    public async Task Key_is_held_to_its_requests_a_second()
    {
        var slow = await _guarded.KeyAsync("slow", new KeyTerms { Scopes = [Scope.CustomersRead], RequestsPerSecond = 0.01 });
        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++) answers.Add(await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", slow));

        Assert.Equal([200, 429, 429], answers.Select(answer => answer.Status));
        Assert.Equal("\"requests\";q=1;w=100", answers[0].Header("RateLimit-Policy"));
        Assert.Equal("\"requests\";r=0;t=100", answers[1].Header("RateLimit"));
        answers[1].AssertProblem(429, "overloaded");
        Assert.NotNull(answers[1].Header("Retry-After"));
        Assert.Null((await AdministerAsync(HttpMethod.Get, "/v1/segments")).Header("RateLimit"));
    }

    [Fact]
    public async Task Browser_that_knows_passwords_alone_shows_its_key_as_one()
    {
        var answer = await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", null, headers: ("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("me:" + _administrator))));
        Assert.Equal(200, answer.Status);
        foreach (var wrong in (string[])["Basic !", "Basic " + Convert.ToBase64String("me:no"u8), "Digest x", "Bearer", "Bearer " + _administrator + "x", _administrator])
            (await _guarded.SendAsync(HttpMethod.Get, "/v1/segments", null, headers: ("Authorization", wrong))).AssertProblem(401, "unauthenticated");
    }

    private static async Task<WebApplication> OtherGatewayAsync(ICustomerCapital engine)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(engine).AddGateway();
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return app;
    }

    private Task<Answer> AdministerAsync(HttpMethod method, string path, string? json = null) => _guarded.SendAsync(method, path, _administrator, json);
}
