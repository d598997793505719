using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Partitioning;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>Ledgers over two databases of one throw-away cluster.</summary>
public sealed class PartitionedPostgreSqlLedgers : ILedgerSource
{
    private readonly List<ILedger> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var (first, second) = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        var ledger = new PartitionedLedger([Partition(first, options), Partition(second, options)], "set");
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    public ActorId Together(ActorId actor)
    {
        while (Routing.PartitionOf(actor, 2) != 0) actor = actor with { Key = actor.Key + "x" };
        return actor;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }

    private static Partition Partition(string database, GroupCommitOptions? options) => new(PostgreSqlLedger.NameOf(database), PostgreSqlLedger.Open(database, groups: options));
}

public sealed class PartitionedPostgreSqlAppendingTests : AppendingConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlFencingTests : FencingConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlRevokingTests : RevokingConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlMessagesTests : MessagesConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlActorsTests : ActorsConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlRecallingTests : RecallingConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlBoundedReadingTests : BoundedReadingConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlFeedTests : FeedConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlSortedListTests : SortedListConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlSearchTests : SearchConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlOpenFollowUpsTests : OpenFollowUpsConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlCountersTests : CountersConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlControlStateTests : ControlStateConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlCustomerListTests : CustomerListConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlDueWorkTests : DueWorkConformance<PartitionedPostgreSqlLedgers>;

public sealed class PartitionedPostgreSqlSchemaTests : SchemaConformance<PartitionedPostgreSqlLedgers>;

/// <summary>What only databases on a server have.</summary>
public sealed class PartitionedPostgreSqlTests
{
    [Fact]
    public async Task MigrateAsync_in_another_order_is_refused_before_anything_is_made()
    {
        var (first, second) = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        await using (var set = Ledger(first, second)) await set.MigrateAsync();
        var other = await PostgreSqlCluster.NewSchemaAsync();

        await using (var swapped = Ledger(second, first)) await Assert.ThrowsAsync<LedgerSchemaException>(() => swapped.MigrateAsync());
        await using (var replaced = Ledger(first, other)) await Assert.ThrowsAsync<LedgerSchemaException>(() => replaced.MigrateAsync());

        Assert.Equal(DBNull.Value, await PostgreSqlCluster.RunAsync(other, "SELECT current_schema()"));
    }

    [Fact]
    public async Task OfReadersAsync_sees_each_partition_as_it_was_when_it_was_opened()
    {
        var (first, second) = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        await using var writer = Ledger(first, second);
        await writer.MigrateAsync();
        var scribes = Enumerable.Range(0, 10).Select(at => new Scribe($"c{at}")).ToList();
        foreach (var scribe in scribes) await writer.AppendAsync(scribe.Write(Purchase("p1")));
        var before = scribes.ConvertAll(scribe => scribe.Line);

        await using var reader = await PartitionedLedger.OfReadersAsync(
            [new("first", await PostgreSqlLedger.OpenToReadAsync(first)), new("second", await PostgreSqlLedger.OpenToReadAsync(second))]);
        foreach (var scribe in scribes) await writer.AppendAsync(scribe.Write(Purchase("p2")));

        Assert.Equal(before, (await reader.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines);
        Assert.Equal(scribes.Select(scribe => scribe.Line), (await writer.ReadCustomersAsync(Segment.Everyone, null, 100)).Lines);
    }

    private static PartitionedLedger Ledger(string first, string second) => new([new(first, PostgreSqlLedger.Open(first)), new(second, PostgreSqlLedger.Open(second))], "set");
}
