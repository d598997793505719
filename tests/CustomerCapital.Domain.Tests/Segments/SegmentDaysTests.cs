using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Tests.Segments;

/// <summary>What a segment says of local days between something and today, once moment and calendar are known.</summary>
public sealed class SegmentDaysTests
{
    [Theory]
    [InlineData(LeapDay.February28, "2027-02-28", "02-28,02-29")]
    [InlineData(LeapDay.February28, "2027-03-01", "03-01")]
    [InlineData(LeapDay.March1, "2027-02-28", "02-28")]
    [InlineData(LeapDay.March1, "2027-03-01", "02-29,03-01")]
    [InlineData(LeapDay.February28, "2028-02-28", "02-28")]
    [InlineData(LeapDay.March1, "2028-02-29", "02-29")]
    [InlineData(LeapDay.March1, "2028-03-01", "03-01")]
    public void Birthday_of_29_February_is_kept_where_the_policy_says(LeapDay leapDay, string today, string expected)
    {
        var calendar = new LoyaltyProgram(new() { LeapDayBirthday = leapDay }).Calendar;

        Assert.Equal(expected.Split(','), DaysOf(CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0), today, calendar));
    }

    [Theory]
    [InlineData(LeapDay.February28, "2027-02-10", 0, true)]
    [InlineData(LeapDay.March1, "2027-02-10", 0, false)]
    [InlineData(LeapDay.March1, "2027-02-10", 1, true)]
    [InlineData(LeapDay.March1, "2027-03-31", 0, true)]
    [InlineData(LeapDay.March1, "2028-02-10", 0, true)]
    [InlineData(LeapDay.March1, "2027-12-31", 2, true)]
    [InlineData(LeapDay.March1, "2028-03-01", 12, true)]
    [InlineData(LeapDay.February28, "2028-03-01", 11, true)]
    [InlineData(LeapDay.March1, "2027-04-01", 10, true)]
    public void Months_to_a_birthday_of_29_February_end_in_the_month_in_which_it_is_kept(LeapDay leapDay, string today, long months, bool expected) =>
        Assert.Equal(expected, DaysOf(CustomerFields.MonthsToBirthday.Where(SegmentOperator.Equals, months), today, new("UTC", leapDay)).Contains("02-29"));

    [Theory]
    [InlineData("equals", 30, """{"all":[{"field":"enrolledAt","operator":"atLeast","value":"2027-02-11T23:00:00+00:00"},{"field":"enrolledAt","operator":"lessThan","value":"2027-02-12T23:00:00+00:00"}]}""")]
    [InlineData("lessThan", 30, """{"field":"enrolledAt","operator":"atLeast","value":"2027-02-12T23:00:00+00:00"}""")]
    [InlineData("atMost", 30, """{"field":"enrolledAt","operator":"atLeast","value":"2027-02-11T23:00:00+00:00"}""")]
    [InlineData("greaterThan", 30, """{"field":"enrolledAt","operator":"lessThan","value":"2027-02-11T23:00:00+00:00"}""")]
    [InlineData("atLeast", 30, """{"field":"enrolledAt","operator":"lessThan","value":"2027-02-12T23:00:00+00:00"}""")]
    public void Days_in_the_program_are_local_days_back_from_today(string how, int days, string expected)
    {
        var segment = SegmentJson.Read($$"""{"field":"daysInProgram","operator":"{{how}}","value":{{days}}}""", out _)!;

        // 14 March has begun in Berlin.
        Assert.Equal(expected, SegmentJson.Write(segment.At(Moment("2027-03-13T23:30:00Z"), new("Europe/Berlin"))));
    }

    [Theory]
    [InlineData("equals", -1, """{"all":[{"field":"nextOrderExpectedAt","operator":"atLeast","value":"2027-03-27T23:00:00+00:00"},{"field":"nextOrderExpectedAt","operator":"lessThan","value":"2027-03-28T22:00:00+00:00"}]}""")]
    [InlineData("atMost", 0, """{"field":"nextOrderExpectedAt","operator":"lessThan","value":"2027-03-29T22:00:00+00:00"}""")]
    public void Days_to_the_next_order_are_local_days_on_from_today(string how, int days, string expected)
    {
        var segment = SegmentJson.Read($$"""{"field":"daysToNextOrder","operator":"{{how}}","value":{{days}}}""", out _)!;

        // The day before had 23 hours.
        Assert.Equal(expected, SegmentJson.Write(segment.At(Moment("2027-03-29T10:00:00Z"), new("Europe/Berlin"))));
    }

    [Theory]
    [InlineData("2024-02-29", "2025-02-27", LeapDay.February28, 1)]
    [InlineData("2024-02-29", "2025-02-28", LeapDay.February28, 0)]
    [InlineData("2024-02-29", "2025-02-28", LeapDay.March1, 1)]
    [InlineData("2024-02-29", "2025-03-01", LeapDay.March1, 0)]
    [InlineData("2024-02-29", "2028-02-28", LeapDay.February28, 1)]
    [InlineData("2024-02-29", "2028-02-29", LeapDay.March1, 0)]
    [InlineData("2024-02-29", "2024-02-29", LeapDay.February28, 365)]
    [InlineData("2024-02-29", "2024-02-29", LeapDay.March1, 366)]
    [InlineData("2026-03-01", "2026-03-01", LeapDay.February28, 365)]
    [InlineData("2027-03-01", "2027-03-01", LeapDay.February28, 366)]
    [InlineData("2026-03-01", "2026-03-02", LeapDay.February28, 364)]
    [InlineData("2026-03-02", "2026-03-01", LeapDay.February28, 366)]
    public void Anniversary_comes_again_each_year_and_not_on_the_day_itself(string day, string today, LeapDay leapDay, long expected) =>
        Assert.Equal(expected, DayRule.ToAnniversary(Day(day), Day(today), leapDay));

    [Theory]
    [InlineData("2026-03-09T03:59:59.999999Z", false)]
    [InlineData("2026-03-09T04:00:00Z", true)]
    [InlineData("2026-03-10T03:59:59.999999Z", true)]
    [InlineData("2026-03-10T04:00:00Z", false)]
    [InlineData("1970-03-09T05:00:00Z", true)]
    [InlineData("1970-03-10T05:00:00Z", false)]
    [InlineData("2027-03-09T12:00:00Z", false)]
    [InlineData("2027-03-10T04:00:00Z", false)]
    public void Anniversaries_of_today_are_one_local_day_of_each_year_before(string firstOrder, bool expected)
    {
        var segment = PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Equals, 0).At(Moment("2027-03-10T03:30:00Z"), new("America/New_York"));

        var state = PurchaseHistory.Part.Set(ActorState.New("ada"), new() { Orders = 1, FirstOrderAt = Moment(firstOrder) });
        Assert.Equal(expected, SegmentRule.Of(segment)(state, new()));
        Assert.InRange(DepthOf(segment), 2, 16);
    }

    [Fact]
    public void Anniversary_has_no_list_of_values_and_counts_as_eighteen_conditions_wherever_it_stands()
    {
        Assert.Null(SegmentJson.Read("""{"field":"daysToAnniversary","operator":"in","value":[0]}""", out var faults));
        Assert.Equal("operator", Assert.Single(faults).Field);
        var saved = SavedSegments.None.With("a", new AnyOf([.. Enumerable.Repeat(PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Equals, 0), 5)]), 1, out _)!;

        Assert.NotNull(saved.Expand(new AllOf([new SavedSegmentReference("a")]), out _));
        Assert.Null(saved.Expand(new AllOf([new SavedSegmentReference("a"), PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Exists)]), out faults));
        Assert.StartsWith("Is too large", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_that_depends_on_the_day_is_refused_without_one()
    {
        foreach (var field in (Field<long>[])[PurchaseFields.DaysToAnniversary, EnrolmentFields.DaysInProgram, PurchaseFields.DaysToNextOrder, PurchaseFields.DaysToAtRisk])
            Assert.Throws<ArgumentException>(() => SegmentRule.Of(field.Where(SegmentOperator.Equals, 0)));
    }

    private static int DepthOf(Segment segment) => segment switch
    {
        AllOf all => 1 + all.Parts.Max(DepthOf),
        AnyOf any => 1 + any.Parts.Max(DepthOf),
        _ => 1,
    };

    private static IEnumerable<string> DaysOf(Segment segment, string today, ProgramCalendar calendar) =>
        Assert.IsType<Condition<MonthDay>>(segment.At(Moment(today + "T12:00:00Z"), calendar)).Values.Select(day => day.ToString());

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
