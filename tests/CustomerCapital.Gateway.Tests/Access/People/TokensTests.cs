using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Access.People;
using CustomerCapital.Gateway.Tests.OpenApi;

namespace CustomerCapital.Gateway.Tests.Access.People;

/// <summary>People who bring tokens of an identity provider, which runs beside the server.</summary>
public sealed class TokensTests : IAsyncLifetime
{
    private readonly MovableMachine _machine = new();
    private OidcProvider _provider = null!;
    private GuardedServer _guarded = null!;

    public async Task InitializeAsync()
    {
        _provider = await OidcProvider.StartAsync();
        _guarded = await GuardedServer.StartAsync(options => options.Provider = _provider.Settings, _machine);
    }

    public async Task DisposeAsync()
    {
        await _guarded.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Every_operation_is_open_to_the_roles_that_have_its_scope_and_to_no_other()
    {
        var tokens = Enum.GetValues<Role>().ToDictionary(role => role, role => _provider.Token(("roles", new JsonArray(IdentityProvider.NameOf(role)))));
        var (asked, wrong) = (0, new List<string>());
        foreach (var operation in await DescribedOperation.AllAsync(_guarded.Server))
        {
            if (operation.Json["security"]!.AsArray().Single()!.AsObject() is not { Count: > 0 } needed) continue;
            var scope = Scopes.Of((string)needed["key"]![0]!)!.Value;
            foreach (var (role, token) in tokens)
            {
                asked++;
                var status = (await AccessMatrixTests.CallAsync(_guarded, operation, token)).Status;
                // A stream is open to whoever may send any of its lines; each line is looked at.
                var isOpen = Roles.ScopesOf(role).Contains(scope) || (operation.Path == "/v1/commands" && role == Role.CampaignManager);
                // A campaign that is on its way is changed by who approves.
                var isRight = isOpen ? status is not 401 and < 500 && (status != 403 || (operation.Id == "putCampaign" && role == Role.CampaignManager)) : status == 403;
                if (!isRight) wrong.Add($"{operation.Id} as {role}: {status}");
            }
        }

        Assert.True(asked > 500);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(1, _provider.Readings);
    }

    [Fact]
    public async Task Roles_add_up_and_values_that_are_none_are_passed_over()
    {
        var token = _provider.Token(("roles", new JsonArray("till", "approver", "Everything", 7)));
        Assert.Equal(200, (await GetAsync("/v1/metrics", token)).Status);
        Assert.Equal(404, (await _guarded.SendAsync(HttpMethod.Post, "/v1/campaigns/none/schedule", token, """{"by":"maria"}""")).Status);
        Assert.Equal(403, (await GetAsync("/v1/keys", token)).Status);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "expired", "The token has expired." },
        { "without an end", "The token says not until when it holds." },
        { "not yet", "The token does not hold yet." },
        { "of another issuer", "The token is not from http" },
        { "for another audience", "The token is not for the audience 'loyalty-api'." },
        { "an id token of the console", "The token is not for the audience 'loyalty-api'." },
        { "without a subject", "The token names nobody" },
        { "of too long a subject", "The token names nobody" },
        { "signed by nobody", "The token is not signed with a key of http" },
        { "its signature left out", "The token is not signed with a key of http" },
        { "signed with the public key as a shared one", "The token is not signed with a key of http" },
        { "signed by another under the same id", "The token is not signed with a key of http" },
        { "signed by another under an id of its own", "The token is not signed with a key of http" },
        { "its claims changed", "The token is not signed with a key of http" },
        { "no token", "This is neither a key of this program nor a token of http" },
        { "nothing", "Authorization must be: Bearer and a key of this program." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Token_that_does_not_hold_is_not_taken(string kind, string reason)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var skew = (long)IdentityProvider.ClockSkew.TotalSeconds;
        var good = _provider.Token();
        var parts = good.Split('.');
        var token = kind switch
        {
            "expired" => _provider.Token(("nbf", now - 3600), ("exp", now - skew - 5)),
            "without an end" => _provider.Token(("exp", null)),
            "not yet" => _provider.Token(("nbf", now + skew + 60)),
            "of another issuer" => _provider.Token(("iss", "http://127.0.0.1:1")),
            "for another audience" => _provider.Token(("aud", "another-api")),
            "an id token of the console" => _provider.Token(("aud", OidcProvider.ClientId)),
            "without a subject" => _provider.Token(("sub", null)),
            "of too long a subject" => _provider.Token(("sub", new string('x', IdentityProvider.SubjectLimit + 1))),
            "signed by nobody" => OidcProvider.Text(new() { ["alg"] = "none", ["typ"] = "JWT" }, _provider.Claims()) + ".",
            "its signature left out" => $"{parts[0]}.{parts[1]}.",
            "signed with the public key as a shared one" => SharedKey(_provider.Key.Pair.ExportSubjectPublicKeyInfoPem()),
            "signed by another under the same id" => OidcProvider.Signed(_provider.Claims(), OidcProvider.NewKey(_provider.Key.Id)),
            "signed by another under an id of its own" => OidcProvider.Signed(_provider.Claims(), OidcProvider.NewKey("other")),
            "its claims changed" => $"{parts[0]}.{OidcProvider.Text([], _provider.Claims(("roles", new JsonArray("administrator")))).Split('.')[1]}.{parts[2]}",
            "no token" => "a.b.c",
            _ => "",
        };
        Assert.Equal(200, (await GetAsync("/v1/metrics", good)).Status);

        var answer = await GetAsync("/v1/metrics", token);

        Assert.Equal((401, "Bearer"), (answer.Status, answer.Header("WWW-Authenticate")));
        Assert.StartsWith(reason, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain(good, answer.Text, StringComparison.Ordinal);
        Assert.Empty(_guarded.Server.Complaints);
    }

    [Fact]
    public async Task Token_is_taken_within_the_difference_that_clocks_may_have()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token(("nbf", now - 60), ("exp", now - 10)))).Status);
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token(("nbf", now + 10)))).Status);
    }

    [Fact]
    public async Task Token_is_no_password_of_Basic()
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("maria:" + _provider.Token()));
        Assert.Equal(401, (await _guarded.Server.SendAsync(HttpMethod.Get, "/v1/metrics", null, [("Authorization", basic)])).Status);
    }

    [Fact]
    public async Task Whoever_has_no_role_is_told_which_claim_was_looked_at()
    {
        foreach (var roles in (JsonNode?[])[null, new JsonArray("boss"), "Viewer"])
        {
            var answer = await GetAsync("/v1/metrics", _provider.Token(("roles", roles)));
            Assert.Equal((403, "The claim 'roles' of your token has none of the values that stand for a role here: administrator, agent, approver, campaign_manager, till, viewer."), (answer.Status, answer.Json.GetProperty("detail").GetString()!));
        }
    }

    [Fact]
    public async Task Key_that_the_provider_takes_next_is_known_with_its_first_token_and_the_one_before_is_not_taken_any_more()
    {
        var before = _provider.Token();
        Assert.Equal(200, (await GetAsync("/v1/metrics", before)).Status);

        _provider.Rotate("second");
        _machine.Move(ProviderDescription.Pause);
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token())).Status);
        Assert.Equal(401, (await GetAsync("/v1/metrics", before)).Status);
    }

    [Fact]
    public async Task Keys_that_there_are_not_have_the_provider_asked_no_more_often_than_once_in_a_pause()
    {
        _machine.Stand();
        var none = OidcProvider.NewKey("none").Pair;
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token())).Status);
        for (var i = 0; i < 10; i++) await GetAsync("/v1/metrics", OidcProvider.Signed(_provider.Claims(), new($"other-{i}", none)));
        Assert.Equal(1, _provider.Readings);

        _machine.Move(ProviderDescription.Pause);
        for (var i = 0; i < 10; i++) await GetAsync("/v1/metrics", OidcProvider.Signed(_provider.Claims(), new($"more-{i}", none)));
        Assert.Equal(2, _provider.Readings);
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token())).Status);
    }

    [Fact]
    public async Task Provider_that_is_out_of_reach_is_a_reason_to_send_again_and_keys_are_taken_meanwhile()
    {
        var key = await _guarded.KeyAsync("analyst", Scope.ReportsRead);
        _provider.IsDown = true;
        for (var i = 0; i < 3; i++)
        {
            var answer = await GetAsync("/v1/metrics", _provider.Token());
            Assert.Equal((503, "unavailable", "1"), (answer.Status, answer.Json.GetProperty("code").GetString()!, answer.Header("Retry-After")));
            Assert.Contains("cannot be asked for its keys now", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        }

        Assert.Equal(200, (await GetAsync("/v1/metrics", key)).Status);
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Get, "/health/ready", null)).Status);
        _provider.IsDown = false;
        _machine.Move(ProviderDescription.Unreachable);
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token())).Status);

        // What was read holds while the provider is away.
        _provider.IsDown = true;
        _machine.Move(ProviderDescription.Every);
        Assert.Equal(200, (await GetAsync("/v1/metrics", _provider.Token())).Status);
        Assert.Contains("is tried again when somebody comes", Assert.Single(_guarded.Server.Complaints.Distinct().Take(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_that_says_it_is_another_is_not_believed()
    {
        _provider.OtherIssuer = "https://login.example";
        var answer = await GetAsync("/v1/metrics", _provider.Token(("iss", "https://login.example")));
        Assert.Equal(503, answer.Status);
        Assert.Contains("its issuer is https://login.example", Assert.Single(_guarded.Server.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_log_names_the_subject_and_nothing_else_of_a_person()
    {
        var token = _provider.Token(("sub", "00u-4711"), ("name", "Maria Rossi"), ("email", "maria@shop.example"), ("roles", new JsonArray("administrator")));
        Assert.Equal(200, (await _guarded.SendAsync(HttpMethod.Put, "/v1/keys/till-1", token, """{"scopes":["commands:write"]}""")).Status);
        var log = await GetAsync("/v1/audit?after=0", token);
        Assert.Contains("\"by\":\"person:00u-4711\"", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("aria", log.Text.Replace("variant", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Task<Answer> GetAsync(string path, string token) => _guarded.SendAsync(HttpMethod.Get, path, token);

    private string SharedKey(string publicKey)
    {
        var text = OidcProvider.Text(new() { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = _provider.Key.Id }, _provider.Claims());
        return text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(publicKey), Encoding.ASCII.GetBytes(text)));
    }
}
