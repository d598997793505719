using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Domain.Segments;

/// <summary>What is said of the local day or month in which an instant falls can be said of the instant, which every row has at hand.</summary>
internal static class PeriodRule
{
    /// <summary>Whose instant falls into a period that compares so with some others.</summary>
    public static Segment OfInstant(SegmentOperator @operator, IReadOnlyList<LocalPeriod> periods, Field<SegmentInstant> instant, ProgramCalendar calendar)
    {
        return @operator switch
        {
            SegmentOperator.Equals => Within(periods[0]),
            NotEquals => new AnyOf([Before(periods[0].Start), Since(periods[0].End)]),
            In => new AnyOf([.. periods.Select(Within)]),
            LessThan => Before(periods[0].Start),
            AtMost => Before(periods[0].End),
            GreaterThan => Since(periods[0].End),
            AtLeast => Since(periods[0].Start),
            _ => instant.Where(Exists),
        };

        Segment Within(LocalPeriod period) => new AllOf([Since(period.Start), Before(period.End)]);

        Segment Before(DateTime local)
        {
            var starts = StartsOf(local);
            return starts.Count == 1 ? Earlier(starts[0]) : new AnyOf([Earlier(starts[0]), new AllOf([Later(starts[1]), Earlier(starts[2])])]);
        }

        Segment Since(DateTime local)
        {
            var starts = StartsOf(local);
            return starts.Count == 1 ? Later(starts[0]) : new AnyOf([new AllOf([Later(starts[0]), Earlier(starts[1])]), Later(starts[2])]);
        }

        Segment Earlier(DateTimeOffset start) => instant.Where(LessThan, SegmentInstant.Of(start));
        Segment Later(DateTimeOffset start) => instant.Where(AtLeast, SegmentInstant.Of(start));

        // Three where clocks that were put back showed the last hour before once more.
        IReadOnlyList<DateTimeOffset> StartsOf(DateTime local) => calendar.Passing(local);
    }
}

/// <summary>What local clocks and calendars show from a start on until an end.</summary>
/// <param name="Start">The first local time.</param>
/// <param name="End">The first that is no longer in it.</param>
internal readonly record struct LocalPeriod(DateTime Start, DateTime End)
{
    /// <summary>A month.</summary>
    public static LocalPeriod Of(Month month) => new(StartOf(month), StartOf(month.Plus(1)));

    /// <summary>The days from a first to a last one, by their <see cref="DateOnly.DayNumber"/>; those that no calendar has left out.</summary>
    public static LocalPeriod Of(long first, long last) => new(StartOf(first), StartOf(last == long.MaxValue ? last : last + 1));

    private static DateTime StartOf(Month month) => new(month.Year, month.Number, 1);

    private static DateTime StartOf(long day) => DateOnly.FromDayNumber((int)Math.Clamp(day, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber)).ToDateTime(TimeOnly.MinValue);
}
