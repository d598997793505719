using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Purchases;

/// <summary>What a customer's purchases come to, less returns and credits; its size grows with the months of activity alone.</summary>
public sealed record PurchaseHistory : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<PurchaseHistory> Part = new("purchases", new(), inRow: true);

    /// <summary>Purchases that have not come back whole.</summary>
    public long Orders { get; init; }

    /// <summary>Purchases net of returns and credits.</summary>
    public Money Revenue { get; init; }

    /// <summary>Months with orders or revenue.</summary>
    public ActivityMonths Activity { get; init => field = value ?? ActivityMonths.Empty; } = ActivityMonths.Empty;

    /// <summary>When the earliest order was placed. Null if there is none.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>When the latest orders were placed.</summary>
    public LatestInstants LatestOrders { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    /// <summary>Channel of the earliest purchase that names one; stands in while none is registered.</summary>
    public ChannelOfPurchase? EarliestChannel { get; init; }

    /// <summary>A state with this history, and with revenue that has changed: the one way by which a customer's revenue changes, so that all that rests on it changes with it.</summary>
    /// <param name="state">The state before it, with another history.</param>
    /// <param name="purchasedAt">When the purchase was placed of which it is, or when a credit was given.</param>
    /// <param name="orders">How many orders of that month there are more, or fewer.</param>
    /// <param name="amount">How much more, or less.</param>
    /// <param name="moment">When it happened.</param>
    /// <param name="uses">The vouchers that the purchase has used, or uses no more.</param>
    internal ActorState ChangeRevenue(ActorState state, DateTimeOffset purchasedAt, int orders, Money amount, in Moment moment, VoucherUses uses = default)
    {
        state = Part.Set(state, this with { Revenue = Revenue + amount, Activity = Activity.With(moment.Calendar.MonthOf(purchasedAt), orders, amount) });
        return CustomerCampaigns.ChangeRevenue(state, purchasedAt, amount, uses, moment.RecordedAt);
    }

    /// <summary>The same with one order less; its revenue is another matter.</summary>
    /// <param name="purchasedAt">When that one was placed.</param>
    /// <param name="first">When the first order was placed that is left, where <paramref name="latest"/> is given.</param>
    /// <param name="latest">The latest that are left, where they cannot be told from these; else null.</param>
    internal PurchaseHistory WithoutOrder(DateTimeOffset purchasedAt, DateTimeOffset? first, LatestInstants? latest)
    {
        var left = latest ?? LatestOrders.Without(purchasedAt);
        return this with
        {
            Orders = Orders - 1,
            LatestOrders = left,
            FirstOrderAt = latest is not null ? first : Orders <= LatestOrders.Count ? left.Oldest : FirstOrderAt,
        };
    }

    /// <summary>What an event must say of the orders that are left without one: nothing where these tell it; where too few are left, or it was the first, the history fills them up.</summary>
    /// <returns>Null where the whole history is needed.</returns>
    internal (DateTimeOffset? First, LatestInstants? Latest)? OrdersWithout(DateTimeOffset purchasedAt, Recollection past)
    {
        if (Orders <= LatestOrders.Count) return (null, null);
        if (LatestOrders.Without(purchasedAt).Count >= LatestInstants.Needed && purchasedAt != FirstOrderAt) return (null, null);
        return past.Times?.Without(purchasedAt);
    }
}

/// <summary>A purchase's channel and when it was used.</summary>
public sealed record ChannelOfPurchase(string Channel, DateTimeOffset At) : Kept;

/// <summary>What purchases say of a customer.</summary>
public static class BuyingCustomer
{
    extension(ActorState state)
    {
        /// <summary>Purchases that have not come back whole.</summary>
        public long Orders => PurchaseHistory.Part.Of(state).Orders;

        /// <summary>Purchases net of returns and credits.</summary>
        public Money Revenue => PurchaseHistory.Part.Of(state).Revenue;

        /// <summary>Months with orders or revenue.</summary>
        public ActivityMonths Activity => PurchaseHistory.Part.Of(state).Activity;

        /// <summary>When the earliest order was placed. Null if there is none.</summary>
        public DateTimeOffset? FirstOrderAt => PurchaseHistory.Part.Of(state).FirstOrderAt;

        /// <summary>When the latest orders were placed.</summary>
        public LatestInstants LatestOrders => PurchaseHistory.Part.Of(state).LatestOrders;

        /// <summary>When the latest order was placed; null when there is none.</summary>
        public DateTimeOffset? LastOrderAt => PurchaseHistory.Part.Of(state).LatestOrders[0];
    }
}
