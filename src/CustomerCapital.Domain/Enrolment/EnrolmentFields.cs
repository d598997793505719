using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Enrolment;

/// <summary>Who is in the program.</summary>
public static class EnrolmentFields
{
    /// <summary>Whether enrolled in the program.</summary>
    public static readonly Field<bool> Enrolled = new("enrolled", state => state.Enrolled) { Place = 10, Listing = Listing.Nowhere };
}
