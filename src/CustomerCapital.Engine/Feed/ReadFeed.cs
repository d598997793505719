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
            for (var place = After; ;)
            {
                var page = await engine.Ledger.ReadFeedAsync(place, Limit, EntryPage.SizeLimit, cancellation);
                var shown = page.Entries.Where(entry => entry.Actor.Kind != ActorKind.AuditLog).ToList();
                // A page is empty only where nothing else is recorded yet.
                if (shown.Count > 0 || page.Entries.Count == 0) return shown.Count == page.Entries.Count ? page : page with { Entries = shown };
                place = page.Next;
            }
        }
        catch (FeedPlaceException)
        {
            return null;
        }
    }
}
