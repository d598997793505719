using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Conformance.Segments;

namespace CustomerCapital.Ledger.Sqlite.Tests;

/// <summary>Ledgers in files of a temporary folder.</summary>
public sealed class SqliteLedgers : ILedgerSource
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ILedger> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var ledger = SqliteLedger.Open(_folder.Path($"{_opened.Count}.db"), options);
        _opened.Add(ledger);
        await ledger.MigrateAsync();
        return ledger;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteAppendingTests : AppendingConformance<SqliteLedgers>;

public sealed class SqliteFencingTests : FencingConformance<SqliteLedgers>;

public sealed class SqliteRevokingTests : RevokingConformance<SqliteLedgers>;

public sealed class SqliteMessagesTests : MessagesConformance<SqliteLedgers>;

public sealed class SqliteActorsTests : ActorsConformance<SqliteLedgers>;

public sealed class SqliteRecallingTests : RecallingConformance<SqliteLedgers>;

public sealed class SqliteBoundedReadingTests : BoundedReadingConformance<SqliteLedgers>;

public sealed class SqliteFeedTests : FeedConformance<SqliteLedgers>;

public sealed class SqliteSortedListTests : SortedListConformance<SqliteLedgers>;

public sealed class SqliteSearchTests : SearchConformance<SqliteLedgers>;

public sealed class SqliteOpenFollowUpsTests : OpenFollowUpsConformance<SqliteLedgers>;

public sealed class SqliteCountersTests : CountersConformance<SqliteLedgers>;

public sealed class SqliteControlStateTests : ControlStateConformance<SqliteLedgers>;

public sealed class SqliteCustomerListTests : CustomerListConformance<SqliteLedgers>;

public sealed class SqliteSegmentsTests : SegmentsConformance<SqliteLedgers>;

public sealed class SqliteDueWorkTests : DueWorkConformance<SqliteLedgers>;

public sealed class SqliteSchemaTests : SchemaConformance<SqliteLedgers>;
