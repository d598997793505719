using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Merges;

/// <summary>Two customers who are one person become one, with one history, and are two again to the byte where that was wrong.</summary>
public abstract partial class MergeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(MergedWorlds.Start);
    private ILedger _ledger = null!;
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _ledger = await OpenAsync();
        _host = await InProcessHost.StartAsync(_ledger, new() { Sandbox = true }, _time);
        await _ledger.KeepBoughtAsync(true);
        await MergedWorlds.PutPolicyAsync(_host);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        Remove();
    }

    [Fact]
    public async Task Merged_customer_has_the_history_of_both_and_the_other_id_leads_there()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);

        Assert.Equal(OutcomeStatus.Accepted, (await MergeAsync()).Status);

        await AssertVerifiesAsync();
        var ada = (await _host.Customer("ada").GetAsync())!;
        Assert.Equal((2L, "42.00"), (ada.Orders, $"{ada.Revenue}"));
        Assert.Equal("ada", (await _host.Customer("guest").GetAsync())!.CustomerId);
        Assert.Equal(ada.Sequence, (await _host.Customer("guest").EntriesAsync(0, 100))[^1].Sequence);
        var outcome = await BuyAsync("guest", "p3", 8);
        Assert.Equal((OutcomeStatus.Accepted, 3L), (outcome.Status, outcome.Receipt!.Orders));
        Assert.Equal(OutcomeStatus.Accepted, (await DoAsync("guest", new RecordReturn { ReturnId = "r2", PurchaseId = "p2" })).Status);
        Assert.Equal(["ada"], await _ledger.ReadKeysAsync(ActorKind.Customer, null, 10));
        await _host.SettleAsync();
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Repeats_of_what_either_has_done_are_duplicates_and_so_is_a_merge_that_is_sent_again()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        await MergeAsync();

        Assert.Equal(OutcomeStatus.Duplicate, (await MergeAsync()).Status);
        Assert.Equal(OutcomeStatus.Duplicate, (await BuyAsync("guest", "p2", 12)).Status);
        Assert.Equal(OutcomeStatus.Duplicate, (await BuyAsync("ada", "p2", 12)).Status);
        Assert.Equal(OutcomeStatus.Conflict, (await BuyAsync("guest", "p1", 31)).Status);
        Assert.Equal(CommandOutcome.CustomerMergedCode, (await MergeAsync("merge-2")).Code);
        Assert.Equal(2, (await _host.Customer("ada").GetAsync())!.Orders);
    }

    [Fact]
    public async Task Merge_that_is_taken_back_leaves_both_to_the_byte_what_they_were()
    {
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var (ada, guest) = ($"ada-{seed}", $"guest-{seed}");
            await MergedWorlds.PlayAsync(seed, 30, _time, (who, command) => DoAsync(who == 0 ? ada : guest, command));
            await _host.SettleAsync();
            var (before, counters) = (await LinesAsync(ada, guest), await CountersAsync());

            await AssertDoneAsync(MergeAsync("merge", guest, ada));
            await AssertVerifiesAsync();
            Assert.NotEqual(before, await LinesAsync(ada, guest));
            await AssertDoneAsync(_host.AskAsync(new UndoMerges(guest, "merge", "maria", "They are sisters")));

            Assert.Equal(before, await LinesAsync(ada, guest));
            Assert.Equal(counters, await CountersAsync());
            await AssertVerifiesAsync();
            await _host.SettleAsync();
            await AssertVerifiesAsync();
            Assert.Equal(guest, (await _host.Customer(guest).GetAsync())!.CustomerId);
        }
    }

    [Fact]
    public async Task Reports_are_those_of_one_person_who_has_done_it_all()
    {
        foreach (var seed in Enumerable.Range(100, Seeds))
        {
            await using var one = await InProcessHost.StartAsync(new InMemoryLedger(), new() { Sandbox = true }, _time);
            await MergedWorlds.PutPolicyAsync(one);
            await using var two = await InProcessHost.StartAsync(seed == 100 ? await NewAsync() : new InMemoryLedger(), new() { Sandbox = true }, _time);
            await MergedWorlds.PutPolicyAsync(two);
            await MergedWorlds.PlayAsync(seed, 40, _time, async (who, command) =>
            {
                command = command with { OccurredAt = command.OccurredAt ?? _time.GetUtcNow() };
                var outcome = Assert.Single(await two.ExecuteAsync(who == 0 ? "ada" : "guest", [command]));
                if (outcome.Status != OutcomeStatus.Accepted) return outcome;
                if (command is RegisterCustomer register && await two.Customer(who == 0 ? "guest" : "ada").GetAsync() is { } other && Registration.Part.Of(other) is var known)
                    command = register with { AcquisitionChannel = register.AcquisitionChannel ?? known.Channel, AcquisitionCost = register.AcquisitionCost == Money.Zero ? known.AcquisitionCost : register.AcquisitionCost };
                Assert.Equal(OutcomeStatus.Accepted, Assert.Single(await one.ExecuteAsync("ada", [command])).Status);
                return outcome;
            });

            await AssertDoneAsync(two.AskAsync(new MergeCustomers("guest", "ada", "merge", null, null)));
            await one.SettleAsync();
            await two.SettleAsync();

            Assert.Equal(await MergedWorlds.ReportsAsync(one), await MergedWorlds.ReportsAsync(two));
            Assert.Equal([], (await two.Verifier().VerifyAsync(_ => { })).Differences);
        }
    }

    [Fact]
    public async Task What_was_recorded_since_the_merge_goes_to_whom_it_concerns_when_it_is_taken_back()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        await MergeAsync();
        await BuyAsync("guest", "p3", 8);
        await DoAsync("ada", new RecordReturn { ReturnId = "r2", PurchaseId = "p2", Amount = Money.Round(5) });
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("merge_went_on", (await _host.AskAsync(new UndoMerges("guest", "merge-1", null, null))).Code);
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true)));

        await AssertVerifiesAsync();
        var (ada, guest) = ((await _host.Customer("ada").GetAsync())!, (await _host.Customer("guest").GetAsync())!);
        Assert.Equal((2L, "38.00", 1L, "7.00"), (ada.Orders, $"{ada.Revenue}", guest.Orders, $"{guest.Revenue}"));
        Assert.Equal(OutcomeStatus.Duplicate, (await BuyAsync("ada", "p3", 8)).Status);
        Assert.Equal(OutcomeStatus.Accepted, (await BuyAsync("guest", "p4", 1)).Status);
        Assert.Equal("merge_undone", (await MergeAsync()).Code);
        await AssertDoneAsync(MergeAsync("merge-2"));
        await AssertVerifiesAsync();
        Assert.Equal(4, (await _host.Customer("guest").GetAsync())!.Orders);
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-2", null, null)));
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Merges_in_a_row_are_taken_back_in_turn()
    {
        foreach (var (customer, purchase) in new[] { ("ada", "p1"), ("guest", "p2"), ("guest-2", "p3") }) await BuyAsync(customer, purchase, 10);
        var before = await LinesAsync("ada", "guest", "guest-2");
        await AssertDoneAsync(MergeAsync("first", "guest-2", "guest"));
        await AssertDoneAsync(MergeAsync("second", "guest", "ada"));

        await AssertVerifiesAsync();
        Assert.Equal(3, (await _host.Customer("guest-2").GetAsync())!.Orders);
        Assert.Equal("merge_not_the_last", (await _host.AskAsync(new UndoMerges("guest-2", "first", null, null))).Code);
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "second", null, null)));
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest-2", "first", null, null)));
        Assert.Equal(OutcomeStatus.Unchanged, (await _host.AskAsync(new UndoMerges("guest-2", "first", null, null))).Status);
        Assert.Equal(before, await LinesAsync("ada", "guest", "guest-2"));
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Feed_tells_each_entry_once_under_the_id_that_it_had_however_late_it_is_read()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        var early = await FeedAsync();
        await MergeAsync();
        await BuyAsync("guest", "p3", 8);
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true)));
        await BuyAsync("ada", "p4", 1);

        var late = await FeedAsync();

        Assert.Equal(early, late[..early.Count]);
        Assert.Equal(late.Count, late.Distinct().Count());
        Assert.Equal(["p1", "p2", "p3", "p4"], late.Select(entry => entry.Split(' ')[2]).Where(id => id.StartsWith("purchase:", StringComparison.Ordinal)).Select(id => id[9..]));
        foreach (var type in (string[])["CustomersMerged", "AliasMade", "AliasEnded"]) Assert.Single(late, entry => entry.Split(' ')[3] == type);
    }

    [Fact]
    public async Task Exported_ledger_with_merges_is_restored_and_its_merges_can_be_taken_back()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        var before = await LinesAsync("ada", "guest");
        await MergeAsync();
        await BuyAsync("guest", "p3", 8);
        await BuyAsync("otto", "p5", 8);
        await BuyAsync("guest-2", "p6", 8);
        await AssertDoneAsync(MergeAsync("other", "guest-2", "otto"));
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest-2", "other", null, null)));
        await BuyAsync("otto", "p7", 8);

        await using var restored = await InProcessHost.StartAsync(new InMemoryLedger(), new() { Sandbox = true }, _time);
        var restore = restored.Restore();
        await foreach (var line in _host.Export().ReadAsync()) await restore.TakeAsync(line);
        await restore.CompleteAsync();
        await restored.SettleAsync();

        Assert.Equal([], (await restored.Verifier().VerifyAsync(_ => { })).Differences);
        Assert.Equal(3, (await restored.Customer("guest").GetAsync())!.Orders);
        await AssertDoneAsync(restored.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true)));
        Assert.Equal([], (await restored.Verifier().VerifyAsync(_ => { })).Differences);
        Assert.StartsWith(before[..before.IndexOf('\n', StringComparison.Ordinal)], await MergedWorlds.LinesAsync(restored, "ada"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_there_or_is_the_same_is_refused_and_nothing_is_changed()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p1", 12);

        Assert.Equal("merge_id_taken", (await MergeAsync()).Code);
        Assert.Equal("customer_not_found", (await MergeAsync("m", "nobody")).Code);
        Assert.Equal("customer_not_found", (await MergeAsync("m", "guest", "nobody")).Code);
        Assert.Equal("merge_same", (await MergeAsync("m", "ada")).Code);
        Assert.Equal(OutcomeStatus.Malformed, (await MergeAsync("")).Status);
        Assert.Equal("merge_not_found", (await _host.AskAsync(new UndoMerges("guest", "merge-1", null, null))).Code);
        Assert.Equal(["ada", "guest"], await _ledger.ReadKeysAsync(ActorKind.Customer, null, 10));
    }

    [Fact]
    public async Task Purchases_at_the_same_time_are_kept_by_whoever_the_id_leads_to()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        var buying = Enumerable.Range(0, 40).Select(number => BuyAsync(number % 2 == 0 ? "ada" : "guest", $"racing-{number}", 1)).ToList();
        var merging = MergeAsync();
        buying.AddRange(Enumerable.Range(40, 40).Select(number => BuyAsync(number % 2 == 0 ? "ada" : "guest", $"racing-{number}", 1)));

        foreach (var outcome in await Task.WhenAll(buying)) Assert.Equal(OutcomeStatus.Accepted, outcome.Status);
        if ((await TakenAsync(merging)) is not OutcomeStatus.Accepted) await AssertDoneAsync(MergeAsync());

        await _host.SettleAsync();
        Assert.Equal(82, (await _host.Customer("guest").GetAsync())!.Orders);
        await AssertVerifiesAsync();

        // It may have lost against the purchases each time.
        static async Task<OutcomeStatus?> TakenAsync(Task<CommandOutcome> merging)
        {
            try
            {
                return (await merging).Status;
            }
            catch (EngineUnavailableException)
            {
                return null;
            }
        }
    }

    /// <summary>How many random histories are merged and separated.</summary>
    protected virtual int Seeds => 3;

    protected abstract Task<ILedger> OpenAsync();

    /// <summary>A second ledger.</summary>
    protected abstract Task<ILedger> NewAsync();

    protected virtual void Remove()
    {
    }

    private async Task<CommandOutcome> DoAsync(string customer, ActorCommand command) => Assert.Single(await _host.ExecuteAsync(customer, [command]));

    private async Task<InProcessHost> RestoredAsync()
    {
        var restored = await InProcessHost.StartAsync(new InMemoryLedger(), new() { Sandbox = true }, _time);
        var restore = restored.Restore();
        await foreach (var line in _host.Export().ReadAsync()) await restore.TakeAsync(line);
        await restore.CompleteAsync();
        await restored.SettleAsync();
        return restored;
    }

    private Task<CommandOutcome> BuyAsync(string customer, string purchase, int amount) => DoAsync(customer, new RecordPurchase { PurchaseId = purchase, Lines = [new("tea", "drinks", 1, Money.Round(amount))] });

    private Task<CommandOutcome> MergeAsync(string mergeId = "merge-1", string customer = "guest", string into = "ada") => _host.AskAsync(new MergeCustomers(customer, into, mergeId, "maria", "One person"));

    private static async Task AssertDoneAsync(Task<CommandOutcome> doing) => Assert.Equal((OutcomeStatus.Accepted, null), await doing is var outcome ? (outcome.Status, outcome.Message) : default);

    private async Task AssertVerifiesAsync() => Assert.Equal([], (await _host.Verifier().VerifyAsync(_ => { })).Differences);

    private Task<string> LinesAsync(params string[] customers) => MergedWorlds.LinesAsync(_host, customers);

    private async Task<string> CountersAsync() => MergedWorlds.TextOf(await _ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));

    private async Task<List<string>> FeedAsync()
    {
        var (told, place) = (new List<string>(), FeedPlace.Start);
        while (await _host.AskAsync(new ReadFeed(place, 3)) is { Entries.Count: > 0 } page)
        {
            told.AddRange(page.Entries.Select(entry => $"{entry.Actor.Kind}:{entry.Actor.Key} {entry.Sequence} {entry.NaturalId} {entry.Event.GetType().Name}"));
            place = page.Next;
        }

        return told;
    }
}

public sealed class InMemoryMergeTests : MergeTests
{
    protected override int Seeds => 12;

    protected override Task<ILedger> OpenAsync() => NewAsync();

    protected override Task<ILedger> NewAsync() => Task.FromResult<ILedger>(new InMemoryLedger());
}

public sealed class SqliteMergeTests : MergeTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(Path.Combine(_folder.FullName, "ledger.db")));

    protected override Task<ILedger> NewAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(Path.Combine(_folder.FullName, "second.db")));

    protected override void Remove() => _folder.Delete(recursive: true);
}

public sealed class PostgreSqlMergeTests : MergeTests
{
    protected override Task<ILedger> OpenAsync() => NewAsync();

    protected override async Task<ILedger> NewAsync() => PostgreSqlLedger.Open(await PostgreSqlCluster.NewSchemaAsync());
}

public sealed class PartitionedMergeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Customers_of_one_database_are_merged_and_those_of_two_are_refused()
    {
        var ledger = new PartitionedLedger([.. Enumerable.Range(1, 3).Select(number => new Partition($"{number}", SqliteLedger.Open(Path.Combine(_folder.FullName, $"{number}.db"))))], "set");
        await using var host = await InProcessHost.StartAsync(ledger, new(), new FakeTimeProvider(MergedWorlds.Start));
        var guests = Enumerable.Range(0, 50).Select(number => $"guest-{number}").ToList();
        var (together, apart) = (guests.First(guest => ledger.AreTogether("ada", guest)), guests.First(guest => !ledger.AreTogether("ada", guest)));
        foreach (var customer in (string[])["ada", together, apart])
            Assert.NotNull(Assert.Single(await host.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = $"of-{customer}", Amount = Money.Round(10) }])).Receipt);

        Assert.Equal("merge_in_other_database", (await host.AskAsync(new MergeCustomers(apart, "ada", "m", null, null))).Code);
        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new MergeCustomers(together, "ada", "m", null, null))).Status);

        Assert.Equal((2L, 1L), ((await host.Customer(together).GetAsync())!.Orders, (await host.Customer(apart).GetAsync())!.Orders));
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
        Assert.Equal(OutcomeStatus.Accepted, (await host.AskAsync(new UndoMerges(together, "m", null, null))).Status);
        Assert.Equal(1, (await host.Customer(together).GetAsync())!.Orders);
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
