using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Customers;

/// <summary>What the register knows of each customer.</summary>
public static class CustomerFields
{
    /// <summary>The caller's id of the customer.</summary>
    public static readonly Field<string> CustomerId = new("customerId", state => state.CustomerId) { Place = 0, Column = "actor_id" };

    /// <summary>The way of coming in.</summary>
    public static readonly Field<string> AcquisitionChannel =
        new("acquisitionChannel", state => state.AcquisitionChannel) { Place = 3, IsOptional = true, Column = "channel", Listing = Listing.Items };

    /// <summary>What winning the customer cost.</summary>
    public static readonly Field<Money> AcquisitionCost = new("acquisitionCost", state => state.AcquisitionCost) { Place = 6, Listing = Listing.Nowhere };

    /// <summary>The earliest moment that the history speaks of.</summary>
    public static readonly Field<SegmentInstant> KnownSince = new("knownSince", state => state.KnownSince) { Place = 12, Listing = Listing.Nowhere };
}
