using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>What is planned for each customer.</summary>
public static class FollowUpFields
{
    /// <summary>How many follow-ups are not done.</summary>
    public static readonly Field<long> FollowUpsOpen = new("followUpsOpen", state => (long)state.OpenFollowUps.Count) { Listing = Listing.Nowhere };

    /// <summary>When the earliest follow-up that is not done is due. Null if none is open.</summary>
    public static readonly Field<SegmentInstant> NextFollowUpAt = new("nextFollowUpAt", state => state.OpenFollowUps is [var next, ..] ? next.DueAtUtc : null)
    {
        IsOptional = true, Listing = Listing.Nowhere,
    };
}
