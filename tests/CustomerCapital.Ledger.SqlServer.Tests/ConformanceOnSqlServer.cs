using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Conformance.Segments;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Ledgers in databases of their own, on one server.</summary>
public sealed class SqlServerLedgers : ILedgerSource
{
    private readonly List<(ILedger Ledger, ServerDatabase Database)> _opened = [];

    public async Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var database = await ServerDatabase.NewAsync();
        var ledger = SqlServerLedger.Open(database.ConnectionString, groups: options);
        _opened.Add((ledger, database));
        await ledger.MigrateAsync();
        return ledger;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (ledger, database) in _opened)
        {
            await ledger.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}

public sealed class AppendingOnSqlServer : AppendingConformance<SqlServerLedgers>;

public sealed class FencingOnSqlServer : FencingConformance<SqlServerLedgers>;

public sealed class RevokingOnSqlServer : RevokingConformance<SqlServerLedgers>;

public sealed class MessagesOnSqlServer : MessagesConformance<SqlServerLedgers>;

public sealed class ActorsOnSqlServer : ActorsConformance<SqlServerLedgers>;

public sealed class RecallingOnSqlServer : RecallingConformance<SqlServerLedgers>;

public sealed class BoundedReadingOnSqlServer : BoundedReadingConformance<SqlServerLedgers>;

public sealed class FeedOnSqlServer : FeedConformance<SqlServerLedgers>;

public sealed class SortedListOnSqlServer : SortedListConformance<SqlServerLedgers>;

public sealed class SearchOnSqlServer : SearchConformance<SqlServerLedgers>;

public sealed class OpenFollowUpsOnSqlServer : OpenFollowUpsConformance<SqlServerLedgers>;

public sealed class CountersOnSqlServer : CountersConformance<SqlServerLedgers>;

public sealed class ControlStateOnSqlServer : ControlStateConformance<SqlServerLedgers>;

public sealed class CustomerListOnSqlServer : CustomerListConformance<SqlServerLedgers>;

public sealed class SegmentsOnSqlServer : SegmentsConformance<SqlServerLedgers>;

public sealed class DueWorkOnSqlServer : DueWorkConformance<SqlServerLedgers>;

public sealed class SchemaOnSqlServer : SchemaConformance<SqlServerLedgers>;
