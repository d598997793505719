using CustomerCapital.Client;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Server.Tests.CommandLine;
using CustomerCapital.Server.Tests.Serving;

namespace CustomerCapital.Server.Tests.Campaigns;

/// <summary>What campaign managers do at the command line, against a server.</summary>
[Collection(ConsoleTests.Name)]
public sealed class CampaignVerbsTests : IAsyncLifetime
{
    private const string Terms = """{"terms":{"reward":"mug","title":"Thanks","schedule":{"cron":"0 9 1 * *"}},"by":"maria"}""";

    private readonly ProgramRun _program = new();
    private readonly string _url = ServerProcess.FreeUrl();
    private ServerProcess _server = null!;

    public async Task InitializeAsync()
    {
        _server = ServerProcess.Start("memory:", "serve", "--sandbox", "--url", _url);
        await _server.LineAsync("Serving");
        using var client = new GatewayClient(new(_url), connectionLimit: 1);
        await client.SetClockAsync(new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await client.PutPolicyAsync(new ProgramPolicy { Rewards = [new("mug", Cost: Money.Round(4), Gift: new("MUG-1", Stocked: false))] }, null);
        await using var streams = await GatewayStreams.ConnectAsync([new(_url)]);
        for (var i = 0; i < 3; i++) await streams.ExecuteAsync($"c{i}", [new RecordPurchase { PurchaseId = "p", Amount = Money.Round(10) }]);
    }

    public Task DisposeAsync()
    {
        _server.Dispose();
        _program.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Campaign_is_tried_written_down_scheduled_followed_paused_and_cancelled()
    {
        var file = _program.Write("thanks.json", Terms);
        Assert.Contains("\"audience\": 3", await RunAsync("dry-run", "thanks", file), StringComparison.Ordinal);
        Assert.StartsWith("thanks is draft, with version 1 of its terms. Next: 2027-02-01 09:00 +00:00", await RunAsync("put", "thanks", file), StringComparison.Ordinal);
        Assert.StartsWith("thanks is scheduled", await RunAsync("schedule", "thanks", "--by", "maria", "--reason", "new year"), StringComparison.Ordinal);
        Assert.Contains("2027-02-01 09:00 +00:00    thanks", await RunAsync("calendar", "--limit", "1"), StringComparison.Ordinal);
        using var client = new GatewayClient(new(_url), connectionLimit: 1);
        await client.SetClockAsync(new(2027, 2, 2, 12, 0, 0, TimeSpan.Zero));

        var runs = await RunAsync("runs", "thanks");

        Assert.Contains("2027-02-01T09:00:00Z  finished         3     3       0  12.00  granted 3", runs, StringComparison.Ordinal);
        Assert.All(runs.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Equal(3, (await RunAsync("members", "thanks", "2027-02-01T09:00:00Z", "--outcome", "granted")).TrimEnd().Split('\n').Length);
        Assert.Equal("", await RunAsync("members", "thanks", "2027-02-01T09:00:00Z", "--outcome", "held_out"));
        var results = await RunAsync("results", "thanks");
        Assert.StartsWith("thanks, results of version 1, not final", results, StringComparison.Ordinal);
        Assert.Contains("reached         3        3         0  12.00     0.00        0.00", results, StringComparison.Ordinal);
        Assert.Contains("revenue per member            not shown  too few members", results, StringComparison.Ordinal);
        Assert.Contains("thanks    running        1     mug     1  2027-03-01 09:00 +00:00", await RunAsync("list"), StringComparison.Ordinal);
        Assert.Contains("\"title\": \"Thanks\"", await RunAsync("show", "thanks"), StringComparison.Ordinal);
        Assert.StartsWith("thanks is paused", await RunAsync("pause", "thanks"), StringComparison.Ordinal);
        Assert.StartsWith("thanks is running", await RunAsync("resume", "thanks"), StringComparison.Ordinal);
        Assert.StartsWith("thanks is cancelled", await RunAsync("cancel", "thanks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_says_what_to_do_instead()
    {
        var file = _program.Write("thanks.json", Terms);
        await RunAsync("put", "thanks", file);
        await RefusedAsync("campaign list", "show", "nobody");
        await RefusedAsync("campaign list", "results", "nobody");
        await RefusedAsync("write it down", "schedule", "nobody");
        await RefusedAsync("has version 1 by now", "put", "thanks", _program.Write("other.json", Terms.Replace("Thanks", "Other", StringComparison.Ordinal)), "--from-version", "7");
        await RefusedAsync("is not the JSON of a campaign", "put", "thanks", _program.Write("bad.json", "{\"term\":{}}"));
        await RefusedAsync("terms.reward", "put", "thanks", _program.Write("unknown.json", Terms.Replace("mug", "cup", StringComparison.Ordinal)));
        await RefusedAsync("nowhere.json", "put", "thanks", _program.File("nowhere.json"));
        await RefusedAsync("must be one of granted, held_out", "members", "thanks", "triggered", "--outcome", "grantd");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var code = await _program.RunAloneAsync(["campaign", .. arguments, "--gateway", _url]);
        Assert.True(code == ExitCode.Done, _program.Complained);
        return _program.Printed.ReplaceLineEndings("\n");
    }

    private async Task RefusedAsync(string message, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAloneAsync(["campaign", .. arguments, "--gateway", _url]));
        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
        Assert.Equal("", _program.Printed);
    }
}
