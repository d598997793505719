using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Policies;

/// <summary>Rules are changed by version; customers follow in the background; what months and amounts mean is fixed.</summary>
public abstract class PolicyConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task PutAsync_reviews_everyone_in_the_background()
    {
        await GivenAsync("ada", Purchase("p1"), Purchase("p2"));
        await GivenAsync("bob", Purchase("p1"));
        await SettleAsync();

        var first = await CurrentAsync();
        var change = await Engine.Policy.PutAsync(first with { Member = new(Orders: 2) }, first.Version);

        Assert.Empty(change.Faults);
        Assert.Equal(change.Policy, await CurrentAsync());
        Assert.Equal(Rung.Customer, (await CustomerAsync("ada")).Standing.Rung);
        await SettleAsync();
        Assert.Equal(Rung.Member, (await CustomerAsync("ada")).Standing.Rung);
        Assert.Equal(Rung.Buyer, (await CustomerAsync("bob")).Standing.Rung);
        Assert.Equal(StandingReason.PolicyChanged, Assert.IsType<StandingChanged>((await EntriesAsync("ada"))[^1].Event).Reason);
        Assert.Equal(1, (await Engine.AskAsync(new ReportLadder())).Rungs.Single(rung => rung.Rung == Rung.Member).Customers);
    }

    [Fact]
    public async Task PutAsync_of_a_shorter_lapse_lapses_at_the_moment_that_it_names()
    {
        await GivenAsync("ada", Purchase("p1", at: Start));
        await Engine.Policy.PutAsync(await CurrentAsync() with { Lapse = new(AfterDays: 10) }, null);
        await SettleAsync();

        Time.SetUtcNow(Start.AddDays(10).AddMicroseconds(-1));
        await SettleAsync();
        Assert.False((await CustomerAsync("ada")).Standing.Lapsed);
        Time.SetUtcNow(Start.AddDays(10));
        await SettleAsync();

        Assert.True((await CustomerAsync("ada")).Standing.Lapsed);
    }

    [Fact]
    public async Task PutAsync_made_from_another_version_is_a_conflict_and_changes_nothing()
    {
        var first = await CurrentAsync();
        await Engine.Policy.PutAsync(first with { MarginRate = 0.5m }, first.Version);

        var change = await Engine.Policy.PutAsync(first with { MarginRate = 0.9m }, first.Version);

        Assert.True(change.VersionConflict);
        Assert.Equal(first with { MarginRate = 0.5m, Version = first.Version + 1 }, await CurrentAsync());
        Assert.Equal(await CurrentAsync(), change.Policy);
    }

    [Fact]
    public async Task PutAsync_by_64_at_once_from_the_same_version_changes_it_once()
    {
        var first = await CurrentAsync();

        var changes = await Task.WhenAll(Enumerable.Range(1, 64).Select(i => Task.Run(() => Engine.Policy.PutAsync(first with { MarginRate = i / 100m }, first.Version))));

        Assert.Equal(63, changes.Count(change => change.VersionConflict));
        Assert.Equal(first.Version + 1, (await CurrentAsync()).Version);
        Assert.Equal(Assert.Single(changes, change => !change.VersionConflict).Policy, await CurrentAsync());
    }

    [Fact]
    public async Task PutAsync_of_the_rules_in_force_keeps_their_version()
    {
        var first = await CurrentAsync();
        await Engine.Policy.PutAsync(first with { MarginRate = 0.5m }, first.Version);
        var second = await CurrentAsync();

        var named = await Engine.Policy.PutAsync(second, second.Version);
        var unnamed = await Engine.Policy.PutAsync(first with { MarginRate = 0.5m }, null);

        Assert.Equal((second, second), (named.Policy, unnamed.Policy));
        Assert.Equal(second, await CurrentAsync());
    }

    [Fact]
    public async Task PutAsync_of_a_policy_with_faults_names_them_and_changes_nothing()
    {
        var first = await CurrentAsync();

        var change = await Engine.Policy.PutAsync(first with { MarginRate = 2, TimeZone = "Europe/Berlin" }, null);

        Assert.Equal(["marginRate", "timeZone"], change.Faults.Select(fault => fault.Field));
        Assert.Equal(first, await CurrentAsync());
    }

    [Fact]
    public async Task PutAsync_of_another_currency_is_a_fault_once_there_is_one()
    {
        await GivenAsync("ada", Purchase("p1") with { Currency = "EUR" });

        var change = await Engine.Policy.PutAsync(await CurrentAsync() with { Currency = "USD" }, null);

        Assert.Equal(["currency"], change.Faults.Select(fault => fault.Field));
        Assert.Equal("EUR", (await CurrentAsync()).Currency);
    }

    [Fact]
    public async Task The_first_purchase_that_names_a_currency_fixes_it()
    {
        await GivenAsync("ada", Purchase("p1"));
        Assert.Null((await CurrentAsync()).Currency);

        var outcomes = await Engine.ExecuteAsync("ada", [Purchase("p2") with { Currency = "CHF" }, Purchase("p3") with { Currency = "EUR" }, Purchase("p4")]);

        Assert.Equal([OutcomeStatus.Accepted, OutcomeStatus.Refused, OutcomeStatus.Accepted], outcomes.Select(outcome => outcome.Status));
        Assert.Equal("currency_mismatch", outcomes[1].Code);
        Assert.Equal("CHF", (await CurrentAsync()).Currency);
    }

    [Fact]
    public async Task A_purchase_that_is_refused_does_not_fix_the_currency()
    {
        var outcomes = await Engine.ExecuteAsync("ada",
        [
            Purchase("p1", at: Start.AddDays(2)) with { Currency = "XXX" }, WholeReturn("r1", "unknown") with { Currency = "YYY" }, Purchase("p2") with { Currency = "EUR" },
        ]);

        Assert.Equal([OutcomeStatus.Refused, OutcomeStatus.Refused, OutcomeStatus.Accepted], outcomes.Select(outcome => outcome.Status));
        Assert.Equal("EUR", (await CurrentAsync()).Currency);
    }

    [Fact]
    public async Task Purchases_in_two_currencies_at_once_are_accepted_in_one_of_them()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => ExecuteAsync($"c{i}", Purchase("p") with { Currency = i % 2 == 0 ? "EUR" : "USD" }))));

        var won = (await CurrentAsync()).Currency == "EUR" ? 0 : 1;
        Assert.All(outcomes.Where((_, at) => at % 2 == won), outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));
        Assert.All(outcomes.Where((_, at) => at % 2 != won), outcome => Assert.Equal("currency_mismatch", outcome.Code));
    }

    [Fact]
    public async Task Versions_say_what_each_has_changed_and_what_the_policy_was()
    {
        var first = await CurrentAsync();
        await Engine.Policy.PutAsync(first with { MarginRate = 0.5m, Member = new(Orders: 3) }, first.Version);
        await Engine.Policy.PutAsync(first with { MarginRate = 0.5m }, null);

        var versions = (await Engine.AskAsync(new ListPolicyVersions())).Versions;

        Assert.Equal([first.Version + 2, first.Version + 1, first.Version], versions.Select(version => version.Version));
        Assert.Equal(["member/orders: 3 -> 4"], versions[0].Changes.Select(TextOf));
        Assert.Equal(["marginRate: 1 -> 0.5", "member/orders: 4 -> 3"], versions[1].Changes.Select(TextOf).Order());
        Assert.Equal((first.Version, 0), ((int)versions[1].Before!, versions[1].MoreChanges));
        Assert.Equal((null, 0), (versions[2].Before, versions[2].Changes.Count));
        Assert.Equal(Time.GetUtcNow(), versions[0].At);
        Assert.Equal(first, await ReadAsync(first.Version));
        Assert.Equal(first with { MarginRate = 0.5m, Member = new(Orders: 3), Version = first.Version + 1 }, await ReadAsync(first.Version + 1));
        Assert.Equal(await CurrentAsync(), await ReadAsync(first.Version + 2));
        Assert.Null(await ReadAsync(first.Version + 3));

        Task<ProgramPolicy?> ReadAsync(int version) => Engine.AskAsync(new ReadPolicyVersion(version));
        static string TextOf(AuditChange change) => $"{change.Path}: {change.From} -> {change.To}";
    }

    [Fact]
    public async Task Versions_put_by_32_at_once_are_all_kept()
    {
        var first = await CurrentAsync();

        await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Task.Run(async () =>
        {
            // Who was not first, for as long as there are others, puts it in force the next time.
            while ((await Engine.Policy.PutAsync(first with { MarginRate = i / 100m }, null)).VersionConflict) await Task.Yield();
        })));

        var versions = (await Engine.AskAsync(new ListPolicyVersions())).Versions;
        Assert.Equal(Enumerable.Range(first.Version, versions.Count).Reverse(), versions.Select(version => version.Version));
        Assert.Equal((await CurrentAsync()).Version, versions[0].Version);
        Assert.Equal(32, (await Task.WhenAll(versions.Select(async version => (await Engine.AskAsync(new ReadPolicyVersion(version.Version)))!.MarginRate))).Distinct().Count(rate => rate < 1));
    }

    private async Task<ProgramPolicy> CurrentAsync() => (await Engine.Policy.GetAsync()).Policy;
}
