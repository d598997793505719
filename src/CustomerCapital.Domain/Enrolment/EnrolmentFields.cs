using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Enrolment;

/// <summary>Who is in the program.</summary>
public static class EnrolmentFields
{
    /// <summary>Whether enrolled in the program.</summary>
    public static readonly Field<bool> Enrolled = new("enrolled", state => state.Enrolled) { Place = 10, Listing = Listing.Nowhere };

    /// <summary>Since when the person is in the program without having left it. Null for whoever is not in it.</summary>
    public static readonly Field<SegmentInstant> EnrolledAt = new("enrolledAt", state => state.EnrolledAt)
    {
        IsOptional = true, Listing = Listing.Nowhere,
        Refill = (state, replayed) => Membership.Part.Set(state, Membership.Part.Of(state) with { Since = Membership.Part.Of(replayed).Since }),
    };

    /// <summary>Local days since the person enrolled; 0 on that day. Who leaves and enrols again begins anew. Null for whoever is not in the program.</summary>
    public static readonly Field<long> DaysInProgram = new("daysInProgram")
    {
        OfDay = (EnrolledAt, DayCount.Since), IsOptional = true, Listing = Listing.Nowhere,
        Range = (days => days is >= 0 and <= SegmentInstant.DaysLimit, $"a number of days from 0, which is the day of enrolment, to {SegmentInstant.DaysLimit}"),
    };
}
