namespace CustomerCapital.Gateway.Tests.Policies;

public sealed class PolicyTests
{
    private const string Default =
        """{"version":1,"timeZone":"UTC","currency":null,"activityWindowMonths":3,"marginRate":1,"knownCustomersOnly":false,"holdoutPercent":0,"campaignApproval":false,"leapDayBirthday":"february_28","lapse":{"afterDays":180,"stepDown":1},"member":{"orders":4,"withinDays":365},"advocate":{"nps":9,"review":4,"referrals":1,"withinDays":365},"ravingFan":{"referrals":3,"withinDays":365},"value":{"refit":"daily","annualDiscountRate":0.1,"residualYears":5},"surveys":{"opensFollowUps":true,"detractorNps":6,"detractorReview":2,"followUp":"call","followUpDays":2},"pages":{"name":null,"shopUrl":null,"namesSharer":false,"embeddedBy":[]},"wallets":[],"rewards":[],"messages":null}""";

    [Fact]
    public async Task Policy_carries_its_version_as_etag()
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.GetAsync("/v1/policy");

        Assert.Equal((200, "\"1\"", Default), (answer.Status, answer.Header("ETag"), answer.Text));
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("*")]
    [InlineData(null)]
    public async Task Policy_put_from_the_version_in_force_is_the_next(string? ifMatch)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);

            var put = await server.PutAsync("/v1/policy", Default.Replace("\"marginRate\":1", "\"marginRate\":0.25", StringComparison.Ordinal), ifMatch is null ? [] : [("If-Match", ifMatch)]);

            Assert.Equal((200, "\"2\"", 0.25m), (put.Status, put.Header("ETag"), put.Json.GetProperty("marginRate").GetDecimal()));
            Assert.Equal(put.Text, (await server.GetAsync("/v1/policy")).Text);
        }
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"0\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"latest\"")]
    [InlineData("\"99999999999\"")]
    public async Task Policy_put_from_another_version_is_not_in_force(string ifMatch)
    {
        await using var server = await GatewayServer.StartAsync();

        var put = await server.PutAsync("/v1/policy", Default, ("If-Match", ifMatch));

        put.AssertProblem(412, "version_conflict");
        Assert.Equal(Default, (await server.GetAsync("/v1/policy")).Text);
    }

    [Theory]
    [InlineData("3", "Must stand in double quotes, as the ETag of the answer does: If-Match: \"3\".")]
    [InlineData("latest", "Must be the ETag of the answer that the change was made from, in double quotes, such as \"3\".")]
    [InlineData("\"1\", \"2\"", "Must be one entity tag; several are not taken.")]
    public async Task If_match_that_is_no_entity_tag_is_malformed_and_says_how_one_is_written(string ifMatch, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PutAsync("/v1/policy", Default, ("If-Match", ifMatch))).AssertFault("If-Match", message);
        (await server.PatchAsync("/v1/customers/ada", """{"name":"Ada"}""", ("If-Match", ifMatch))).AssertFault("If-Match", message);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData(null)]
    public async Task Policy_put_as_it_is_keeps_its_version(string? ifMatch)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);

            var put = await server.PutAsync("/v1/policy", Default.Replace("\"version\":1", "\"version\":9", StringComparison.Ordinal), ifMatch is null ? [] : [("If-Match", ifMatch)]);

            Assert.Equal((200, "\"1\"", Default), (put.Status, put.Header("ETag"), put.Text));
        }
    }

    [Fact]
    public async Task Purchases_of_customers_who_are_not_known_are_refused_by_request_and_stream_where_the_policy_says_so()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/policy", Default.Replace("\"knownCustomersOnly\":false", "\"knownCustomersOnly\":true", StringComparison.Ordinal));

        (await server.PurchaseAsync("adda", "p1")).AssertProblem(422, "customer_not_known");
        (await server.PostAsync("/v1/customers/adda/returns", """{"returnId":"r1","amount":1}""")).AssertProblem(422, "customer_not_known");
        var lines = (await server.StreamAsync(
            """
            {"customerId":"adda","command":{"type":"purchase","purchaseId":"p1","amount":1}}
            {"customerId":"ada","command":{"type":"registration","name":"Ada"}}
            {"customerId":"ada","command":{"type":"purchase","purchaseId":"p1","amount":1}}
            """)).Lines;

        Assert.Equal([422, 201, 201], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal("customer_not_known", lines[0].GetProperty("code").GetString());
        (await server.GetAsync("/v1/customers/adda")).AssertProblem(404, "customer_not_found");
    }

    [Fact]
    public async Task Policy_put_at_once_from_one_version_is_put_once()
    {
        await using var server = await GatewayServer.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(i =>
            server.PutAsync("/v1/policy", Default.Replace("\"activityWindowMonths\":3", $"\"activityWindowMonths\":{3 + i}", StringComparison.Ordinal), ("If-Match", "\"1\""))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(15, answers.Count(answer => answer.Status == 412));
    }

    [Theory]
    [InlineData("\"marginRate\":1", "\"marginRate\":1.5", "marginRate", "Must be 0 to 1.")]
    [InlineData("\"marginRate\":1", "\"marginRate\":\"1\"", "marginRate", "Must be a decimal number")]
    [InlineData("\"orders\":4", "\"orders\":13", "member.orders", "Must be 1 to 12")]
    [InlineData("\"orders\":4", "\"orders\":4.5", "member.orders", "Must be a whole number")]
    [InlineData("\"orders\":4", "\"order\":4", "member.order", "Is not a field here; there are orders, withinDays.")]
    [InlineData("\"orders\":4,", "", "member.orders", "Is required.")]
    [InlineData("\"marginRate\":1,", "", "marginRate", "Is required.")]
    [InlineData("\"holdoutPercent\":0", "\"holdoutPercent\":20.01", "holdoutPercent", "Must be 0 to 20, with at most two decimals.")]
    [InlineData("\"holdoutPercent\":0,", "", "holdoutPercent", "Is required.")]
    [InlineData("\"refit\":\"daily\"", "\"refit\":\"hourly\"", "value.refit", "Must be one of never, daily, weekly.")]
    [InlineData("\"annualDiscountRate\":0.1", "\"annualDiscountRate\":-0.1", "value.annualDiscountRate", "Must be 0 to 10; 0.1 is ten percent a year.")]
    [InlineData("\"residualYears\":5", "\"residualYears\":51", "value.residualYears", "Must be 1 to 50 years.")]
    [InlineData("\"leapDayBirthday\":\"february_28\"", "\"leapDayBirthday\":\"march1\"", "leapDayBirthday", "Must be one of february_28, march_1.")]
    [InlineData("\"leapDayBirthday\":\"february_28\"", "\"leapDayBirthday\":2", "leapDayBirthday", "Must be one of february_28, march_1.")]
    [InlineData("\"leapDayBirthday\":\"february_28\",", "", "leapDayBirthday", "Is required.")]
    [InlineData("\"timeZone\":\"UTC\",", "", "timeZone", "Is required.")]
    [InlineData("\"timeZone\":\"UTC\"", "\"timeZone\":null", "timeZone", "Must not be null.")]
    [InlineData("\"lapse\":{\"afterDays\":180,\"stepDown\":1}", "\"lapse\":null", "lapse", "Must not be null.")]
    [InlineData("\"timeZone\":\"UTC\"", "\"timeZone\":\"Europe/Berlin\"", "timeZone", "Is fixed at UTC")]
    [InlineData("\"currency\":null", "\"currency\":\"euro\"", "currency", "A currency is three capital letters")]
    public async Task Policy_with_a_fault_is_not_in_force(string part, string replacement, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        var put = await server.PutAsync("/v1/policy", Default.Replace(part, replacement, StringComparison.Ordinal));

        put.AssertFault(field, message);
        Assert.Equal(Default, (await server.GetAsync("/v1/policy")).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("\\u0000")]
    [InlineData("Mars/Olympus")]
    public async Task Policy_in_a_zone_that_does_not_exist_is_malformed(string zone)
    {
        await using var server = await GatewayServer.StartAsync();

        var put = await server.PutAsync("/v1/policy", Default.Replace("UTC", zone, StringComparison.Ordinal));

        put.AssertProblem(400, "malformed");
        Assert.All(put.Json.GetProperty("errors").EnumerateArray(), fault => Assert.Equal("timeZone", fault.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Currency_of_the_first_purchase_is_the_policys()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/customers/ada/purchases", """{"purchaseId":"p1","amount":1,"currency":"CHF"}""");

        var policy = await server.GetAsync("/v1/policy");

        Assert.Equal(("\"2\"", "CHF"), (policy.Header("ETag"), policy.Json.GetProperty("currency").GetString()));
        (await server.PutAsync("/v1/policy", Default)).AssertFault("currency", "Is fixed at CHF");
    }
}
