using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Messages;
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

    /// <summary>When the business last contacted the customer: by a message that was sent, by a follow-up of which staff said what came, or by a contact or an answer that was recorded.</summary>
    public static readonly Field<SegmentInstant> LastContactedAt = new("lastContactedAt", state => Later(Interest.Part.Of(state).LastContactAt, CustomerMessages.Part.Of(state).LastSentAt))
    {
        IsOptional = true, Listing = Listing.Nowhere,
        Refill = (state, replayed) => CustomerMessages.Part.Set(
            Interest.Part.Set(state, Interest.Part.Of(state) with { LastContactAt = Interest.Part.Of(replayed).LastContactAt }),
            CustomerMessages.Part.Of(state) with { LastSentAt = CustomerMessages.Part.Of(replayed).LastSentAt }),
    };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other ? one : other ?? one;
}
