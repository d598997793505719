namespace CustomerCapital.Gateway.Tests.Customers;

public sealed class PatchTests
{
    private const string Ada =
        """{"name":"Ada","email":"ada@example.org","phone":"+39 1","postalAddress":"Via Appia 1\n00185 Roma","language":"it","timeZone":"europe/rome","birthDate":"1990-12-31","consents":{"email":true,"post":true},"acquisitionChannel":"fair","acquisitionCost":"9.00"}""";

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json")]
    public async Task Patch_of_a_phone_number_leaves_everything_else_as_it_is(string mediaType)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);
            await server.PutAsync("/v1/customers/ada", Ada);
            var before = (await server.GetAsync("/v1/customers/ada")).Text;

            var patched = await server.SendAsync(HttpMethod.Patch, "/v1/customers/ada", """{"phone":"123"}""", [], mediaType);

            Assert.Equal((200, "-9.00"), (patched.Status, patched.Json.GetProperty("historicValue").GetString()));
            Assert.Equal(
                before.Replace("\"phone\":\"+39 1\"", "\"phone\":\"123\"", StringComparison.Ordinal).Replace("\"entries\":1", "\"entries\":2", StringComparison.Ordinal),
                (await server.GetAsync("/v1/customers/ada")).Text);
            await server.AssertCountersEqualRecountAsync();
        }
    }

    [Fact]
    public async Task Patch_with_null_empties_the_field()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/ada", Ada);

        await server.PatchAsync("/v1/customers/ada", """{"email":null,"timeZone":null,"birthDate":null,"consents":{"email":null,"phone":true},"acquisitionChannel":null,"acquisitionCost":null}""");

        var customer = (await server.GetAsync("/v1/customers/ada")).Text;
        Assert.Contains(""""profile":{"name":"Ada","email":null,"phone":"+39 1","postalAddress":"Via Appia 1\n00185 Roma","language":"it","timeZone":null,"birthDate":null,"consents":{"email":false,"phone":true,"post":true}},"acquisitionChannel":null,"acquisitionCost":"0.00"""", customer, StringComparison.Ordinal);
        await server.PatchAsync("/v1/customers/ada", """{"consents":null}""");
        Assert.Contains("""{"email":false,"phone":false,"post":false}""", (await server.GetAsync("/v1/customers/ada")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Patches_of_different_fields_at_once_all_hold(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/ada", Ada);
        string[] patches = ["""{"name":"Ada King"}""", """{"email":"king@example.org"}""", """{"phone":"5"}""", """{"postalAddress":"2 Low St"}""", """{"language":"en-GB"}""", """{"timeZone":"europe/London"}""", """{"consents":{"phone":true}}""", """{"acquisitionCost":3}"""];

        var answers = await Task.WhenAll(patches.SelectMany(patch => Enumerable.Range(0, 8).Select(_ => server.PatchAsync("/v1/customers/ada", patch))));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var customer = (await server.GetAsync("/v1/customers/ada")).Text;
        Assert.Contains(""""profile":{"name":"Ada King","email":"king@example.org","phone":"5","postalAddress":"2 Low St","language":"en-GB","timeZone":"Europe/London","birthDate":"1990-12-31","consents":{"email":true,"phone":true,"post":true}},"acquisitionChannel":"fair","acquisitionCost":"3.00"""", customer, StringComparison.Ordinal);
        Assert.Equal(1 + patches.Length, await server.AssertCountersEqualRecountAsync());
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Patches_at_once_from_one_version_are_made_once(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/ada", Ada);
        var tag = (await server.GetAsync("/v1/customers/ada")).Header("ETag")!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => server.PatchAsync("/v1/customers/ada", $$"""{"name":"Ada {{i}}"}""", ("If-Match", tag))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(15, answers.Count(answer => answer.Status == 412));
        answers.First(answer => answer.Status == 412).AssertProblem(412, "version_conflict");
    }

    [Fact]
    public async Task Etag_is_the_version_of_the_customer_and_changes_with_every_entry()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/ada", Ada);

        Assert.Equal("\"1\"", (await server.GetAsync("/v1/customers/ada")).Header("ETag"));
        await server.PurchaseAsync("ada", "p1");
        var after = await server.GetAsync("/v1/customers/ada");

        Assert.Equal($"\"{after.Json.GetProperty("entries").GetInt64()}\"", after.Header("ETag"));
        (await server.PutAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-Match", "\"1\""))).AssertProblem(412, "version_conflict");
        Assert.Equal(200, (await server.PutAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-Match", after.Header("ETag")!))).Status);
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"0\"")]
    [InlineData("\"x\"")]
    [InlineData("\"2\"")]
    public async Task Tag_of_another_version_fails_put_and_patch(string tag)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/ada", Ada);

        (await server.PutAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-Match", tag))).AssertProblem(412, "version_conflict");
        (await server.PatchAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-Match", tag))).AssertProblem(412, "version_conflict");
        Assert.Equal("\"1\"", (await server.GetAsync("/v1/customers/ada")).Header("ETag"));
    }

    [Fact]
    public async Task Put_with_if_none_match_registers_only_somebody_who_is_not_known()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(201, (await server.PutAsync("/v1/customers/ada", Ada, ("If-None-Match", "*"))).Status);
        (await server.PutAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-None-Match", "*"))).AssertProblem(412, "version_conflict");
        (await server.PutAsync("/v1/customers/bob", Ada, ("If-Match", "*"))).AssertProblem(412, "version_conflict");
        Assert.Equal(200, (await server.PutAsync("/v1/customers/ada", """{"name":"Eve"}""", ("If-Match", "*"))).Status);
        (await server.PutAsync("/v1/customers/bob", Ada, ("If-None-Match", "\"1\""))).AssertFault("If-None-Match", "Must be *");
        (await server.PutAsync("/v1/customers/bob", Ada, ("If-None-Match", "*"), ("If-Match", "*"))).AssertFault("If-None-Match", "Contradicts If-Match");
    }

    [Fact]
    public async Task Patch_of_somebody_who_is_not_known_is_not_found_by_request_and_stream()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PatchAsync("/v1/customers/ada", """{"name":"Ada"}""")).AssertProblem(404, "customer_not_found");
        var line = Assert.Single((await server.StreamAsync("""{"customerId":"ada","command":{"type":"registration_change","name":"Ada"}}""")).Lines);

        Assert.Equal((404, "customer_not_found"), (line.GetProperty("status").GetInt32(), line.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Patch_in_a_stream_clears_what_it_names_and_expects_a_version()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/ada", Ada);

        var lines = (await server.StreamAsync(
            """
            {"customerId":"ada","command":{"type":"registration_change","changeId":"c1","phone":"5","clear":["email"],"expectedVersion":1}}
            {"customerId":"ada","command":{"type":"registration_change","changeId":"c2","phone":"6","expectedVersion":1}}
            {"customerId":"ada","command":{"type":"registration_change","changeId":"c1","phone":"5","clear":["email"]}}
            """)).Lines;

        Assert.Equal([201, 412, 200], lines.Select(line => line.GetProperty("status").GetInt32()));
        var profile = (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("profile");
        Assert.Equal(("5", System.Text.Json.JsonValueKind.Null), (profile.GetProperty("phone").GetString(), profile.GetProperty("email").ValueKind));
    }

    [Theory]
    [InlineData("PATCH", """{"phone":"5"}""", "registration_change:k1")]
    [InlineData("PUT", """{"phone":"5"}""", "registration:k1")]
    public async Task Idempotency_key_makes_a_change_of_the_register_repeatable(string method, string json, string naturalId)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);
            await server.PutAsync("/v1/customers/ada", Ada);

            var first = await SendAsync(json, "\"1\"");
            await server.PatchAsync("/v1/customers/ada", """{"phone":"6"}""");
            var again = await SendAsync(json, "\"1\"");
            var fromLater = await SendAsync(json, "\"3\"");

            Assert.Equal((200, naturalId), (first.Status, first.Json.GetProperty("id").GetString()));
            Assert.Equal((200, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotency-Replayed")));
            Assert.Equal((200, first.Text), (fromLater.Status, fromLater.Text));
            Assert.Equal("6", (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("profile").GetProperty("phone").GetString());
            (await SendAsync("""{"phone":"7"}""", "\"3\"")).AssertProblem(409, "id_conflict");

            Task<Answer> SendAsync(string body, string tag) => server.SendAsync(new(method), "/v1/customers/ada", body, [("Idempotency-Key", "k1"), ("If-Match", tag)]);
        }
    }

    [Theory]
    [InlineData("{}", "", "Nothing is changed; name at least one of name, email, phone")]
    [InlineData("""{"consents":{}}""", "", "Nothing is changed")]
    [InlineData("""{"nickname":"x"}""", "nickname", "Is not a field here; there are acquisitionChannel, acquisitionCost, birthDate, changeId, consents, email,")]
    [InlineData("""{"clear":["name"]}""", "clear", "Is not a field here")]
    [InlineData("""{"name":"a","name":"b"}""", "name", "Must not stand twice.")]
    [InlineData("""{"email":"ada"}""", "email", "Must be an e-mail address, such as ada@example.org.")]
    [InlineData("""{"language":"de_CH"}""", "language", "Must be a BCP 47 language tag, such as de or de-CH")]
    [InlineData("""{"postalAddress":"1\n2\n3\n4\n5\n6\n7\n8\n9"}""", "postalAddress", "Must have at most 8 lines.")]
    [InlineData("""{"postalAddress":"Via\u0007"}""", "postalAddress", "Must not hold control characters")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone", "Must be the IANA name of a time zone that this server knows, such as America/New_York")]
    [InlineData("""{"birthDate":"31.12.1990"}""", "birthDate", "Must be a date such as 1990-12-31.")]
    [InlineData("""{"consents":{"email":"yes"}}""", "consents.email", "Must be true or false.")]
    public async Task Patch_that_cannot_be_read_names_the_field(string json, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/ada", Ada);

        (await server.PatchAsync("/v1/customers/ada", json)).AssertFault(field, message);
        Assert.Equal("\"1\"", (await server.GetAsync("/v1/customers/ada")).Header("ETag"));
    }

    [Fact]
    public async Task Patch_of_another_media_type_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.SendAsync(HttpMethod.Patch, "/v1/customers/ada", "[]", [], "application/json-patch+json")).AssertProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Date_of_birth_that_is_to_come_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PutAsync("/v1/customers/ada", """{"birthDate":"2031-01-01"}""")).AssertProblem(422, "birth_date_in_future");
    }
}
