using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Duplicates;

/// <summary>Likely duplicates are looked for when somebody asks and the last look is ten minutes old; a decision is known at once, and after a restart.</summary>
public sealed class DuplicateFinderTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private InProcessHost _host = null!;

    public async Task InitializeAsync() => _host = await InProcessHost.StartAsync(_ledger, new(), _time);

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Look_is_kept_for_ten_minutes()
    {
        await RegisterAsync("c1", "C1");
        Assert.Equal(["c1"], await FormsAsync());

        await RegisterAsync("c2", "C2");
        _time.Advance(DuplicateFinder.KeptFor - TimeSpan.FromSeconds(1));
        Assert.Equal(["c1"], await FormsAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["c1", "c2"], await FormsAsync());
    }

    [Fact]
    public async Task Look_that_fails_is_told_and_begun_again_by_the_next_request()
    {
        await RegisterAsync("c1", "C1");
        _ledger.BeforeReadSearchKeys = () => throw new LedgerUnavailableException("The disk is gone.");
        var failed = await _host.AskAsync(new ListDuplicates(10));
        Assert.Equal((null, false), (failed.LookedAt, failed.Looking));
        Assert.Contains("The disk is gone.", failed.Failure, StringComparison.Ordinal);

        _ledger.BeforeReadSearchKeys = () => { };

        Assert.Equal(["c1"], await FormsAsync());
    }

    [Fact]
    public async Task Group_with_another_customer_is_another_group_and_listed()
    {
        await RegisterAsync("c1", "C1");
        await FormsAsync();
        await _host.AskAsync(new DecideOfDuplicates(["c1", "C1"], DuplicateVerdict.NotTheSame));
        Assert.Empty(await FormsAsync());
        await RegisterAsync("ｃ1");

        _time.Advance(DuplicateFinder.KeptFor);
        var group = Assert.Single((await _host.AskAsync(new ListDuplicates(10))).Groups);

        Assert.Equal(["C1", "c1", "ｃ1"], group.Customers.Select(customer => customer.CustomerId));
        Assert.Null(group.Decided);
    }

    [Fact]
    public async Task Decision_is_known_after_a_restart()
    {
        await RegisterAsync("c1", "C1");
        await _host.AskAsync(new DecideOfDuplicates(["c1", "C1"], DuplicateVerdict.NotTheSame));

        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);

        Assert.Empty((await other.AskAsync(new ListDuplicates(10))).Groups);
        Assert.Single((await other.AskAsync(new ListDuplicates(10, DuplicateVerdict.NotTheSame))).Groups);
    }

    [Fact]
    public async Task Decision_of_somebody_who_is_not_known_is_refused()
    {
        await RegisterAsync("c1");

        var decision = await _host.AskAsync(new DecideOfDuplicates(["c1", "nobody"], DuplicateVerdict.NotTheSame));

        Assert.Equal((OutcomeStatus.Refused, "customer_not_found", null), (decision.Outcome.Status, decision.Outcome.Code, decision.GroupId));
    }

    [Fact]
    public async Task Group_of_many_is_cut_and_says_so()
    {
        for (var i = 0; i <= DuplicateGroup.Most; i++) await _host.ExecuteAsync($"c{i}", [new RegisterCustomer { Email = "Info@example.org" }]);

        var group = Assert.Single((await _host.AskAsync(new ListDuplicates(10))).Groups);

        Assert.Equal((DuplicateGroup.Most, true), (group.Customers.Count, group.More));
    }

    private async Task RegisterAsync(params string[] customerIds)
    {
        foreach (var id in customerIds) Assert.NotNull((await _host.ExecuteAsync(id, [new RegisterCustomer { Name = "Anna" }]))[0].Receipt);
    }

    private async Task<IReadOnlyList<string>> FormsAsync() => [.. (await _host.AskAsync(new ListDuplicates(10))).Groups.Select(group => group.Form).Order()];
}
