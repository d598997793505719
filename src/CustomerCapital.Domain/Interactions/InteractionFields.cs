using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Interactions;

/// <summary>What interactions say of each customer.</summary>
public static class InteractionFields
{
    /// <summary>When the latest interaction took place, whichever its kind.</summary>
    public static readonly Field<SegmentInstant> LastInteractionAt = new("lastInteractionAt", state => Interest.Part.Of(state).LastAt)
    {
        IsOptional = true, Listing = Listing.Nowhere,
        Refill = (state, replayed) => Interest.Part.Set(state, Interest.Part.Of(state) with { LastAt = Interest.Part.Of(replayed).LastAt }),
    };
}
