using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Ledger.Sql;

/// <summary>How a process uses a ledger in a database on a server.</summary>
public class CommitterOptions
{
    /// <summary>Number of the rows of counters to which this process adds; with several <see cref="Committers"/>, of the first of them. Default 0.</summary>
    /// <remarks>Processes that write at the same time do not wait for each other's counters if each has its own numbers; figures are right either way.</remarks>
    [Range(0, short.MaxValue - 16)]
    public short Writer { get; set; }

    /// <summary>How many groups of appends are written at the same time, each on a session of its own. Default 3.</summary>
    [Range(1, 16)]
    public int Committers { get; set; } = 3;
}
