namespace CustomerCapital.Faults.Tests;

/// <summary>How hard a run is.</summary>
/// <param name="Seed">Of every chance.</param>
/// <param name="Seconds">Of load before the fault, between repeated ones, and after it.</param>
/// <param name="Times">How often faults that can be are repeated.</param>
/// <param name="Hold">How long faults that last do: a full disk, a server that stands still.</param>
internal sealed record FaultOptions(int Seed, double Seconds, int Times, TimeSpan Hold)
{
    /// <summary>Customers in the audience of a campaign.</summary>
    public int Members { get; init; } = 2_000;

    /// <summary>Callers who come at once.</summary>
    public int Herd { get; init; } = 10_000;

    public static FaultOptions Whole(int seed, double seconds) => new(seed, seconds, Times: 3, Hold: TimeSpan.FromSeconds(10));

    public static FaultOptions Short { get; } = new(Seed: 1, Seconds: 0.5, Times: 2, Hold: TimeSpan.FromSeconds(1)) { Herd = 3_000 };
}
