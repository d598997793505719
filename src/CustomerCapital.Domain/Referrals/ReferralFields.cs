using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Referrals;

/// <summary>Whom each customer has brought.</summary>
public static class ReferralFields
{
    /// <summary>How many of the persons referred have bought.</summary>
    public static readonly Field<long> ConvertedReferrals =
        new("convertedReferrals", state => state.ConvertedReferrals) { Place = 11, Listing = Listing.Nowhere };
}
