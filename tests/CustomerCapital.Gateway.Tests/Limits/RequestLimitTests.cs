using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Gateway.Tests.Limits;

/// <summary>What requests get that come while more is in work than is taken.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    public async Task Large_bodies_beyond_the_content_limit_are_overloaded_and_small_ones_are_not()
    {
        await using var gated = await StartAsync(limits => limits.ContentLimit = 100_000);
        var server = gated.Server;
        var large = server.PostAsync("/v1/customers/ada/purchases", Purchase("p1").PadRight(60_000));
        await gated.Capital.ArrivedAsync(1);
        var small = server.PostAsync("/v1/customers/bob/purchases", Purchase("p1"));
        await gated.Capital.ArrivedAsync(2);

        var beyond = await server.PostAsync("/v1/customers/eve/purchases", Purchase("p1").PadRight(60_000));

        beyond.AssertProblem(429, "overloaded");
        Assert.Equal("1", beyond.Header("Retry-After"));
        gated.Capital.Open();
        Assert.Equal((201, 201), ((await large).Status, (await small).Status));
        Assert.Equal(201, (await server.PostAsync("/v1/customers/eve/purchases", Purchase("p1").PadRight(60_000))).Status);
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Pages_of_histories_beyond_their_limit_are_overloaded_until_one_has_been_sent()
    {
        var (ledger, open) = GatedLedger.Around(new InMemoryLedger(), nameof(ILedger.ReadEntriesAsync));
        await using var server = await GatewayServer.StartAsync(ledger, limits: limits => (limits.HistoryLimit, limits.Patience) = (2_500_000, TimeSpan.Zero));
        Assert.Equal(201, (await server.PurchaseAsync("ada", "p1")).Status);
        var reading = Enumerable.Range(0, 3).Select(_ => server.GetAsync("/v1/customers/ada/entries")).ToList();

        var beyond = await Task.WhenAny(reading);

        (await beyond).AssertProblem(429, "overloaded");
        Assert.Equal(200, (await server.GetAsync("/v1/customers/ada")).Status);
        open();
        foreach (var answer in reading.Where(answer => answer != beyond)) Assert.Equal(200, (await answer).Status);
        Assert.Equal(200, (await server.GetAsync("/v1/customers/ada/entries")).Status);
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Streams_beyond_their_limit_are_overloaded_until_one_ends()
    {
        await using var gated = await StartAsync(limits => limits.StreamLimit = 1);
        var server = gated.Server;
        var first = server.StreamAsync(Line("ada", "p1"));
        await gated.Capital.ArrivedAsync(1);

        var beyond = await server.StreamAsync(Line("bob", "p1"));

        beyond.AssertProblem(429, "overloaded");
        Assert.Equal("1", beyond.Header("Retry-After"));
        gated.Capital.Open();
        Assert.Equal(201, Assert.Single((await first).Lines).GetProperty("status").GetInt32());
        Assert.Equal(201, Assert.Single((await server.StreamAsync(Line("bob", "p1"))).Lines).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Streams_of_more_content_than_the_limit_stand_still_and_lose_nothing()
    {
        await using var gated = await StartAsync(limits => limits.ContentLimit = 1_000);
        var streams = Enumerable.Range(0, 4).Select(s => gated.Server.StreamAsync(string.Join('\n', Enumerable.Range(0, 5_000).Select(i => Line($"c{s}-{i % 50}", $"p{i}"))))).ToList();
        await gated.Capital.ArrivedAsync(1);
        gated.Capital.Open();

        foreach (var answer in await Task.WhenAll(streams))
        {
            Assert.Equal(Enumerable.Range(1, 5_000), answer.Lines.Select(line => line.GetProperty("line").GetInt32()));
            Assert.All(answer.Lines, line => Assert.Equal(201, line.GetProperty("status").GetInt32()));
        }

        Assert.Equal(20_000, (await gated.Server.GetAsync("/v1/metrics")).Json.GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task Commands_beyond_what_the_engine_takes_are_overloaded_each_request_and_each_line_for_itself()
    {
        var (ledger, open) = GatedLedger.Around(new InMemoryLedger());
        await using var server = await GatewayServer.StartAsync(ledger, options: new() { CommandLimit = 1, Patience = TimeSpan.Zero });
        var running = server.Engine.Customer("ada").GetAsync();

        var posted = (await server.PurchaseAsync("ada", "p1")).AssertProblem(429, "overloaded");
        var read = (await server.GetAsync("/v1/customers/bob")).AssertProblem(429, "overloaded");
        var streamed = (await server.StreamAsync(Line("ada", "p1") + "\n" + Line("bob", "p1"))).Lines;

        Assert.Equal(("1", "1"), (posted.Header("Retry-After"), read.Header("Retry-After")));
        Assert.All(streamed, line => Assert.Equal((429, "overloaded"), (line.GetProperty("status").GetInt32(), line.GetProperty("code").GetString())));
        open();
        await running;
        Assert.Equal(201, (await server.PurchaseAsync("ada", "p1")).Status);
        Assert.Empty(server.Complaints);
    }

    [Theory]
    [InlineData("", 2_001, 2_001)]
    [InlineData("?stopOnFailure=false", 2_001, 2_001)]
    [InlineData("?stopOnFailure=true", 1, 1_000)]
    public async Task A_stream_that_stops_on_failure_answers_nothing_after_the_lines_that_were_in_work_with_it(string query, int least, int most)
    {
        var (ledger, open) = GatedLedger.Around(new InMemoryLedger());
        await using var server = await GatewayServer.StartAsync(ledger, options: new() { CommandLimit = 1, Patience = TimeSpan.Zero });
        var running = server.Engine.Customer("ada").GetAsync();
        using var body = new StringContent(string.Concat(Enumerable.Range(0, 2_001).Select(i => Line("bob", $"p{i}") + "\n")), System.Text.Encoding.UTF8, "application/x-ndjson");

        var lines = (await Answer.OfAsync(server.Client.PostAsync("/v1/commands" + query, body))).Lines;

        Assert.InRange(lines.Count, least, most);
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.GetProperty("line").GetInt32()));
        Assert.All(lines, line => Assert.Equal("overloaded", line.GetProperty("code").GetString()));
        open();
        await running;
        Assert.Equal(404, (await server.GetAsync("/v1/customers/bob")).Status);
    }

    [Fact]
    public async Task A_ledger_that_hangs_is_told_as_unavailable_in_time()
    {
        var (ledger, open) = GatedLedger.Around(new InMemoryLedger());
        await using var server = await GatewayServer.StartAsync(ledger, options: new() { AnswerWithin = TimeSpan.FromMilliseconds(10) });

        var posted = (await server.PurchaseAsync("ada", "p1")).AssertProblem(503, "unavailable");
        var read = (await server.GetAsync("/v1/customers/ada")).AssertProblem(503, "unavailable");

        Assert.Equal(("1", "1"), (posted.Header("Retry-After"), read.Header("Retry-After")));
        open();
        while (server.Engine.CommandCount != (0, 0)) await Task.Yield();
        Assert.Equal(1, (await server.Engine.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public void AddGateway_with_a_limit_out_of_its_range_says_what_it_must_be()
    {
        var refused = Assert.Throws<ArgumentException>(() => new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddGateway(limits => limits.StreamLimit = 0));

        Assert.Contains("GatewayOptions: The field StreamLimit must be between 1 and 100000.", refused.Message, StringComparison.Ordinal);
    }

    private static string Purchase(string id) => $$"""{"purchaseId":"{{id}}","amount":"1.00","occurredAt":"2026-03-01T10:00:00Z"}""";

    private static string Line(string customer, string id) => $$"""{"customerId":"{{customer}}","command":{"type":"purchase","purchaseId":"{{id}}","amount":"1.00","occurredAt":"2026-03-01T10:00:00Z"} }""";

    private static async Task<Gated> StartAsync(Action<GatewayOptions> configure)
    {
        GatedCapital? capital = null;
        var server = await GatewayServer.StartAsync(new InMemoryLedger(), engine => capital = new(engine), limits: limits =>
        {
            limits.Patience = TimeSpan.Zero;
            configure(limits);
        });
        return new(server, capital!);
    }

    private sealed record Gated(GatewayServer Server, GatedCapital Capital) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Capital.Open();
            return Server.DisposeAsync();
        }
    }
}
