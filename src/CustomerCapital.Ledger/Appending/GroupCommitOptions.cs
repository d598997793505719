using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Ledger.Appending;

/// <summary>Limits of the queues before a ledger.</summary>
public sealed class GroupCommitOptions
{
    /// <summary>How many appends, and how many reads, may wait. Default 8,192.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; set; } = 8_192;

    /// <summary>How many bytes the appends that wait, and the reads, may have. Default 64 million.</summary>
    [Range(1L, 10_000_000_000L)]
    public long QueueSizeLimit { get; set; } = 64_000_000;

    /// <summary>How many are committed, or read, together at most. Default 512.</summary>
    [Range(1, 10_000)]
    public int GroupLimit { get; set; } = 512;

    /// <summary>Size in bytes after which a group takes no more; of reads it is that of the question, and that of the answers. Default 4 million.</summary>
    [Range(1, 100_000_000)]
    public int GroupSizeLimit { get; set; } = 4_000_000;

    /// <summary>How long a caller waits for a place in a full queue. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Where groups are run. Default the thread pool.</summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;
}
