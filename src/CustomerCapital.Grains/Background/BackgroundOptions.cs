using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Grains.Background;

/// <summary>How often the cluster's background work is done.</summary>
public sealed class BackgroundOptions
{
    /// <summary>How long after a round the next begins; zero for none but when asked. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon it starts again elsewhere after its silo has gone, at most. Default 1 min, the shortest that Orleans' reminders take.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan WakeEvery { get; set; } = TimeSpan.FromMinutes(1);
}
