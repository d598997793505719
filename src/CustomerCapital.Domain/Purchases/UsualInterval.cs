using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Purchases;

/// <summary>How often a customer usually orders, and what follows from it: when the next order is expected, and from when on the customer is at risk of having gone.</summary>
/// <remarks>
/// A day is 24 hours here, so that a state alone tells it and every database holds the same. Three instants of a customer say it all: the first order, the latest, and
/// how many there were. An order of which all pieces came back is none of them.
/// </remarks>
public static class UsualInterval
{
    /// <summary>How many orders a customer needs before there is a usual interval: two intervals at least.</summary>
    public const int OrdersNeeded = 3;

    /// <summary>After how many usual intervals without an order a customer is at risk.</summary>
    public const int IntervalsToRisk = 2;

    private static readonly DateTimeOffset Last = Decider.Microseconds(DateTimeOffset.MaxValue);

    extension(ActorState state)
    {
        /// <summary>(Latest order - first order) / (orders - 1) in whole days, rounded down, at least 1. Null below <see cref="OrdersNeeded"/> orders.</summary>
        public long? UsualIntervalDays => state.Orders >= OrdersNeeded && state is { FirstOrderAt: { } first, LastOrderAt: { } last }
            ? Math.Max(1, (last - first).Ticks / (state.Orders - 1) / TimeSpan.TicksPerDay)
            : null;

        /// <summary>Latest order + usual interval. Null where there is no usual interval.</summary>
        public DateTimeOffset? NextOrderExpectedAt => IntervalsLater(state, 1);

        /// <summary>Latest order + <see cref="IntervalsToRisk"/> usual intervals. Null where there is no usual interval.</summary>
        public DateTimeOffset? AtRiskAt => IntervalsLater(state, IntervalsToRisk);
    }

    private static DateTimeOffset? IntervalsLater(ActorState state, int intervals)
    {
        if (state.UsualIntervalDays is not { } usual || state.LastOrderAt is not { } last) return null;
        return (Last - last).TotalDays > usual * intervals ? last.AddDays(usual * intervals) : Last;
    }
}
