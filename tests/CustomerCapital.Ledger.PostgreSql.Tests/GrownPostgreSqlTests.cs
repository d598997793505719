using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>Ledgers that began with two databases, to which a third was added: what concerns single actors, numbers and places holds for them as for others.</summary>
public sealed class GrownPostgreSqlLedgers : ILedgerSource
{
    private readonly List<ILedger> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var (first, second) = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        var third = await PostgreSqlCluster.NewSchemaAsync();
        await using (var begun = new PartitionedLedger([Partition(first, options), Partition(second, options)], "set")) await begun.MigrateAsync();
        var ledger = new PartitionedLedger([Partition(first, options), Partition(second, options), Partition(third, options)], "set");
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        await ledger.GrowAsync(100, (_, _) => { });
        return ledger;
    }

    public ActorId Together(ActorId actor)
    {
        while (Routing.HashOf(actor) % 4 != 2) actor = actor with { Key = actor.Key + "x" };
        return actor;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }

    private static Partition Partition(string database, GroupCommitOptions? options) => new(PostgreSqlLedger.NameOf(database), PostgreSqlLedger.Open(database, groups: options));
}

public sealed class GrownPostgreSqlAppendingTests : AppendingConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlRevokingTests : RevokingConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlMessagesTests : MessagesConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlActorsTests : ActorsConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlRecallingTests : RecallingConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlFeedTests : FeedConformance<GrownPostgreSqlLedgers>;

public sealed class GrownPostgreSqlDueWorkTests : DueWorkConformance<GrownPostgreSqlLedgers>;
