using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Merges;

/// <summary>What was recorded since two customers were merged, as what each of them has done.</summary>
/// <param name="Own">What goes on after the own history of the one who has stayed, numbered.</param>
/// <param name="Other">What goes on after that of the other, numbered.</param>
public sealed record SplitHistory(IReadOnlyList<Entry> Own, IReadOnlyList<Entry> Other)
{
    /// <summary>Gives each entry to one of the two, or says why that cannot be done.</summary>
    /// <remarks>
    /// What concerns an order or an opinion of the other's goes to the other, with what followed from it; all else stays with the one who has stayed. Standings follow anew,
    /// and so do points that expire. Where nothing was recorded, nothing goes on: both are to the byte what they were.
    /// </remarks>
    /// <param name="own">The own history of the one who has stayed, as it was put away.</param>
    /// <param name="other">That of the other.</param>
    /// <param name="since">The entries after the merge, in order.</param>
    /// <param name="brought">Who brought the customer, as the merged history has told the referrer; null for nobody.</param>
    /// <param name="program">Policy and calendar in force.</param>
    /// <param name="now">When the merge is taken back.</param>
    /// <param name="numberedAfter">The last number that was given to an entry of each.</param>
    public static (SplitHistory? Split, Refusal? Refusal) Of(
        IReadOnlyList<Entry> own, IReadOnlyList<Entry> other, IReadOnlyList<Entry> since, BroughtBy? brought, LoyaltyProgram program, DateTimeOffset now, (long Own, long Other) numberedAfter)
    {
        var theirIds = other.Select(entry => entry.NaturalId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var ownIds = own.Select(entry => entry.NaturalId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var broughtByOther = BroughtBy(other).Except(BroughtBy(own)).ToHashSet(StringComparer.Ordinal);
        var (mine, theirs) = (Begun(own, program, since.Count, numberedAfter.Own), Begun(other, program, since.Count, numberedAfter.Other));
        var (to, debts) = (mine, HeldWallets.Part.Of(mine.State));
        try
        {
            foreach (var entry in since)
            {
                if (entry.Event is StandingChanged or WalletExpired) continue;
                // What follows from a fact goes where that has gone.
                if (entry.After is not null) to = IsOfOther(entry) ? theirs : mine;
                if (entry.NaturalId is { } id) (to == theirs ? theirIds : ownIds).Add(id);
                to.Take(entry);
                // Who does not wish to be contacted any more is not, and who has left the household is out of it, whoever that was.
                if (to == mine && entry.Event is ConsentChanged { IsGiven: false } or HouseholdLeft) theirs.Take(entry);
            }

            mine.End();
            theirs.End();
        }
        catch (Exception impossible) when (impossible is InvalidOperationException or OverflowException)
        {
            return (null, MergeRefusal.Inseparable());
        }

        if (WalletThatOwesMore(debts, mine.State) is { } wallet) return (null, MergeRefusal.Inseparable(wallet));
        if (ToTell(mine.State, brought) is { } again) mine.Tell(again, now);
        return (new([.. mine.Entries.Skip(own.Count)], [.. theirs.Entries.Skip(other.Count)]), null);

        bool IsOfOther(Entry entry) => entry.Event is ConversionCounted counted ? broughtByOther.Contains(counted.ReferredCustomerId)
            : entry.ConcernsId is { } concerns && theirIds.Contains(concerns) && !ownIds.Contains(concerns);
    }

    private static IEnumerable<string> BroughtBy(IEnumerable<Entry> history) => history.Select(entry => entry.Event).OfType<ReferralMade>().Select(made => made.ReferredCustomerId);

    private static MergeFold Begun(IReadOnlyList<Entry> history, LoyaltyProgram program, int more, long numberedAfter)
    {
        var fold = new MergeFold(ActorState.New(history[0].Actor), program, history.Count + more);
        fold.Begin(history);
        fold.NumberAfter(numberedAfter);
        return fold;
    }

    private static string? WalletThatOwesMore(HeldWallets before, ActorState after) => HeldWallets.Part.Of(after).All.Find(wallet => wallet.Debt > before.Of(wallet.Name).Debt)?.Name;

    /// <summary>What the referrer is to be told, who was told of the merged history; null where both say the same.</summary>
    private static ReferralConversionChanged? ToTell(ActorState state, BroughtBy? told)
    {
        var history = ReferralHistory.Part.Of(state);
        if (told is null || history.BroughtBy is not { } own || own.Changes == told.Changes) return null;
        return ReferralConversionChanged.Due(ReferralHistory.Part.Set(state, history with { BroughtBy = told }))
            ?? new(told.CustomerId, told.Changes + 2, told.ConvertedAt!.Value) { MovedFrom = told.ConvertedAt };
    }
}
