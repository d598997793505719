using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Verification;

/// <summary>Which ids lead to which customers, and which histories were put away: by what verification follows others' entries that name an id that is gone, and knows gaps between numbers.</summary>
internal sealed class MergedIds
{
    private readonly Dictionary<string, string> _leadsTo = new(StringComparer.Ordinal);
    private readonly Dictionary<ActorId, HashSet<long>> _ends = [];

    private MergedIds()
    {
    }

    /// <summary>Reads all of them.</summary>
    public static async Task<MergedIds> ReadAsync(ILedger ledger, CancellationToken cancellation)
    {
        var ids = new MergedIds();
        foreach (var alias in await ActorsOfKind.ReadAsync(ledger, ActorKind.Alias, cancellation))
            if (Alias.Part.Of(alias).Current() is { } current) ids._leadsTo[alias.Id.Key] = current.CustomerId;
        foreach (var state in await ActorsOfKind.ReadAsync(ledger, ActorKind.PutAway, cancellation))
        {
            if (!ids._ends.TryGetValue(state.Id, out var ends)) ids._ends.Add(state.Id, ends = []);
            ends.Add(state.Sequence);
        }

        return ids;
    }

    /// <summary>The customer to whom an id leads; the id itself where it leads nowhere.</summary>
    public string Now(string customerId)
    {
        for (var seen = 0; seen <= _leadsTo.Count && _leadsTo.TryGetValue(customerId, out var into); seen++) customerId = into;
        return customerId;
    }

    /// <summary>A customer, or another actor, where its id leads.</summary>
    public ActorId Now(ActorId actor) => actor.Kind == ActorKind.Customer ? Now(actor.Key) : actor;

    /// <summary>The ids that lead to a customer, and the customer's own.</summary>
    public IEnumerable<string> IdsOf(string customerId) => _leadsTo.Keys.Where(id => Now(id) == customerId).Prepend(customerId);

    /// <summary>Whether numbers between two entries were given to a history that was put away, after which this one goes on: two numbers later, or one where that was given before it was put away.</summary>
    public bool ExplainsGap(ActorId actor, long last, long next) => next > last && _ends.TryGetValue(actor, out var ends) && (ends.Contains(next - 1) || ends.Contains(next - 2));
}
