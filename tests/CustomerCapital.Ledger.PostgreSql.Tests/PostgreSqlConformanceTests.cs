using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Conformance.Segments;

namespace CustomerCapital.Ledger.PostgreSql.Tests;

/// <summary>Ledgers in schemas of their own, in one throw-away cluster.</summary>
public sealed class PostgreSqlLedgers : ILedgerSource
{
    private readonly List<ILedger> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var ledger = PostgreSqlLedger.Open(await PostgreSqlCluster.NewSchemaAsync(), groups: options);
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }
}

public sealed class PostgreSqlAppendingTests : AppendingConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlFencingTests : FencingConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlRevokingTests : RevokingConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlMessagesTests : MessagesConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlActorsTests : ActorsConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlRecallingTests : RecallingConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlBoundedReadingTests : BoundedReadingConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlFeedTests : FeedConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlSortedListTests : SortedListConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlSearchTests : SearchConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlOpenFollowUpsTests : OpenFollowUpsConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlCountersTests : CountersConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlControlStateTests : ControlStateConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlCustomerListTests : CustomerListConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlSegmentsTests : SegmentsConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlDueWorkTests : DueWorkConformance<PostgreSqlLedgers>;

public sealed class PostgreSqlSchemaTests : SchemaConformance<PostgreSqlLedgers>;
