using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Verification;

/// <summary>
/// Which ids were ever one customer, and which histories were put away: by what verification follows others' entries that name an id that is gone, or was when they were written, and knows gaps
/// between numbers.
/// </summary>
internal sealed class MergedIds
{
    private readonly Dictionary<string, SortedSet<string>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<ActorId, long> _ends = [];

    private MergedIds()
    {
    }

    /// <summary>Reads all of them.</summary>
    public static async Task<MergedIds> ReadAsync(ILedger ledger, CancellationToken cancellation)
    {
        var ids = new MergedIds();
        foreach (var kind in (ActorKind[])[ActorKind.Alias, ActorKind.FormerAlias])
            foreach (var alias in await ActorsOfKind.ReadAsync(ledger, kind, cancellation))
                foreach (var merge in Alias.Part.Of(alias).Merges) ids.Join(alias.Id.Key, merge.CustomerId);
        foreach (var state in await ActorsOfKind.ReadAsync(ledger, ActorKind.PutAway, cancellation)) ids._ends[state.Id] = Math.Max(state.Sequence, ids._ends.GetValueOrDefault(state.Id));
        return ids;
    }

    /// <summary>One id for all that were ever one customer; the id itself where there is no other.</summary>
    public string Now(string customerId) => _groups.TryGetValue(customerId, out var group) ? group.Min! : customerId;

    /// <summary>The same of a customer; another actor as it is.</summary>
    public ActorId Now(ActorId actor) => actor.Kind == ActorKind.Customer ? Now(actor.Key) : actor;

    /// <summary>The ids that were ever one customer with another, and that one's own first.</summary>
    public IEnumerable<string> IdsOf(string customerId) => _groups.TryGetValue(customerId, out var group) ? group.Where(id => id != customerId).Prepend(customerId) : [customerId];

    /// <summary>The actors that were ever one customer with another; of another kind the actor alone.</summary>
    public IEnumerable<ActorId> ActorsOf(ActorId actor) => actor.Kind == ActorKind.Customer ? IdsOf(actor.Key).Select(id => (ActorId)id) : [actor];

    /// <summary>Whether numbers between two entries were given to a history that was put away, after which this one goes on.</summary>
    public bool ExplainsGap(ActorId actor, long last, long next) => next > last && _ends.TryGetValue(actor, out var end) && end >= next - 2;

    private void Join(string one, string other)
    {
        var all = new SortedSet<string>(IdsOf(one).Concat(IdsOf(other)), StringComparer.Ordinal);
        foreach (var id in all) _groups[id] = all;
    }
}
