namespace CustomerCapital.Domain.Wallets;

/// <summary>How revenue is split between what was sold and the points that it earned (IFRS 15, B39 to B43; ASC 606-10-55-41 to 55-45), and when the part of the points is recognised.</summary>
public static class DeferredRevenue
{
    /// <summary>The part of a consideration that belongs to points: by relative stand-alone selling prices.</summary>
    /// <param name="consideration">What was paid in all.</param>
    /// <param name="sold">Stand-alone selling price of what was sold.</param>
    /// <param name="points">That of the points: their worth times the share that is expected to be spent.</param>
    public static decimal AllocatedTo(decimal consideration, decimal sold, decimal points) => sold + points == 0 ? 0 : consideration * points / (sold + points);

    /// <summary>What of that is recognised so far: as much as was spent of what is expected to be spent in all, or cannot be spent any more, because it has expired.</summary>
    /// <param name="allocated">The part of the points.</param>
    /// <param name="spent">What was spent so far.</param>
    /// <param name="expected">What is expected to be spent in all, by the estimate of now.</param>
    /// <param name="outstanding">What can still be spent, pending lots included.</param>
    public static decimal Recognised(decimal allocated, decimal spent, decimal expected, decimal outstanding) =>
        expected <= 0 ? 0 : allocated * (1 - Math.Clamp(Math.Min(expected - spent, outstanding) / expected, 0, 1));
}
