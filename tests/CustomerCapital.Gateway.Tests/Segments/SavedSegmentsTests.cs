using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Segments;

public sealed class SavedSegmentsTests
{
    private const string Regulars = """{"field":"orders","operator":"atLeast","value":2}""";
    private const string Buyers = """{"field":"orders","operator":"atLeast","value":1}""";

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Saved_segment_is_used_by_its_name_wherever_a_segment_stands(LedgerKind kind)
    {
        await using var server = await GivenCustomersAsync(kind);
        await PutAsync(server, "regulars", Regulars);
        await PutAsync(server, "others", """{"all":[{"not":{"segment":"regulars"}},{"field":"orders","operator":"atLeast","value":1}]}""");

        Assert.Equal("""{"customers":2}""", (await server.PostAsync("/v1/customer-count", """{"segment":{"segment":"regulars"}}""")).Text);
        Assert.Equal("""{"customers":1}""", (await server.PostAsync("/v1/customer-count", """{"segment":{"segment":"others"}}""")).Text);
        Assert.Equal("""{"customers":2}""", (await server.GetAsync("/v1/customer-count?rung=customer&segment=" + Uri.EscapeDataString("""{"segment":"regulars"}"""))).Text);
        var first = (await server.PostAsync("/v1/customers/query", """{"segment":{"segment":"regulars"},"limit":1}""")).Json;
        var second = (await server.PostAsync("/v1/customers/query", $$"""{"segment":{"segment":"regulars"},"limit":1,"cursor":"{{first.GetProperty("nextCursor").GetString()}}"}""")).Json;
        Assert.Equal(["ada", "bob"], Ids(first).Concat(Ids(second)));
    }

    [Fact]
    public async Task List_goes_on_only_while_its_saved_segment_stays_as_it_is()
    {
        await using var server = await GivenCustomersAsync(LedgerKind.Memory);
        await PutAsync(server, "regulars", Regulars);
        var cursor = (await server.PostAsync("/v1/customers/query", """{"segment":{"segment":"regulars"},"limit":1}""")).Json.GetProperty("nextCursor").GetString();
        await PutAsync(server, "regulars", Buyers);

        (await server.PostAsync("/v1/customers/query", $$"""{"segment":{"segment":"regulars"},"limit":1,"cursor":"{{cursor}}"}""")).AssertFault("cursor", "Belongs to a list of other customers, or in another order;");
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Put_get_list_and_delete_carry_the_version_as_etag(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        Assert.Equal("""{"segments":[]}""", (await server.GetAsync("/v1/segments")).Text);

        var put = await PutAsync(server, "ab%2Fc ö", """{ "segment" : "b" }""", expected: 400);
        put.AssertFault("segment", "There is no saved segment 'b'.");
        put = await PutAsync(server, "ab%2Fc ö", Regulars);

        Assert.Equal(("\"1\"", $$"""{"name":"ab/c ö","segment":{{Regulars}},"version":1}"""), (put.Header("ETag"), put.Text));
        Assert.Equal(put.Text, (await server.GetAsync("/v1/segments/ab%2Fc ö")).Text);
        Assert.Equal("\"2\"", (await PutAsync(server, "a", Buyers)).Header("ETag"));
        Assert.Equal($$"""{"segments":[{"name":"a","segment":{{Buyers}},"version":2},{"name":"ab/c ö","segment":{{Regulars}},"version":1}]}""", (await server.GetAsync("/v1/segments")).Text);
        // The same again is no change.
        Assert.Equal("\"1\"", (await PutAsync(server, "ab%2Fc ö", Regulars)).Header("ETag"));

        Assert.Equal(204, (await server.DeleteAsync("/v1/segments/ab%2Fc ö")).Status);
        (await server.GetAsync("/v1/segments/ab%2Fc ö")).AssertProblem(404, "segment_not_found");
        (await server.DeleteAsync("/v1/segments/ab%2Fc ö")).AssertProblem(404, "segment_not_found");
        // A version is never given twice.
        Assert.Equal("\"4\"", (await PutAsync(server, "ab%2Fc ö", Regulars)).Header("ETag"));
    }

    [Fact]
    public async Task Change_from_another_version_is_refused_and_changes_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        await PutAsync(server, "a", Regulars);
        await PutAsync(server, "b", Regulars);

        foreach (var ifMatch in (string[])["\"2\"", "\"0\"", "W/\"1\"", "latest"])
        {
            (await PutAsync(server, "a", Buyers, 412, ("If-Match", ifMatch))).AssertProblem(412, "version_conflict");
            (await server.DeleteAsync("/v1/segments/a", ("If-Match", ifMatch))).AssertProblem(412, "version_conflict");
        }

        (await PutAsync(server, "new", Buyers, 412, ("If-Match", "*"))).AssertProblem(412, "version_conflict");
        (await PutAsync(server, "a", Buyers, 412, ("If-None-Match", "*"))).AssertProblem(412, "version_conflict");
        (await PutAsync(server, "a", Buyers, 400, ("If-None-Match", "\"1\""))).AssertFault("If-None-Match", "Must be *, or left out.");
        Assert.Equal($$"""{"name":"a","segment":{{Regulars}},"version":1}""", (await server.GetAsync("/v1/segments/a")).Text);
        Assert.Equal("\"3\"", (await PutAsync(server, "a", Buyers, 200, ("If-Match", "\"1\""))).Header("ETag"));
        Assert.Equal("\"4\"", (await PutAsync(server, "new", Buyers, 200, ("If-None-Match", "*"))).Header("ETag"));
    }

    [Fact]
    public async Task Changes_at_once_are_all_kept_and_of_those_from_one_version_one_is()
    {
        await using var server = await GatewayServer.StartAsync();
        await PutAsync(server, "a", Regulars);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutAsync(server, $"s{i}", Buyers)));
        Assert.Equal(9, (await server.GetAsync("/v1/segments")).Json.GetProperty("segments").GetArrayLength());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.PutAsync(
            "/v1/segments/a", $$$"""{"segment":{"field":"orders","operator":"equals","value":{{{i}}}}}""", ("If-Match", "\"1\""))));
        Assert.Equal((1, 7), (answers.Count(answer => answer.Status == 200), answers.Count(answer => answer.Status == 412)));
    }

    [Fact]
    public async Task Segment_that_others_name_is_not_deleted_and_none_can_name_itself()
    {
        await using var server = await GatewayServer.StartAsync();
        await PutAsync(server, "a", Regulars);
        await PutAsync(server, "b", """{"not":{"segment":"a"}}""");

        var refused = await server.DeleteAsync("/v1/segments/a");
        refused.AssertProblem(409, "segment_in_use");
        Assert.Equal("The saved segment 'a' is named by 'b'; change or delete these first.", refused.Json.GetProperty("detail").GetString());
        (await PutAsync(server, "a", """{"all":[{"segment":"b"}]}""", 400)).AssertFault("segment", "The saved segment 'b' names itself: 'b' names 'a' names 'b'.");

        Assert.Equal(204, (await server.DeleteAsync("/v1/segments/b")).Status);
        Assert.Equal(204, (await server.DeleteAsync("/v1/segments/a")).Status);
    }

    [Theory]
    [InlineData("""{"segment":{"segment":"lost"}}""", "segment", "There is no saved segment 'lost'.")]
    [InlineData("""{"segment":{"all":[{"segment":7}]}}""", "segment.all[0].segment", "Must be the name of a saved segment")]
    public async Task Fault_of_a_reference_names_its_place(string body, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PostAsync("/v1/customer-count", body)).AssertFault(field, message);
        (await server.PostAsync("/v1/customers/query", body)).AssertFault(field, message);
        (await server.PutAsync("/v1/segments/a", body)).AssertFault(field, message);
    }

    [Fact]
    public async Task Name_that_is_none_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();

        (await PutAsync(server, new string('n', 129), Regulars, 400)).AssertFault("name", "Must have at most 128 characters.");
        (await server.GetAsync("/v1/segments/%20a")).AssertFault("name", "Must not start or end with white space.");
    }

    private static async Task<Answer> PutAsync(GatewayServer server, string name, string segment, int expected = 200, params (string, string)[] headers)
    {
        var answer = await server.PutAsync("/v1/segments/" + name, $$"""{"segment":{{segment}}}""", headers);
        Assert.Equal(expected, answer.Status);
        return answer;
    }

    private static async Task<GatewayServer> GivenCustomersAsync(LedgerKind kind)
    {
        var server = await GatewayServer.StartAsync(kind);
        foreach (var (customer, orders) in new[] { ("ada", 2), ("bob", 3), ("cyd", 1) })
            for (var order = 0; order < orders; order++) await server.PurchaseAsync(customer, $"p{order}");
        return server;
    }

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("customers").EnumerateArray().Select(line => line.GetProperty("customerId").GetString()!)];
}
