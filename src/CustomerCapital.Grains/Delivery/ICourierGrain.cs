using Orleans.Concurrency;

namespace CustomerCapital.Grains.Delivery;

/// <summary>Delivers what customers tell each other; one for the program.</summary>
[Alias("courier")]
public interface ICourierGrain : IGrainWithStringKey
{
    /// <summary>Starts, if it has not, and goes on from then on.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Something waits. Losing this only delays it.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("messages-sent")]
    Task MessagesSentAsync();

    /// <summary>Delivers until nothing waits.</summary>
    [Alias("deliver")]
    Task DeliverAsync();
}
