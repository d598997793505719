namespace CustomerCapital.Engine;

/// <summary>What a step of whatever is run by a grain of its own came to.</summary>
/// <param name="Done">How much was done; 0 where nothing was to do.</param>
/// <param name="Next">When there is something to do next; null where nobody knows, or never.</param>
/// <param name="IsOver">Whether nothing is left to do, for ever.</param>
public record RunnerStep(int Done, DateTimeOffset? Next, bool IsOver = false);
