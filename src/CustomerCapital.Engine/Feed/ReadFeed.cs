using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Feed;

/// <summary>Entries of all actors but the audit log after a place, as <see cref="ILedger.ReadFeedAsync"/> reads them.</summary>
/// <param name="After">The place that the page before ended at.</param>
/// <param name="Limit">At most so many, 1 to <see cref="FindCustomers.PageLimit"/>; fewer where they would have too many bytes.</param>
public sealed record ReadFeed(FeedPlace After, int Limit) : Question<FeedPage?>
{
    /// <returns>Null where the place is none of this ledger.</returns>
    public override async Task<FeedPage?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        try
        {
            return await FeedReading.ReadAsync(engine.Ledger, After, Limit, entry => entry.Actor.Kind != ActorKind.AuditLog, cancellation);
        }
        catch (FeedPlaceException)
        {
            return null;
        }
    }
}
