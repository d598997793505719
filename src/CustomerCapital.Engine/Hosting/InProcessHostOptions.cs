using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Engine.Hosting;

/// <summary>How the engine runs in one process.</summary>
public sealed class InProcessHostOptions
{
    /// <summary>IANA time zone of the program; null takes the ledger's, or UTC for a new one.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How many customers' actors are kept in memory; beyond it the longest idle ones leave. Default 20,000.</summary>
    [Range(1, 10_000_000)]
    public int ActorLimit { get; set; } = 20_000;

    /// <summary>How long an actor stays in memory after its last use. Default 5 minutes.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many commands may wait for one customer. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int WaitingLimit { get; set; } = 4_096;

    /// <summary>How often due work is looked for. Default 1 s.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether due work is done, messages delivered and idle actors dropped in the background. Default true.</summary>
    public bool BackgroundWork { get; set; } = true;

    /// <summary>Where turns and background work run. Default the thread pool.</summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;

    /// <summary>Whether the ledger was opened to read only. Default false.</summary>
    public bool ReadOnly { get; set; }
}
