using System.Buffers.Text;
using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.FollowUps;

public sealed class WorkListTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Work_list_pages_through_what_is_not_done(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        await server.PutAsync("/v1/customers/nora", """{"name":"Nora"}""");
        foreach (var (id, day) in ((string, string)[])[("c", "01"), ("b", "20"), ("a", "10"), ("d", "31")])
            Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/follow-ups", $$"""{"followUpId":"{{id}}","kind":"letter","dueAt":"2026-03-{{day}}T10:00:00+02:00","note":"{{id}}!"}""")).Status);
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/follow-ups/b/done", "{}")).Status);

        Assert.Equal(["c", "a", "d"], await IdsAsync(server, "", 1));
        Assert.Equal(["c", "a"], await IdsAsync(server, "&through=2026-03-10", 2));
        Assert.Equal(201, (await server.PostAsync("/v1/customers/nora/follow-up-assignments", """{"assignmentId":"1","followUpId":"a","assignee":"Mara & Co","from":""}""")).Status);
        Assert.Equal(["a"], await IdsAsync(server, "&assignee=Mara%20%26%20Co", 1));
        Assert.Equal(["c", "d"], await IdsAsync(server, "&unassigned=true", 1));
        Assert.Equal(["c", "a", "d"], await IdsAsync(server, "&kind=letter&unassigned=false&assignee=", 2));
        var first = (await server.GetAsync("/v1/follow-ups?limit=1")).Json.GetProperty("followUps")[0];
        Assert.Equal(
            """{"customerId":"nora","name":"Nora","followUpId":"c","kind":"letter","dueAt":"2026-03-01T10:00:00+02:00","note":"c!","purchaseId":null,"overdue":true,"assignee":null}""", first.GetRawText());
    }

    [Theory]
    [InlineData("through=2026-03", "through", "Must be a day such as 2026-03-31.")]
    [InlineData("limit=0", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("after=AAAA", "after", "Must be the nextAfter of the page before")]
    [InlineData("after=%21", "after", "Must be the nextAfter of the page before")]
    [InlineData("kind=fax", "kind", "Must be one of call, letter, email.")]
    [InlineData("unassigned=maybe", "unassigned", "Must be true or false.")]
    [InlineData("unassigned=true&assignee=Mara", "unassigned", "Cannot stand beside assignee.")]
    [InlineData("upto=2026-03-01", "upto", "Is not a parameter here")]
    public async Task Work_list_that_cannot_be_is_malformed(string query, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/follow-ups?" + query)).AssertFault(field, message);
    }

    [Fact]
    public async Task Cursor_that_nobody_gave_is_malformed()
    {
        await using var server = await GatewayServer.StartAsync();
        byte[][] forged =
        [
            [1, 0xFF, 0, 0, 0, 0, 0, 0, 0, .. "a\nb"u8], [1, 0, 0, 0, 0, 0, 0, 0, 1, .. "a\nb"u8], [1, 0, 0, 0, 0, 0, 0, 0, 10, .. "ab"u8],
            [1, 0, 0, 0, 0, 0, 0, 0, 10, .. "\nb"u8], [1, 0, 0, 0, 0, 0, 0, 0, 10, 0xFF, .. "\nb"u8], [2, 0, 0, 0, 0, 0, 0, 0, 10, .. "a\nb"u8],
        ];

        foreach (var bytes in forged) (await server.GetAsync("/v1/follow-ups?after=" + Base64Url.EncodeToString(bytes))).AssertFault("after", "Must be the nextAfter of the page before");
        Assert.Equal(200, (await server.GetAsync("/v1/follow-ups?after=" + Base64Url.EncodeToString([1, 0, 0, 0, 0, 0, 0, 0, 10, .. "a\nb"u8]))).Status);
    }

    private static async Task<List<string?>> IdsAsync(GatewayServer server, string query, int limit)
    {
        var (ids, after) = (new List<string?>(), "");
        for (JsonElement next = default; next.ValueKind != JsonValueKind.Null; after = $"&after={next}")
        {
            var page = (await server.GetAsync($"/v1/follow-ups?limit={limit}{query}{after}")).Json;
            ids.AddRange(page.GetProperty("followUps").EnumerateArray().Select(open => open.GetProperty("followUpId").GetString()));
            next = page.GetProperty("nextAfter");
        }

        return ids;
    }
}
