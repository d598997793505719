using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Server.Tests.CommandLine;
using CustomerCapital.Server.Tests.Serving;

namespace CustomerCapital.Server.Tests.Configuring;

/// <summary>How a program is set up goes from one server to another.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ConfigurationVerbsTests : IAsyncLifetime
{
    private static readonly MessageTemplate Welcome = new() { Purpose = ContactPurpose.Service, Variants = [new("en", "Welcome", "Welcome, {{ customer.name }}.")] };

    private readonly ProgramRun _program = new();
    private readonly (string Url, ServerProcess Server)[] _servers = [StartNew(), StartNew()];

    public async Task InitializeAsync()
    {
        foreach (var (_, server) in _servers) await server.LineAsync("Serving");
        using var client = Client(0);
        await client.PutTemplateAsync("welcome", Welcome);
        await client.PutSegmentAsync("regulars", PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 2L));
        // The first by name needs the second.
        await client.PutSegmentAsync("a-regular-in-berlin", new AllOf([new SavedSegmentReference("regulars")]));
        var policy = await client.GetPolicyAsync();
        await client.PutPolicyAsync(policy with { Rewards = [new("mug", Cost: Money.Round(4), Gift: new("MUG-1", Stocked: false))], MarginRate = 0.4m }, null);
        await client.PutCampaignAsync("thanks", new(new("mug") { Title = "Thanks", Schedule = new(Cron: "0 9 1 * *"), Audience = new SavedSegmentReference("regulars") }));
        await client.ScheduleCampaignAsync("thanks", new CampaignChange());
    }

    public Task DisposeAsync()
    {
        foreach (var (_, server) in _servers) server.Dispose();
        _program.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Configuration_is_exported_compared_applied_and_is_the_same_then()
    {
        var file = _program.File("set-up.json");
        Assert.Equal((ExitCode.Done, ""), await RunAsync(0, "export", "--output", file));
        using var other = Client(1);
        await other.PutTemplateAsync("of-its-own", Welcome);

        var (code, printed) = await RunAsync(1, "diff", file);
        Assert.Equal(ExitCode.Differences, code);
        Assert.Equal(
            """
            template welcome: new
            segment a-regular-in-berlin: new
            segment regulars: new
            policy
              marginRate: 1 -> 0.4
              rewards/0/name: nothing -> "mug"
            """, string.Join('\n', printed.Split('\n').Take(6)));
        Assert.Contains("campaign thanks: new\nAt the server alone, and left alone: template of-its-own.\n", printed, StringComparison.Ordinal);
        Assert.Equal(1m, (await other.GetPolicyAsync()).MarginRate);

        (code, printed) = await RunAsync(1, "apply", file, "--by", "maria", "--reason", "tried out");
        Assert.Equal((ExitCode.Done, ""), (code, _program.Complained));
        Assert.EndsWith("Applied: template welcome.\nApplied: segment regulars.\nApplied: policy.\nApplied: campaign thanks.\nApplied: segment a-regular-in-berlin.\n", printed, StringComparison.Ordinal);
        Assert.Equal(0.4m, (await other.GetPolicyAsync()).MarginRate);
        // What is scheduled elsewhere is written down here, and waits for who schedules it.
        Assert.Equal((CampaignStatus.Draft, "maria"), (await other.GetCampaignAsync("thanks") is { } campaign ? (campaign.Status, campaign.StatusChange?.By) : default));

        Assert.Equal((ExitCode.Done, "At the server alone, and left alone: template of-its-own.\nNothing differs.\n"), await RunAsync(1, "diff", file));
        Assert.Equal((ExitCode.Done, "At the server alone, and left alone: template of-its-own.\nNothing differs.\n"), await RunAsync(1, "apply", file));
        Assert.NotNull(await other.GetTemplateAsync("of-its-own"));
        (_, printed) = await RunAsync(0, "export");
        Assert.Equal(await File.ReadAllTextAsync(file), printed);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_and_the_rest_is_applied()
    {
        await RunAsync(0, "export", "--output", _program.File("set-up.json"));
        var text = (await File.ReadAllTextAsync(_program.File("set-up.json"))).Replace("\"marginRate\": 0.4", "\"marginRate\": 4", StringComparison.Ordinal);

        var (code, printed) = await RunAsync(1, "apply", _program.Write("wrong.json", text));

        Assert.Equal(ExitCode.Rejected, code);
        Assert.Contains("Applied: template welcome.", printed, StringComparison.Ordinal);
        Assert.Contains("policy was refused: marginRate: Must be 0 to 1.", _program.Complained, StringComparison.Ordinal);
        Assert.Contains("campaign thanks was refused: terms.reward: The catalogue has no reward 'mug'", _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "format: must be customercapital-configuration-1")]
    [InlineData("""{"format":"customercapital-configuration-1"}""", "policy: is missing")]
    [InlineData("""{"format":"customercapital-configuration-1","policy":{},"wallets":{}}""", "wallets: there is no such part")]
    [InlineData("""{"format":"customercapital-configuration-1","policy":{}}""", "policy: ")]
    [InlineData("[", "is not a configuration")]
    public async Task File_that_is_none_is_refused_before_anything_is_asked(string text, string message)
    {
        var (code, _) = await RunAsync(1, "apply", _program.Write("bad.json", text));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }

    private static (string Url, ServerProcess Server) StartNew()
    {
        var url = ServerProcess.FreeUrl();
        return (url, ServerProcess.Start("memory:", "serve", "--url", url));
    }

    private GatewayClient Client(int server) => new(new(_servers[server].Url), connectionLimit: 1);

    private async Task<(int Code, string Printed)> RunAsync(int server, params string[] arguments) =>
        (await _program.RunAloneAsync(["configuration", .. arguments, "--gateway", _servers[server].Url]), _program.Printed.ReplaceLineEndings("\n"));
}
