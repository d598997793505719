using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Policies;

/// <summary>Versions of the policy are kept through crashes, within bounds, and in exports.</summary>
public sealed class PolicyVersionsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Theory]
    [InlineData("policy-versions", false, 1)]
    [InlineData("policy-versions", true, 1)]
    [InlineData("policy", false, 1)]
    [InlineData("policy", true, 2)]
    public async Task Versions_after_a_change_that_broke_off_are_those_that_were_in_force(string at, bool isKept, int inForce)
    {
        using var policy = await LoadAsync();
        Action<string> fail = name =>
        {
            if (name == at) throw new LedgerUnavailableException("The connection was lost.");
        };
        if (isKept) _ledger.AfterWriteControl = fail;
        else _ledger.BeforeWriteControl = fail;
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, 1, "key:ada"));
        (_ledger.BeforeWriteControl, _ledger.AfterWriteControl) = (_ => { }, _ => { });

        using var next = await LoadAsync();
        Assert.Equal(Enumerable.Range(1, inForce), await VersionsOfAsync(next));
        Assert.Equal(inForce == 2 ? "key:ada" : null, (await next.ReadVersionsAsync()).Compare().Versions[0].By);
        var change = await next.PutAsync(new ProgramPolicy { MarginRate = 0.3m }, null, "key:bob");

        Assert.Equal(Enumerable.Range(1, inForce + 1), await VersionsOfAsync(next));
        Assert.Equal(inForce == 2 ? "0.2" : "1", (await next.ReadVersionsAsync()).Compare().Versions[0].Changes.Single().From);
        Assert.Equal((inForce + 1, "key:bob"), (change.Policy.Origin!.Version, change.Policy.Origin.By));
    }

    [Fact]
    public async Task Versions_beyond_a_hundred_lose_the_oldest()
    {
        using var policy = await LoadAsync();
        for (var version = 1; version <= 110; version++) await policy.PutAsync(new ProgramPolicy { MarginRate = version / 1000m }, version);

        Assert.Equal(Enumerable.Range(11, 101), await VersionsOfAsync(policy));
        Assert.Null((await policy.ReadVersionsAsync()).Compare().Versions[^1].Before);
    }

    [Fact]
    public async Task Versions_of_more_than_a_mebibyte_lose_the_oldest()
    {
        using var policy = await LoadAsync();
        var large = new ProgramPolicy { Rewards = [.. Enumerable.Range(0, 200).Select(at => new Domain.Rewards.RewardRule($"r{at}", new string('x', 200), Gift: new("mug")))] };
        Assert.Empty(large.Faults());
        for (var version = 1; version <= 60; version++) await policy.PutAsync(large with { MarginRate = version / 1000m }, version);

        var kept = (await _ledger.ReadControlAsync("policy-versions"))!.Json;
        var versions = await VersionsOfAsync(policy);
        Assert.InRange(versions.Count, 5, 60);
        Assert.Equal(61, versions[^1]);
        Assert.InRange(kept.Length, 1, 2 * KeptPolicyVersions.SizeLimit);
    }

    [Fact]
    public async Task Versions_of_a_ledger_of_before_begin_with_the_policy_that_it_has()
    {
        await _ledger.WriteControlAsync("policy", LedgerJson.Encode(new ProgramPolicy { Version = 7, MarginRate = 0.4m }), 0);
        using var policy = await LoadAsync();

        var before = (await policy.ReadVersionsAsync()).Compare().Versions;
        await policy.PutAsync(new ProgramPolicy { MarginRate = 0.5m }, 7, "key:ada");

        var only = Assert.Single(before);
        Assert.Equal((7, (DateTimeOffset?)null, (string?)null, (int?)null), (only.Version, only.At, only.By, only.Before));
        Assert.Equal([7, 8], await VersionsOfAsync(policy));
    }

    [Fact]
    public async Task Versions_after_a_program_that_does_not_know_them_say_nothing_wrong()
    {
        using var policy = await LoadAsync();
        await policy.PutAsync(new ProgramPolicy { MarginRate = 0.2m }, 1, "key:ada");
        // It keeps the origin of the version before, as it keeps whatever it does not know, and keeps no version.
        var kept = (await _ledger.ReadControlAsync("policy"))!;
        await _ledger.WriteControlAsync("policy", kept.Json.Replace("\"version\":2,\"timeZone\"", "\"version\":3,\"timeZone\"", StringComparison.Ordinal).Replace("0.2", "0.3", StringComparison.Ordinal), kept.Version);

        await policy.RefreshAsync();
        var versions = (await policy.ReadVersionsAsync()).Compare().Versions;

        Assert.Equal([3, 1], versions.Select(version => version.Version));
        Assert.Equal((null, null, 1), (versions[0].At, versions[0].By, versions[0].Before));
    }

    [Fact]
    public async Task Versions_come_with_an_export_and_restoring_again_changes_nothing()
    {
        await using var source = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        await source.Policy.PutAsync(source.Policy.Program.Policy with { MarginRate = 0.2m }, 1, "key:ada");
        _time.Advance(TimeSpan.FromDays(1));
        await source.Policy.PutAsync(source.Policy.Program.Policy with { MarginRate = 0.3m }, 2, "key:bob");
        var lines = new List<ExportLine>();
        await foreach (var line in source.Export().ReadAsync()) lines.Add(ExportLine.Parse(line.ToUtf8()));
        _time.Advance(TimeSpan.FromDays(1));
        await using var target = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        for (var version = 1; version <= 5; version++) await target.Policy.PutAsync(target.Policy.Program.Policy with { HoldoutPercent = version }, version);

        for (var times = 0; times < 2; times++)
        {
            var restore = target.Restore();
            foreach (var line in lines) await restore.TakeAsync(line);
            await restore.CompleteAsync();

            Assert.Equivalent((await source.Policy.ReadVersionsAsync()).Compare(), (await target.Policy.ReadVersionsAsync()).Compare(), strict: true);
        }

        await target.Policy.PutAsync(target.Policy.Program.Policy with { MarginRate = 0.4m }, 3, "key:carl");
        Assert.Equal(["key:carl", "key:bob", "key:ada", null], (await target.Policy.ReadVersionsAsync()).Compare().Versions.Select(version => version.By));
    }

    private Task<PolicyActor> LoadAsync() => PolicyActor.LoadAsync(_ledger, time: _time);

    private static async Task<IReadOnlyList<int>> VersionsOfAsync(PolicyActor policy) => [.. (await policy.ReadVersionsAsync()).Versions.Select(kept => kept.Version)];
}
