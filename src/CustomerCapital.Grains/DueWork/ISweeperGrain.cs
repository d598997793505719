namespace CustomerCapital.Grains.DueWork;

/// <summary>Reviews customers whose time has come, and everyone after the policy has changed; one for the program.</summary>
[Alias("sweeper")]
public interface ISweeperGrain : IGrainWithStringKey
{
    /// <summary>Starts, if it has not, and goes on from then on.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Reviews everyone due now.</summary>
    /// <returns>How many were reviewed.</returns>
    [Alias("sweep")]
    Task<int> SweepAsync();
}
