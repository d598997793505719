using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Deliveries;

/// <summary>Where deliveries name a person: in what waits, and in their latest attempts.</summary>
internal static class NamedDeliveries
{
    /// <summary>Gives the person another name there. Whoever delivers meanwhile reads anew how far that has come.</summary>
    /// <returns>How many deliveries were changed.</returns>
    public static async Task<long> ForgetAsync(ILedger ledger, PersonalValues person, CancellationToken cancellation)
    {
        var (changed, subscriptions) = (0L, await ActorsOfKind.ReadAsync(ledger, ActorKind.Subscription, cancellation));
        foreach (var name in subscriptions.Select(state => SubscriptionRunner.DeliveryOf(state.Id.Key)).Append(MailRunner.Name))
        {
            if (await DeliveryState.ReadAsync(ledger, name, cancellation) is not var (state, version)) continue;
            var other = state with
            {
                Waiting = [.. state.Waiting.Select(waiting => waiting with { Entry = Of(waiting.Entry), Reason = waiting.Reason is null ? null : person.Replace(waiting.Reason) })],
                Recent = [.. state.Recent.Select(attempt => attempt with { Entry = Of(attempt.Entry), Failure = attempt.Failure is null ? null : person.Replace(attempt.Failure) })],
            };
            if (other.Waiting.SequenceEqual(state.Waiting) && other.Recent.SequenceEqual(state.Recent)) continue;
            changed++;
            try
            {
                await other.WriteAsync(ledger, name, version, cancellation);
            }
            catch (VersionConflictException)
            {
                // The delivery has gone on; the next pass looks again.
            }
        }

        return changed;

        EntryId Of(EntryId entry) => entry.Actor == person.CustomerId ? new(person.ErasedId, entry.Sequence) : entry;
    }
}
