namespace CustomerCapital.Engine.Deliveries;

/// <summary>How entries are delivered to one destination.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Entries that are read together, and sent again at most after a crash. Default 500.</summary>
    public int Page { get; init; } = 500;

    /// <summary>Attempts that are made side by side. Default 64.</summary>
    public int AtOnce { get; init; } = 64;

    /// <summary>Appends in work for each processor from which on purchases need the processors, and deliveries give way. Default 8.</summary>
    public int BusyAppends { get; init; } = 8;

    /// <summary>The longest time for which a delivery rests after a page while purchases need the processors. Default one second.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Entries that may wait; where there are more, nothing is read on until fewer wait. Default 1,000.</summary>
    public int WaitingLimit { get; init; } = 1_000;

    /// <summary>Failures in a row after which the destination is left alone for a while. Default 10.</summary>
    public int FailuresBeforePause { get; init; } = 10;

    /// <summary>How long an entry waits after each of its attempts; after the last it is given up. Jitter of a fifth is added. Default some 75 hours.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The longest time for which a destination is left alone where it does not ask for more. Default one hour.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest time for which a destination can ask to be left alone. Default one day.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromDays(1);
}
