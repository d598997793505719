using CustomerCapital.Agents.Calls;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;
using ModelContextProtocol.Client;

namespace CustomerCapital.Agents.Tests;

/// <summary>How much agents get at once, and what becomes of calls for whose answer nobody waits.</summary>
public sealed class AgentLimitsTests
{
    [Fact]
    public async Task Answer_beyond_the_limit_is_refused_and_says_how_to_ask_for_less()
    {
        await using var agents = await AgentServer.WithProgramAsync(limits => limits.AnswerLimit = 512);
        await using var client = await agents.ConnectAsync(await agents.KeyAsync("all", Scopes.All.ToArray()));
        Assert.Contains("more than 512 bytes. Ask for less", await client.RefusedAsync("cohorts"), StringComparison.Ordinal);
        Assert.Equal(1, (await client.AskAsync("cohorts", """{"limit":1}""")).GetProperty("nextOffset").GetInt32());
    }

    [Fact]
    public async Task Call_that_finds_no_room_is_told_to_come_later_and_one_that_nobody_waits_for_ends()
    {
        SilentCapital silent = null!;
        await using var agents = await AgentServer.StartAsync(limits => (limits.CallLimit, limits.Patience) = (1, TimeSpan.Zero), engine => silent = new(engine, typeof(ReportLadder)));
        var key = await agents.KeyAsync("all", Scopes.All.ToArray());
        await using var client = await agents.ConnectAsync(key);
        var leaving = await agents.ConnectAsync(key);
        using var leave = new CancellationTokenSource();
        var call = leaving.CallAsync("ladder", cancellation: leave.Token);
        await silent.Asked;
        Assert.Contains("call this one again later", await client.RefusedAsync("metrics"), StringComparison.Ordinal);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await leaving.DisposeAsync();
        await silent.GivenUp.WaitAsync(TimeSpan.FromSeconds(30));
        // The room is given back when the call has ended, a moment after.
        while ((await client.CallAsync("metrics")).IsError is true) await Task.Yield();
        Assert.True(agents.Server.Complaints.Count == 0, string.Join("\n", agents.Server.Complaints));
    }

    [Fact]
    public async Task Any_gateway_answers_any_message()
    {
        await using var first = await AgentServer.WithProgramAsync();
        await using var second = await AgentServer.StartAsync(around: _ => first.Server.Engine);
        var key = await first.KeyAsync("all", Scopes.All.ToArray());
        using var turns = new HttpClient(new AlternatingHandler([first.Server.Address, second.Server.Address]));
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = new(first.Server.Address, AgentsRegistration.Path), TransportMode = HttpTransportMode.StreamableHttp, AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = "Bearer " + key } }, turns));
        for (var i = 0; i < 6; i++)
        {
            Assert.NotEmpty(await client.ListToolsAsync());
            Assert.Equal(3, (await client.AskAsync("count_segment", """{"segment":{"all":[]}}""")).GetProperty("customers").GetInt32());
        }

        Assert.Empty(second.Server.Complaints);
    }

    [Theory]
    [InlineData("Nora Müller 咲", "Nora Müller 咲")]
    [InlineData("a\u0007b\nc", "a\uFFFDb\uFFFDc")]
    [InlineData("right\u202Eto left", "right\uFFFDto left")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("hidden\U000E0041\U000E0042", "hidden\uFFFD\uFFFD")]
    [InlineData("\U0001F469\u200D\U0001F4BB", "\U0001F469\u200D\U0001F4BB")]
    public void Texts_have_no_characters_that_nobody_sees(string text, string plain) => Assert.Equal(plain, ToolAnswer.Plain(text));

    private sealed class AlternatingHandler(Uri[] addresses) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _turn = -1;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new(addresses[Interlocked.Increment(ref _turn) % addresses.Length], request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
