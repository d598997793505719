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

    /// <summary>Has a round made that begins after this was first asked for, and waits a second for it: a round can last longer than any call may.</summary>
    /// <param name="asked">Names the round, in every call that asks for it.</param>
    /// <returns>How much was done; null while the round is not over, to be asked for again.</returns>
    [Alias("asked_round")]
    Task<int?> RoundAsync(Guid asked);
}
