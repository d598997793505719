using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Ledger.Tests.Partitioning;

/// <summary>Ledgers whose customers are divided among so many ledgers in memory.</summary>
public abstract class PartitionedLedgers(int count) : ILedgerSource
{
    private readonly List<ILedger> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var partitions = Enumerable.Range(1, count).Select(place => new Partition($"memory {place}", new InMemoryLedger(options ?? new(), TimeProvider.System)));
        var ledger = new PartitionedLedger([.. partitions], "set");
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    /// <remarks>In the first partition.</remarks>
    public ActorId Together(ActorId actor)
    {
        while (Routing.PartitionOf(actor, count) != 0) actor = actor with { Key = actor.Key + "x" };
        return actor;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class TwoPartitions() : PartitionedLedgers(2);

public sealed class ThreePartitions() : PartitionedLedgers(3);

public sealed class TwoPartitionsAppendingTests : AppendingConformance<TwoPartitions>;

public sealed class TwoPartitionsFencingTests : FencingConformance<TwoPartitions>;

public sealed class TwoPartitionsRevokingTests : RevokingConformance<TwoPartitions>;

public sealed class TwoPartitionsMessagesTests : MessagesConformance<TwoPartitions>;

public sealed class TwoPartitionsActorsTests : ActorsConformance<TwoPartitions>;

public sealed class TwoPartitionsRecallingTests : RecallingConformance<TwoPartitions>;

public sealed class TwoPartitionsBoundedReadingTests : BoundedReadingConformance<TwoPartitions>;

public sealed class TwoPartitionsFeedTests : FeedConformance<TwoPartitions>;

public sealed class TwoPartitionsSortedListTests : SortedListConformance<TwoPartitions>;

public sealed class TwoPartitionsSearchTests : SearchConformance<TwoPartitions>;

public sealed class TwoPartitionsOpenFollowUpsTests : OpenFollowUpsConformance<TwoPartitions>;

public sealed class TwoPartitionsCountersTests : CountersConformance<TwoPartitions>;

public sealed class TwoPartitionsControlStateTests : ControlStateConformance<TwoPartitions>;

public sealed class TwoPartitionsCustomerListTests : CustomerListConformance<TwoPartitions>;

public sealed class TwoPartitionsDueWorkTests : DueWorkConformance<TwoPartitions>;

public sealed class TwoPartitionsSchemaTests : SchemaConformance<TwoPartitions>;

public sealed class ThreePartitionsAppendingTests : AppendingConformance<ThreePartitions>;

public sealed class ThreePartitionsFencingTests : FencingConformance<ThreePartitions>;

public sealed class ThreePartitionsRevokingTests : RevokingConformance<ThreePartitions>;

public sealed class ThreePartitionsMessagesTests : MessagesConformance<ThreePartitions>;

public sealed class ThreePartitionsActorsTests : ActorsConformance<ThreePartitions>;

public sealed class ThreePartitionsRecallingTests : RecallingConformance<ThreePartitions>;

public sealed class ThreePartitionsBoundedReadingTests : BoundedReadingConformance<ThreePartitions>;

public sealed class ThreePartitionsFeedTests : FeedConformance<ThreePartitions>;

public sealed class ThreePartitionsSortedListTests : SortedListConformance<ThreePartitions>;

public sealed class ThreePartitionsSearchTests : SearchConformance<ThreePartitions>;

public sealed class ThreePartitionsOpenFollowUpsTests : OpenFollowUpsConformance<ThreePartitions>;

public sealed class ThreePartitionsCountersTests : CountersConformance<ThreePartitions>;

public sealed class ThreePartitionsControlStateTests : ControlStateConformance<ThreePartitions>;

public sealed class ThreePartitionsCustomerListTests : CustomerListConformance<ThreePartitions>;

public sealed class ThreePartitionsDueWorkTests : DueWorkConformance<ThreePartitions>;

public sealed class ThreePartitionsSchemaTests : SchemaConformance<ThreePartitions>;
