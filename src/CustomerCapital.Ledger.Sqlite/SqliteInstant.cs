using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>Instants as microseconds since 1970.</summary>
internal static class SqliteInstant
{
    public static object? Of(DateTimeOffset? instant) => instant is { } at ? (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;

    public static DateTimeOffset Read(SqliteDataReader row, int column) => DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(column) * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? ReadOptional(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Read(row, column);
}
