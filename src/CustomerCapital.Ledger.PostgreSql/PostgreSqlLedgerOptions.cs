using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>How a process uses a ledger in PostgreSQL.</summary>
public sealed class PostgreSqlLedgerOptions
{
    /// <summary>Number of the rows of counters to which this process adds. Default 0.</summary>
    /// <remarks>Processes that write at the same time do not wait for each other's counters if each has its own number; figures are right either way.</remarks>
    [Range(0, short.MaxValue)]
    public short Writer { get; set; }
}
