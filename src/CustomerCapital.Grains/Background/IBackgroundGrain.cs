using Orleans.Concurrency;

namespace CustomerCapital.Grains.Background;

/// <summary>An actor that does something again and again; one of a kind for the program.</summary>
[Alias("background")]
public interface IBackgroundGrain : IGrainWithStringKey
{
    /// <summary>Starts, if it has not, and goes on from then on.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Something waits. Losing this only delays it.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("call")]
    Task CallAsync();

    /// <summary>Does what waits.</summary>
    /// <returns>How much was done.</returns>
    [Alias("round")]
    Task<int> RoundAsync();
}
