using System.Text.Json;
using CustomerCapital.Client;

namespace CustomerCapital.Gateway.Tests.Feed;

public sealed class FeedTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Client_that_follows_the_feed_has_every_entry_of_every_customer_once(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        using var client = new GatewayClient(server.Address, 2);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.PurchaseAsync($"c{i % 4}", $"p{i}")));
        var (seen, after) = (new List<(string Kind, string Key, long Sequence)>(), (string?)null);
        await ReadToEndAsync(7);
        var until = seen.Count;
        await server.PurchaseAsync("c9", "p1");
        await ReadToEndAsync(1);

        Assert.Equal(await server.AssertCountersEqualRecountAsync(), seen.Count);
        Assert.All(seen.Take(until).GroupBy(entry => entry.Key), customer => Assert.Equal(Enumerable.Range(1, customer.Count()).Select(i => (long)i), customer.Select(entry => entry.Sequence)));
        Assert.Equal([("customer", "c9", 1L), ("customer", "c9", 2L)], seen.Skip(until));

        async Task ReadToEndAsync(int limit)
        {
            while (await client.ReadFeedAsync(after, limit) is { Entries.Count: > 0 } page)
            {
                seen.AddRange(page.Entries.Select(entry => (entry.Actor.Kind, entry.Actor.Key, entry.Sequence)));
                after = page.NextAfter;
            }
        }
    }

    [Fact]
    public async Task Entry_is_that_of_the_history_with_its_actor_in_place_of_the_id()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PurchaseAsync("ada", "p1");
        var history = (await server.GetAsync("/v1/customers/ada/entries")).Json.GetProperty("entries");

        var feed = (await server.GetAsync("/v1/entries")).Json.GetProperty("entries");

        Assert.Equal(history.GetArrayLength(), feed.GetArrayLength());
        foreach (var (told, entry) in history.EnumerateArray().Zip(feed.EnumerateArray()))
        {
            Assert.Equal("""{"kind":"customer","key":"ada"}""", entry.GetProperty("actor").GetRawText());
            Assert.Equal(told.EnumerateObject().Skip(1).Select(field => field.ToString()), entry.EnumerateObject().Skip(1).Select(field => field.ToString()));
        }
    }

    [Fact]
    public async Task Feed_as_lines_is_that_in_JSON_and_its_link_goes_on_also_after_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var i in Enumerable.Range(0, 3)) await server.PurchaseAsync("ada", $"p{i}");
        var expected = (await server.GetAsync("/v1/entries?limit=1000")).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetRawText()).ToList();

        var (lines, path) = (new List<string>(), "/v1/entries?limit=2");
        while (true)
        {
            var page = await LinesAsync(server, path);
            Assert.Equal((200, "application/x-ndjson"), (page.Status, page.MediaType));
            Assert.Matches("^</v1/entries\\?limit=2&after=[A-Za-z0-9_-]+>; rel=\"next\"$", page.Header("Link")!);
            path = page.Header("Link")!.Split('<', '>')[1];
            if (page.Text.Length == 0) break;
            lines.AddRange(page.Text.Split('\n'));
        }

        Assert.Equal(expected, lines);
        await server.PurchaseAsync("bob", "p");
        Assert.Equal(2, (await LinesAsync(server, path)).Lines.Count);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("AQ")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("Af__________")]
    [InlineData("%00")]
    public async Task Place_that_is_none_is_malformed_and_the_fault_says_what_to_do(string after)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/entries?after=" + after)).AssertFault("after", "Must be the nextAfter of the page before; leave it out to begin with the first entry.");
    }

    [Fact]
    public async Task Place_of_another_ledger_is_malformed_and_the_fault_says_what_to_do()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PurchaseAsync("ada", "p1");
        await using var another = await GatewayServer.StartAsync();
        foreach (var i in Enumerable.Range(0, 5)) await another.PurchaseAsync("ada", $"p{i}");
        var after = (await another.GetAsync("/v1/entries")).Json.GetProperty("nextAfter").GetString();

        foreach (var place in (string?[])[after, "AQAAAAAAAAABAAAAAAAAAAE"]) (await server.GetAsync("/v1/entries?after=" + place)).AssertFault("after", "Is no place in this ledger");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task Limit_that_is_out_of_range_is_malformed(string limit)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/entries?limit=" + limit)).AssertFault("limit", "Must be a whole number from 1 to 1000.");
    }

    [Fact]
    public async Task Feed_of_nothing_is_empty_and_can_be_read_on()
    {
        await using var server = await GatewayServer.StartAsync();

        var page = (await server.GetAsync("/v1/entries")).Json;
        await server.PurchaseAsync("ada", "p1");

        Assert.Equal((0, JsonValueKind.String), (page.GetProperty("entries").GetArrayLength(), page.GetProperty("nextAfter").ValueKind));
        Assert.Equal(2, (await server.GetAsync($"/v1/entries?after={page.GetProperty("nextAfter")}")).Json.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Page_ends_before_its_bytes_are_too_many()
    {
        await using var server = await GatewayServer.StartAsync();
        var lines = string.Join(",", Enumerable.Range(0, 2_000).Select(i => $$"""{"sku":"{{new string('s', 150)}}-{{i}}","unitPrice":"1.00"}"""));
        foreach (var i in Enumerable.Range(0, 6)) Assert.Equal(201, (await server.PostAsync("/v1/customers/ada/purchases", $$"""{"purchaseId":"p{{i}}","lines":[{{lines}}]}""")).Status);

        var (pages, entries, after) = (0, 0, "");
        while (true)
        {
            var page = (await server.GetAsync($"/v1/entries?limit=1000&after={after}"));
            var count = page.Json.GetProperty("entries").GetArrayLength();
            if (count == 0) break;
            Assert.InRange(page.Text.Length, 1, 2_000_000);
            (pages, entries, after) = (pages + 1, entries + count, page.Json.GetProperty("nextAfter").GetString()!);
        }

        Assert.InRange(pages, 2, 6);
        Assert.Equal(await server.AssertCountersEqualRecountAsync(), entries);
    }

    private static async Task<Answer> LinesAsync(GatewayServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "application/x-ndjson" } } };
        return await Answer.OfAsync(server.Client.SendAsync(request));
    }
}
