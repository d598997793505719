using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Engine;

/// <summary>How much the engine takes at once in one process, and how long is waited.</summary>
public sealed class EngineOptions
{
    /// <summary>IANA time zone of the program; null takes the ledger's, or UTC for a new one.</summary>
    public string? TimeZone { get; set; }

    /// <summary>How many customers' actors are kept in memory; beyond it the longest idle ones leave. Default 20,000.</summary>
    [Range(1, 10_000_000)]
    public int ActorLimit { get; set; } = 20_000;

    /// <summary>How many commands in all may be in work, and how many more may wait for that; a read of a customer who is not in memory counts as one. Default 65,536.</summary>
    [Range(1, 10_000_000)]
    public int CommandLimit { get; set; } = 65_536;

    /// <summary>How many commands, reads and reviews may wait for one customer, and how many referrals for the program. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int WaitingLimit { get; set; } = 4_096;

    /// <summary>How long a caller waits while <see cref="CommandLimit"/> is reached. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a caller waits for an answer, whatever the ledger does; then its outcome is unknown. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Hosts to which webhooks are sent though they are in networks that are not public, and without TLS where the address says so. Default none.</summary>
    public IReadOnlyList<string> WebhookHosts { get; set; } = [];

    /// <summary>Whether the ledger was opened to read only. Default false.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether the program's clock can be set, as for trying out a year in a minute. Default false.</summary>
    public bool Sandbox { get; set; }
}
