using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Agents;

/// <summary>How much agents get at once.</summary>
public sealed class AgentOptions
{
    /// <summary>How many tools answer at the same time; further calls wait. Default 16.</summary>
    [Range(1, 10_000)]
    public int CallLimit { get; set; } = 16;

    /// <summary>How long a call waits for its turn before it is told to come later. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most bytes of an answer's JSON, which is sent twice: as structure and as text. Default 128 KiB.</summary>
    [Range(512, 1 << 24)]
    public int AnswerLimit { get; set; } = 128 << 10;
}
