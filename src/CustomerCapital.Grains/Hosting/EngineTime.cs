namespace CustomerCapital.Grains.Hosting;

/// <summary>The clock by which the engine decides; Orleans keeps its own.</summary>
/// <param name="Provider">Where it is read.</param>
public sealed record EngineTime(TimeProvider Provider);
