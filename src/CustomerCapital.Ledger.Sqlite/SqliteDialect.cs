using System.Data.Common;
using System.Text.Json;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Schema;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>SQLite: instants are microseconds since 1970, and the one transaction that writes is the lock of everything.</summary>
internal sealed class SqliteDialect(string path) : SqlDialect(Text, path)
{
    /// <summary>The SQL of this provider.</summary>
    public static readonly ProviderSql Text = new(typeof(SqliteDialect).Assembly);

    private static readonly HashSet<string> NotNeeded =
        ["SelectFault", "LockSchema", "CreateSchema", "ShareFence", "LockFence", "LockCounters", "CheckCounters"];

    public override string Argument => $"sqlite:{Name}";

    public override string Another => "another path";

    public override string BeginSnapshot => "PRAGMA journal_mode = WAL; BEGIN DEFERRED";

    public override IReadOnlyList<string> Scrub { get; } = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"];

    public override bool AsksFirst => true;

    public override bool Needs(string operation) => !NotNeeded.Contains(operation);

    public override bool Holds(string text) => true;

    public override string IsIn(string value, string list) => $"{value} IN (SELECT value FROM json_each({list}))";

    public override (string Type, string Default) DefinitionOf(SqlType type) => type == SqlType.Text ? ("TEXT", "''") : ("INTEGER", "0");

    public override bool IsOfContent(Exception error) => error is OverflowException or SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_TOOBIG };

    public override bool IsUnique(Exception error) => error is SqliteException { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_UNIQUE };

    public override Exception ToLedger(Exception error) => (error as SqliteException)?.SqliteErrorCode switch
    {
        SQLITE_NOTADB => new LedgerSchemaException($"{Name} is not a SQLite database; name another path, or move that file away."),
        SQLITE_CANTOPEN => new LedgerUnavailableException($"{Name} cannot be opened; check that the folder exists and may be written to.", error),
        SQLITE_READONLY => new LedgerUnavailableException($"{Name} cannot be written to; check the permissions of the file and its folder.", error),
        SQLITE_FULL => new LedgerUnavailableException($"There is no room left for {Name}; free some and try again with the same natural id.", error),
        SQLITE_BUSY => new LedgerUnavailableException($"{Name} stayed locked by another program.", error),
        SQLITE_CORRUPT => new LedgerUnavailableException($"{Name} is damaged; restore it from a back-up.", error),
        _ => new LedgerUnavailableException($"{Name}: {error.Message}", error),
    };

    public override DateTimeOffset ReadInstant(DbDataReader row, int column) => DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(column) * TimeSpan.TicksPerMicrosecond);

    /// <summary>A value as a parameter takes it.</summary>
    public static object ToParameter(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Guid id => id.ToString(),
        Array list and not byte[] => JsonSerializer.Serialize<object>(list),
        _ => value,
    };

    /// <remarks>In the order of ids nothing is sorted; where rung and lapse are both fixed, their index has that order too.</remarks>
    protected override string Over(string text, SegmentSql segment)
    {
        var index = Fixes(segment.Segment, LadderFields.Rung) && Fixes(segment.Segment, LadderFields.Lapsed) ? "actors_by_rung" : "sqlite_autoindex_actors_1";
        return base.Over(text, segment).Replace("{index}", index, StringComparison.Ordinal);
    }

    protected override string ValueOf(SqlColumn column) => column.Type == SqlType.Document ? $"cast(@{column.Name} AS TEXT)" : $"@{column.Name}";

    private static bool Fixes(Segment segment, Field field) => segment switch
    {
        AllOf all => all.Parts.Any(part => Fixes(part, field)),
        Condition condition => condition.Of == field && condition.Operator == SegmentOperator.Equals,
        _ => false,
    };
}
