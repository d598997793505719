using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Versions;

/// <summary>This version beside a newer one over the same ledger.</summary>
public sealed class NewerVersionTests : IAsyncDisposable
{
    private const string Points = ",\"points\":{\"balance\":1.50,\"of\":null}}";

    private readonly FakeTimeProvider _time = new(Start);
    private readonly InMemoryLedger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task ExecuteAsync_keeps_what_a_newer_version_has_added_to_the_row_and_verification_does_not_mind_it()
    {
        await using var host = await StartAsync();
        await host.ExecuteAsync("ada", [Purchase("p1")]);
        var row = (await _ledger.RecallAsync(new("ada", WithRow: true, []))).Row!;
        var newer = LedgerJson.DecodeState(System.Text.Encoding.UTF8.GetBytes(LedgerJson.Encode(row.State)[..^1] + Points));
        await _ledger.AppendAsync(new(newer, [], newer, new(), [], []) { PolicyVersion = host.Policy.InForce.Version });
        await using var another = await StartAsync();

        await another.ExecuteAsync("ada", [Purchase("p2"), Purchase("p3")]);

        var after = (await _ledger.RecallAsync(new("ada", WithRow: true, []))).Row!.State;
        Assert.Equal(3, after.Orders);
        Assert.EndsWith(Points, LedgerJson.Encode(after), StringComparison.Ordinal);
        Assert.Equal(0, (await another.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task PutAsync_keeps_what_a_newer_version_has_added_to_the_policy_since_it_was_read()
    {
        using var policy = await PolicyActor.LoadAsync(_ledger);
        var kept = (await _ledger.ReadControlAsync("policy"))!;
        const string grace = "\"stepDown\":1,\"grace\":5}";
        await _ledger.WriteControlAsync("policy", kept.Json[..^1].Replace("\"stepDown\":1}", grace, StringComparison.Ordinal) + Points, kept.Version);

        var change = await policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, 1);
        var adopted = await policy.AdoptCurrencyAsync([Purchase("p") with { Currency = "EUR" }]);

        Assert.Equal((2, 0.3m), (change.Policy.Version, change.Policy.MarginRate));
        var now = (await _ledger.ReadControlAsync("policy"))!;
        Assert.Equal((adopted.Version, "EUR"), (now.Version, LedgerJson.DecodePolicy(now.Json).Currency));
        Assert.EndsWith(Points, now.Json, StringComparison.Ordinal);
        Assert.Contains(grace, now.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshAsync_takes_over_a_policy_that_differs_only_in_what_a_newer_version_has_added()
    {
        using var policy = await PolicyActor.LoadAsync(_ledger);
        var kept = (await _ledger.ReadControlAsync("policy"))!;
        await _ledger.WriteControlAsync("policy", kept.Json[..^1] + Points, kept.Version);

        await policy.RefreshAsync();

        Assert.EndsWith(Points, LedgerJson.Encode(policy.Program.Policy), StringComparison.Ordinal);
        Assert.Equal(kept.Version + 1, policy.InForce.Version);
    }

    [Fact]
    public async Task SweepAsync_keeps_what_a_newer_version_has_added_to_the_place_of_a_review()
    {
        await using var host = await StartAsync();
        await host.Policy.PutAsync(new ProgramPolicy { Member = new(Orders: 2) }, null);
        await host.Sweeper.SweepAsync();
        var review = (await _ledger.ReadControlAsync("policy-review"))!;
        const string rule = "\"StepDown\":1,\"Grace\":5}";
        await _ledger.WriteControlAsync("policy-review", review.Json[..^1].Replace("\"StepDown\":1}", rule, StringComparison.Ordinal) + Points, review.Version);
        await host.Policy.PutAsync(host.Policy.Program.Policy with { MarginRate = 0.3m }, null);

        await host.Sweeper.SweepAsync();

        var after = (await _ledger.ReadControlAsync("policy-review"))!;
        Assert.Equal(review.Version + 2, after.Version);
        Assert.EndsWith(Points, after.Json, StringComparison.Ordinal);
        Assert.Contains(rule, after.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_to_a_ledger_of_a_newer_version_are_unavailable_and_say_why()
    {
        await using var host = await StartAsync();
        var first = (await host.ExecuteAsync("ada", [Purchase("p1")]))[0];
        await _ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);

        var command = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.ExecuteAsync("ada", [Purchase("p2")]));
        var policy = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Policy.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null));
        var start = await Assert.ThrowsAsync<LedgerSchemaException>(StartAsync);

        Assert.All([command.Message, policy.Message, start.Message], message => Assert.Contains("written by a newer version", message, StringComparison.Ordinal));
        Assert.Equal(1, (await host.Customer("ada").GetAsync())!.Orders);
        Assert.Equal(new CommandOutcome(OutcomeStatus.Duplicate, first.Receipt), (await host.ExecuteAsync("ada", [Purchase("p1")]))[0]);
    }

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(new FaultyLedger(_ledger), new(), _time);
}
