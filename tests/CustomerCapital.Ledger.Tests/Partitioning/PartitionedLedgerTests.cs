using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Partitioning;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Tests.Partitioning;

#pragma warning disable CA1001 // xUnit disposes of the ledger.
/// <summary>What is where, and what goes on while one of three databases is out of reach.</summary>
public sealed class PartitionedLedgerTests : IAsyncLifetime
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 30).Select(i => $"c{i:00}")];

    private readonly FailingLedger[] _databases = [.. Enumerable.Range(0, 3).Select(_ => new FailingLedger(new InMemoryLedger()))];
    private PartitionedLedger _ledger = null!;

    public async Task InitializeAsync()
    {
        _ledger = new([.. _databases.Select((database, at) => new Partition($"database {at + 1}", database))], "set");
        await _ledger.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await _ledger.DisposeAsync();
        foreach (var database in _databases) await database.Inner.DisposeAsync();
    }

    [Fact]
    public async Task AppendAsync_writes_a_customer_with_all_that_is_theirs_into_one_partition()
    {
        var scribes = await GivenCustomersAsync();

        for (var at = 0; at < 3; at++)
        {
            var here = scribes.Where(scribe => Routing.PartitionOf(scribe.CustomerId, 3) == at).ToList();
            Assert.NotEmpty(here);
            var database = _databases[at].Inner;
            Assert.Equal(here.Select(scribe => scribe.Line), (await database.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines);
            Same.Counters(Sum(here), await database.ReadCountersAsync([.. Capabilities.Counters.Values]));
            Assert.Equal(here.Select(scribe => $"friend of {scribe.CustomerId}"), (await database.ReadMessagesAsync(100)).Select(message => message.To.Key));
            foreach (var scribe in here) Same.Entries(scribe.Entries, await database.ReadEntriesAsync(scribe.CustomerId, 0, 100));
        }

        Same.Counters(Sum(scribes), await _ledger.ReadCountersAsync([.. Capabilities.Counters.Values]));
    }

    [Fact]
    public async Task What_was_bought_is_kept_once_every_partition_keeps_it_and_a_repeat_completes_what_was_interrupted()
    {
        var tea = PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "tea");
        foreach (var id in Ids) await _ledger.AppendAsync(new Scribe(id).Write(new RecordPurchase { PurchaseId = "p", Lines = [new("tea", null, 1)], OccurredAt = Start }));
        await _databases[1].Inner.KeepBoughtAsync(true);
        Assert.False(await _ledger.KeepsBoughtAsync());
        await Assert.ThrowsAsync<BoughtNotKeptException>(() => _ledger.CountCustomersAsync(tea));

        Assert.True(await _ledger.KeepBoughtAsync(true));

        Assert.Equal((true, false), (await _ledger.KeepsBoughtAsync(), await _ledger.KeepBoughtAsync(true)));
        Assert.Equal(Ids.Length, await _ledger.CountCustomersAsync(tea));
    }

    [Fact]
    public async Task ReadCountersAsync_whose_sum_leaves_64_bits_is_an_error_and_no_wrong_number()
    {
        foreach (var id in new[] { "ada", "C00001", "bob", "客" }.DistinctBy(id => Routing.PartitionOf(id, 3)))
        {
            var counters = new Counters();
            counters.Add(new(PurchasesCapability.Cell, 1), new(long.MaxValue));
            var append = new Scribe(id).Write(Purchase("p"));
            await _ledger.AppendAsync(Like(append, counters));
        }

        await Assert.ThrowsAsync<OverflowException>(() => _ledger.ReadCountersAsync([PurchasesCapability.Cell]));
    }

    [Fact]
    public async Task ReadDueAsync_over_all_partitions_gives_the_longest_due_first()
    {
        foreach (var (id, day) in Ids.Select((id, at) => (id, at * 7 % Ids.Length)))
        {
            var append = new Scribe(id).Write(Purchase("p"));
            await _ledger.AppendAsync(LookingAt(append, Start.AddDays(day)));
        }

        var due = await _ledger.ReadDueAsync(Start.AddDays(100), 20);

        Assert.Equal(Enumerable.Range(0, 20).Select(day => Start.AddDays(day)), due.Select(found => found.LookAt));
    }

    [Fact]
    public async Task RemoveMessagesAsync_removes_from_the_partition_of_each_sender()
    {
        await GivenCustomersAsync();
        var messages = await _ledger.ReadMessagesAsync(100);
        Assert.Equal(30, messages.Select(message => message.MessageId).Distinct().Count());

        await _ledger.SettleMessagesAsync(new() { Delivered = [.. messages.Where((_, at) => at % 2 == 0).Select(message => message.MessageId)] });

        Assert.Equal(messages.Where((_, at) => at % 2 == 1), await _ledger.ReadMessagesAsync(100));
    }

    [Fact]
    public async Task Control_state_is_kept_in_the_first_partition()
    {
        await _ledger.WriteControlAsync("policy", "{}", 0);

        Assert.Equal(new("{}", 1), await _databases[0].ReadControlAsync("policy"));
        Assert.Null(await _databases[1].ReadControlAsync("policy"));
    }

    [Fact]
    public async Task Customers_of_the_other_partitions_go_on_while_one_is_out_of_reach()
    {
        var scribes = await GivenCustomersAsync();
        _databases[1].Down = true;

        foreach (var scribe in scribes)
        {
            var append = scribe.Write(Purchase("p2"));
            if (Routing.PartitionOf(scribe.CustomerId, 3) == 1)
            {
                await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.AppendAsync(append));
                await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.RecallAsync(scribe.Recall()));
                continue;
            }

            await _ledger.AppendAsync(append);
            Same.State(scribe.State, (await _ledger.RecallAsync(scribe.Recall())).Row?.State);
        }
    }

    [Fact]
    public async Task Reads_of_everyone_say_which_partition_is_out_of_reach()
    {
        await GivenCustomersAsync();
        _databases[1].Down = true;

        foreach (var read in new Func<Task>[] { () => _ledger.ReadCountersAsync([PurchasesCapability.Cell]), () => _ledger.ReadCustomersAsync(Segment.Everyone, null, 10) })
        {
            var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(read);
            Assert.Equal("Partition 2 of 3 cannot be read, and with it nothing that concerns all customers. The connection was refused.", unavailable.Message);
        }
    }

    [Fact]
    public async Task FenceAsync_stands_in_every_partition_or_says_where_it_does_not()
    {
        var scribes = await GivenCustomersAsync();
        _databases[1].Down = true;
        Assert.StartsWith("Partition 2 of 3 ", (await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.FenceAsync(1))).Message, StringComparison.Ordinal);
        _databases[1].Down = false;

        await _ledger.FenceAsync(1);

        Assert.Equal(3, scribes.Select(scribe => Routing.PartitionOf(scribe.CustomerId, 3)).Distinct().Count());
        foreach (var scribe in scribes) await Assert.ThrowsAsync<PolicyOutdatedException>(() => _ledger.AppendAsync(scribe.Write(Purchase("p2"))));
    }

    [Fact]
    public async Task RevokeCallAsync_concerns_the_customers_partition_alone()
    {
        var scribes = await GivenCustomersAsync();
        var call = new Guid("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01");
        var here = scribes.Where(scribe => Routing.PartitionOf(scribe.CustomerId, 3) == 0).ToList();
        _databases[1].Down = _databases[2].Down = true;

        await _ledger.RevokeCallAsync(here[0].CustomerId, call);

        await Assert.ThrowsAsync<CallRevokedException>(() => _ledger.AppendAsync(Of(here[0].Write(Purchase("p2")), call)));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.RevokeCallAsync(scribes.First(scribe => Routing.PartitionOf(scribe.CustomerId, 3) == 1).CustomerId, call));
    }

    [Fact]
    public async Task Due_customers_and_messages_of_the_other_partitions_come_first_and_then_the_failure()
    {
        var scribes = await GivenCustomersAsync();
        _databases[1].Down = true;
        var reachable = scribes.Where(scribe => Routing.PartitionOf(scribe.CustomerId, 3) != 1).Select(scribe => scribe.CustomerId).ToList();

        Assert.Equal(reachable, (await _ledger.ReadDueAsync(Start.AddYears(1), 100)).Select(due => due.Actor.Key).Order(StringComparer.Ordinal));
        var messages = await _ledger.ReadMessagesAsync(100);
        Assert.Equal(reachable.Select(id => $"friend of {id}"), messages.Select(message => message.To.Key).Order(StringComparer.Ordinal));
        await _ledger.SettleMessagesAsync(new() { Delivered = [.. messages.Select(message => message.MessageId)] });

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.ReadMessagesAsync(100));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.ReadDueAsync(Start, 100));
        _databases[1].Down = false;
        Assert.Equal(30 - reachable.Count, (await _ledger.ReadMessagesAsync(100)).Count);
    }

    [Fact]
    public async Task DisposeAsync_closes_every_partition()
    {
        var databases = Enumerable.Range(0, 2).Select(_ => new FailingLedger(new InMemoryLedger())).ToList();

        await new PartitionedLedger([.. databases.Select(database => new Partition("", database))], "set").DisposeAsync();

        Assert.All(databases, database => Assert.Equal(1, database.Disposed));
        foreach (var database in databases) await database.Inner.DisposeAsync();
    }

    [Fact]
    public void One_partition_alone_is_no_partitioned_ledger() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PartitionedLedger([new("alone", _databases[0])], "set"));

    /// <summary>Customers who each bought once and told a friend.</summary>
    private async Task<List<Scribe>> GivenCustomersAsync()
    {
        var scribes = Ids.Select(id => new Scribe(id)).ToList();
        foreach (var scribe in scribes)
        {
            var append = scribe.Write(Purchase("p1", 5));
            var message = OutgoingMessage.Of(new($"friend of {scribe.CustomerId}", Purchase("told")));
            await _ledger.AppendAsync(Like(append, messages: [message]));
        }

        return scribes;
    }

    private static Counters Sum(IEnumerable<Scribe> scribes)
    {
        var sum = new Counters();
        foreach (var scribe in scribes) sum.Add(scribe.Contribution);
        return sum;
    }
}
