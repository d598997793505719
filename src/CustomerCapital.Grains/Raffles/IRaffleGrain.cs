using Orleans.Concurrency;

namespace CustomerCapital.Grains.Raffles;

/// <summary>What runs a raffle; one for each raffle that is not over.</summary>
[Alias("raffle")]
public interface IRaffleGrain : IGrainWithStringKey
{
    /// <summary>Goes on from now on, if it did not already, and looks at once what is to do.</summary>
    [AlwaysInterleave]
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Does at once what is to do, for whoever sees to the raffles itself.</summary>
    /// <returns>How much was done.</returns>
    [Alias("round")]
    Task<int> RoundAsync();
}

/// <summary>Keys of the grains that run raffles.</summary>
internal static class RaffleKey
{
    /// <summary>Keeps ids that read as hexadecimal numbers from being stored as numbers.</summary>
    private const string Prefix = "of:";

    /// <summary>The raffle of a key.</summary>
    public static string RaffleOf(string key) => key[Prefix.Length..];

    /// <summary>The grain that runs a raffle.</summary>
    public static IRaffleGrain GetRaffleGrain(this IGrainFactory grains, string raffleId) => grains.GetGrain<IRaffleGrain>(Prefix + raffleId);
}
