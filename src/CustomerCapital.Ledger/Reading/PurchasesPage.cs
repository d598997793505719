using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Ledger.Reading;

/// <summary>What a customer has bought, with what the row tells at that moment.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Rung">The rung on which the customer stands.</param>
/// <param name="AcquisitionChannel">The channel by which the customer came; null where that is not known.</param>
/// <param name="History">What the customer's entries were folded into; null where one of them cannot be read.</param>
public sealed record CustomerPurchases(string CustomerId, Rung Rung, string? AcquisitionChannel, BuyingHistory? History);

/// <summary>Some customers with what they have bought.</summary>
/// <param name="Customers">In the order in which the database came to know them; all with each history whole.</param>
/// <param name="Next">The place after which the next page begins; null where no other customer follows.</param>
public sealed record PurchasesPage(IReadOnlyList<CustomerPurchases> Customers, long? Next);

/// <summary>Folds customers' entries as they come, customer by customer, into a page.</summary>
/// <param name="limit">How many customers a page has.</param>
internal sealed class PurchasesReading(int limit)
{
    private readonly List<CustomerPurchases> _customers = new(limit);
    private long _place;

    /// <summary>What has been read.</summary>
    public PurchasesPage Page => new(_customers, _customers.Count < limit ? null : _place);

    /// <summary>Whether the customer at a place is the one whose entries are being taken.</summary>
    public bool IsAt(long place) => _customers.Count > 0 && _place == place;

    /// <summary>Goes on to the next customer.</summary>
    /// <exception cref="InvalidOperationException">Customers do not come in their order, so that one could be missed.</exception>
    public void Begin(long place, string customerId, Rung rung, string? channel)
    {
        if (place <= _place) throw new InvalidOperationException($"The database gave the customer at place {place} after that at place {_place}.");
        _place = place;
        _customers.Add(new(customerId, rung, channel, new()));
    }

    /// <summary>Takes the customer's next entry.</summary>
    /// <param name="decode">Gives what the entry changes.</param>
    public void Take(Func<BuyingChange> decode)
    {
        if (_customers[^1].History is not { } history) return;
        try
        {
            history.Take(decode());
        }
        catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
        {
            _customers[^1] = _customers[^1] with { History = null };
        }
    }
}
