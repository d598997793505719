using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Merges;

/// <summary>The histories of two customers as that of one person.</summary>
/// <param name="Entries">The entries of both in the order of recording, numbered anew. Moments and natural ids are as they were.</param>
/// <param name="State">What they fold into.</param>
/// <param name="TakenTwice">Natural ids of the purchases that both had, of which one was left out with what it had earned.</param>
public sealed record MergedHistory(IReadOnlyList<Entry> Entries, ActorState State, IReadOnlyList<string> TakenTwice)
{
    /// <summary>Makes one history of two, or says why that cannot be done.</summary>
    /// <remarks>
    /// Facts stay what they are. What follows from all facts together is worked out anew: standings, and what an event repeats of the orders and opinions that are left. Who gave
    /// what was promised to either stays: points, rewards, vouchers, follow-ups, surveys. A registration that leaves something out keeps what the other knew of it. The ladder goes by the
    /// program as it is now.
    /// </remarks>
    /// <param name="into">The customer who stays.</param>
    /// <param name="own">Every entry of that customer, in order.</param>
    /// <param name="other">Every entry of the other customer, in order.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="now">When they are merged: what time alone has changed by then is part of the history.</param>
    /// <param name="numberedAfter">The last number that was given to an entry of the one who stays: it is given to no other.</param>
    public static (MergedHistory? Merged, Refusal? Refusal) Of(
        ActorId into, IReadOnlyList<Entry> own, IReadOnlyList<Entry> other, LoyaltyProgram program, DateTimeOffset now, long numberedAfter = 0)
    {
        if (MergeConflict.Between(own, other) is { } conflict) return (null, conflict);
        var (left, twice) = TwiceRecorded.LeftOut(own, other);
        if (twice.Refusal is { } refusal) return (null, refusal);
        var fold = new MergeFold(ActorState.New(into) with { Sequence = numberedAfter }, program, left.Own.Count + left.Other.Count);
        try
        {
            foreach (var (entry, side) in Interleaved(left.Own, left.Other)) fold.Take(entry, side);
            fold.End(now);
            // One was out of the household, or of another, while the other was in it.
            if ((MembershipOf(own) ?? MembershipOf(other)) is { } household && HouseholdMembership.Part.Of(fold.State).HouseholdId != household) fold.Tell(new HouseholdJoined(household), now);
        }
        catch (Exception impossible) when (impossible is InvalidOperationException or OverflowException)
        {
            return (null, MergeRefusal.Impossible());
        }

        if (fold.WalletThatOwesAndHolds() is { } wallet) return (null, MergeRefusal.OwesAndHolds(wallet));
        return (new(fold.Entries, fold.State, twice.NaturalIds), null);
    }

    private static string? MembershipOf(IReadOnlyList<Entry> history) => HouseholdMembership.After(history).HouseholdId;

    /// <summary>The entries of both by when they were recorded; those of one turn stay together, and of two turns of one moment that of the one who stays is first.</summary>
    private static IEnumerable<(Entry Entry, int Side)> Interleaved(IReadOnlyList<Entry> own, IReadOnlyList<Entry> other)
    {
        var (at, there) = (0, 0);
        while (at < own.Count || there < other.Count)
        {
            var isOwn = there == other.Count || (at < own.Count && own[at].RecordedAt <= other[there].RecordedAt);
            yield return isOwn ? (own[at++], 0) : (other[there++], 1);
        }
    }
}
