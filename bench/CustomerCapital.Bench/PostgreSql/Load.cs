namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What a load came to.</summary>
/// <param name="Purchases">How many were answered as accepted.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Milliseconds">From sending each to its answer.</param>
internal sealed record Load(long Purchases, TimeSpan Elapsed, IReadOnlyList<double> Milliseconds)
{
    /// <summary>The longest time in which nothing was answered although something waited; told of single posts that fall due evenly.</summary>
    public TimeSpan LongestSilence { get; init; }
}
