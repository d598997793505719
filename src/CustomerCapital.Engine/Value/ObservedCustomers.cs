using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Value;

/// <summary>What was observed of one customer, and what the row told then.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Rung">The rung on which the customer stood.</param>
/// <param name="AcquisitionChannel">The channel by which the customer came; null where that is not known.</param>
/// <param name="Orders">The orders up to the day; null where there were none, or where an entry cannot be read.</param>
internal sealed record ObservedCustomer(string CustomerId, Rung Rung, string? AcquisitionChannel, BuyingSummary? Orders);

/// <summary>What was observed of everybody while models were fitted, kept until everybody is scored so that the ledger is not read again. Memory is bounded.</summary>
/// <param name="asOf">The last local day that was observed.</param>
/// <param name="sizeLimit">At most so many bytes are kept: of more customers nothing, and who scores them reads the ledger again.</param>
internal sealed class ObservedCustomers(DateOnly asOf, long sizeLimit = ObservedCustomers.SizeLimit)
{
    /// <summary>Some 1.6 million customers with ids of eleven letters.</summary>
    public const long SizeLimit = 256L << 20;

    /// <summary>Of a customer without the letters: the record and its place in the list, and the headers of the id.</summary>
    private const long SizeOfOne = 136;

    private readonly Dictionary<string, string> _channels = [];
    private List<ObservedCustomer>? _customers = [];
    private long _size;

    /// <summary>The last local day that was observed.</summary>
    public DateOnly AsOf => asOf;

    /// <summary>Everybody; null where that came to more than is kept.</summary>
    public IReadOnlyList<ObservedCustomer>? All => _customers;

    /// <summary>Adds what was observed of the next customer.</summary>
    public void Add(CustomerPurchases customer, BuyingSummary? orders)
    {
        if (_customers is null) return;
        var channel = customer.AcquisitionChannel;
        // Many customers share a channel.
        if (channel is not null && !_channels.TryGetValue(channel, out channel))
        {
            channel = customer.AcquisitionChannel!;
            if (_channels.Count < ScoreSums.ChannelLimit) _channels.Add(channel, channel);
            _size += SizeOf(channel);
        }

        _size += SizeOfOne + SizeOf(customer.CustomerId);
        if (_size > sizeLimit) _customers = null;
        else _customers.Add(new(customer.CustomerId, customer.Rung, channel, orders));
    }

    private static long SizeOf(string text) => sizeof(char) * (long)text.Length;
}
