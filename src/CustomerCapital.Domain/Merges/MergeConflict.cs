using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Domain.Merges;

/// <summary>Why two customers cannot be one person, as their histories have it.</summary>
internal static class MergeConflict
{
    /// <summary>The first reason; null where there is none.</summary>
    public static Refusal? Between(IReadOnlyList<Entry> own, IReadOnlyList<Entry> other)
    {
        if (own.Count == 0) throw new ArgumentException("Who stays must be known.", nameof(own));
        if (other.Count == 0) throw new ArgumentException("The other must be known.", nameof(other));
        var (one, two) = (own[0].CustomerId, other[0].CustomerId);
        if (ReferrersOf(own).Intersect(IdsOf(other)).Any() || ReferrersOf(other).Intersect(IdsOf(own)).Any()) return MergeRefusal.ReferredEachOther(one, two);
        if (ReferrersOf(own).Any() && ReferrersOf(other).Any()) return MergeRefusal.BothReferred(one, two);
        // Referrers know whom they brought by the id that would be gone.
        if (ReferrersOf(other).Any()) return MergeRefusal.OtherReferred(one, two);
        var known = own.Where(entry => entry.NaturalId is not null).ToDictionary(entry => entry.NaturalId!, StringComparer.Ordinal);
        foreach (var entry in other)
            if (entry.NaturalId is { } id && known.TryGetValue(id, out var there) && !IsOneOrder(entry, there)) return entry.Event is PurchaseTakenOver || there.Event is PurchaseTakenOver ? MergeRefusal.Moved(id) : MergeRefusal.IdTaken(id);
        return null;
    }

    /// <summary>The customer's id, and those of others who are part of the customer.</summary>
    private static IEnumerable<string> IdsOf(IReadOnlyList<Entry> history) => history.Select(entry => entry.Event).OfType<CustomersMerged>().Select(merged => merged.MergedCustomerId).Append(history[0].CustomerId);

    /// <summary>Whether two entries are one order that was recorded for both.</summary>
    internal static bool IsOneOrder(Entry one, Entry two) => one.Event is PurchaseRecorded && two.Event is PurchaseRecorded && one.ContentHash is not null && one.ContentHash == two.ContentHash;

    private static IEnumerable<string> ReferrersOf(IEnumerable<Entry> entries) => entries.Select(entry => entry.Event).OfType<ReferralAccepted>().Select(accepted => accepted.ReferrerId);
}

/// <summary>Orders that were recorded for both: of each one is left out.</summary>
internal static class TwiceRecorded
{
    /// <summary>Both histories without the one of each two orders of which nothing has come back or changed, that of the other customer where that holds for both.</summary>
    public static ((IReadOnlyList<Entry> Own, IReadOnlyList<Entry> Other) Left, (IReadOnlyList<string> NaturalIds, Refusal? Refusal) Twice) LeftOut(IReadOnlyList<Entry> own, IReadOnlyList<Entry> other)
    {
        var known = own.Where(entry => entry.NaturalId is not null).ToDictionary(entry => entry.NaturalId!, StringComparer.Ordinal);
        var twice = other.Where(entry => entry.NaturalId is { } id && known.ContainsKey(id)).ToList();
        if (twice.Count == 0) return ((own, other), ([], null));
        var (changedHere, changedThere) = (Concerned(own), Concerned(other));
        var (withoutHere, withoutThere) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var entry in twice)
        {
            var id = entry.NaturalId!;
            if (((PurchaseRecorded)entry.Event).Vouchers is { Count: > 0 }) return ((own, other), ([], MergeRefusal.TwiceWithVouchers(id)));
            if (!changedThere.Contains(id)) withoutThere.Add(id);
            else if (!changedHere.Contains(id)) withoutHere.Add(id);
            else return ((own, other), ([], MergeRefusal.ChangedTwice(id)));
        }

        return ((Without(own, withoutHere), Without(other, withoutThere)), ([.. twice.Select(entry => entry.NaturalId!)], null));
    }

    private static HashSet<string> Concerned(IEnumerable<Entry> entries) => [.. entries.Select(entry => entry.ConcernsId).OfType<string>()];

    private static List<Entry> Without(IEnumerable<Entry> entries, HashSet<string> naturalIds) => [.. entries.Where(entry => entry.NaturalId is not { } id || !naturalIds.Contains(id))];
}

/// <summary>Why customers are not merged.</summary>
public static class MergeRefusal
{
    /// <summary>One of them has brought the other.</summary>
    public static Refusal ReferredEachOther(string one, string two) => new("merge_referred_each_other", $"One of '{one}' and '{two}' has brought the other: one person brings nobody that way. Take the referral back first.");

    /// <summary>Both were brought by somebody.</summary>
    public static Refusal BothReferred(string one, string two) => new("merge_both_referred", $"'{one}' and '{two}' were both brought by somebody, and a person is brought once.");

    /// <summary>The one who would be gone was brought by somebody.</summary>
    public static Refusal OtherReferred(string one, string two) => new("merge_other_referred", $"'{two}' was brought by somebody, who knows that person by this id; let '{two}' stay, and merge '{one}' into '{two}'.");

    /// <summary>It is one customer.</summary>
    public static Refusal Same(string id) => new("merge_same", $"'{id}' is one customer; name another.");

    /// <summary>There are too many merges already.</summary>
    public static Refusal TooMany() => new("merge_too_many", $"A customer can be merged with {MergedCustomers.Most} others, and an id {Alias.Most} times, at most.");

    /// <summary>They are in two households.</summary>
    public static Refusal InTwoHouseholds(string one, string two) => new("merge_in_two_households", $"They are in households '{one}' and '{two}', and a person is in one at most; take one of them out of the household first.");

    /// <summary>They are in different databases.</summary>
    public static Refusal Apart(string one, string two) => new("merge_in_other_database", $"'{one}' and '{two}' are in different databases of this ledger, and cannot become one history.");

    /// <summary>Their histories are too long.</summary>
    public static Refusal TooLong(int most) => new("merge_too_long", string.Create(CultureInfo.InvariantCulture, $"Together they have more than the {most:N0} entries that a merge can write at once."));

    /// <summary>The merge was taken back.</summary>
    public static Refusal Undone(string mergeId) => new("merge_undone", $"Merge '{mergeId}' was taken back; to merge them again use another mergeId.");

    /// <summary>There is no such merge.</summary>
    public static Refusal NotFound(string mergeId) => new("merge_not_found", $"There is no merge '{mergeId}' of these customers.");

    /// <summary>Another merge came after it.</summary>
    public static Refusal NotTheLast(string mergeId) => new("merge_not_the_last", $"After merge '{mergeId}' the customer was merged once more, or erased; take back the later merge first.");

    /// <summary>Something was recorded since.</summary>
    public static Refusal WentOn(int facts) => new("merge_went_on", string.Create(CultureInfo.InvariantCulture, $"Since the merge {facts} orders, opinions or the like were recorded that are of neither of the two alone. With sinceStays they stay with the one who has stayed; what is sent again under the other id counts there once more."));

    /// <summary>What was recorded since cannot be told apart.</summary>
    /// <param name="wallet">The wallet of which more was spent than is the own of one of the two; null where it is something else.</param>
    public static Refusal Inseparable(string? wallet = null) => new("merge_inseparable",
        (wallet is null ? "What was recorded since the merge rests on what both had together, such as points of both that were spent at once" : $"Since the merge more of wallet '{wallet}' was spent than is the own of either") +
        ", and cannot be told apart: the merge stays. Orders can still be moved one by one to the customer whose they are.");

    /// <summary>Why two customers cannot be one, by their states alone; null for nothing.</summary>
    public static Refusal? Of(ActorState one, ActorState two, Alias merges) =>
        one.Id == two.Id ? Same(one.CustomerId)
        : one.IsErased || two.IsErased ? Refusal.CustomerErased()
        : HouseholdMembership.Part.Of(one).HouseholdId is { } here && HouseholdMembership.Part.Of(two).HouseholdId is { } there && here != there ? InTwoHouseholds(here, there)
        : MergedCustomers.Part.Of(one).All.Count >= MergedCustomers.Most || merges.Merges.Count >= Alias.Most ? TooMany()
        : null;

    /// <summary>Both have an id with another content.</summary>
    public static Refusal IdTaken(string id) => new("merge_id_taken", $"Both have '{id}', with another content; move or return the one that is wrong.");

    /// <summary>An order of one of them has moved, and both know it.</summary>
    public static Refusal Moved(string id) => new("merge_id_taken", $"'{id}' was moved, and stands in both histories; such two cannot be merged. Move the other orders of one of them to the other, one by one.");

    /// <summary>Both have an order that was changed in both histories.</summary>
    public static Refusal ChangedTwice(string id) => new("merge_changed_twice", $"Both have '{id}', and of both something has come back or was changed; undo that for one of them first.");

    /// <summary>Both have an order with vouchers.</summary>
    public static Refusal TwiceWithVouchers(string id) => new("merge_twice_with_vouchers", $"Both have '{id}', with vouchers; return it whole for one of them first.");

    /// <summary>One owes of a wallet what the other holds.</summary>
    public static Refusal OwesAndHolds(string wallet) => new("merge_owes_and_holds", $"Of wallet '{wallet}' one owes something and the other holds something; make up for what is owed first.");

    /// <summary>The two histories do not make one.</summary>
    public static Refusal Impossible() => new("merge_impossible",
        "The two histories do not make one: in the order in which both were recorded, more would be taken from a wallet than is in it, or a sum would leave its range. Orders can still be moved one by one to the customer whose they are.");
}
