using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Tests.Properties;

namespace CustomerCapital.Domain.Tests.Segments;

/// <summary>What a segment says relative to now, and of months, once moment and calendar are known.</summary>
public sealed class SegmentAtTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 10, 10, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("UTC", 0, "2026-04-10T10:00:00.123+00:00")]
    [InlineData("UTC", 90, "2026-01-10T10:00:00.123+00:00")]
    [InlineData("Europe/Berlin", 10, "2026-03-31T10:00:00.123+00:00")]
    [InlineData("Europe/Berlin", 20, "2026-03-21T11:00:00.123+00:00")] // Before the clocks were put forward: noon there, too.
    public void Days_ago_are_calendar_days_of_the_program(string zone, int days, string expected) => AssertAt(
        zone, $$$"""{"not":{"any":[{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":{{{days}}}}}]}}""",
        $$$"""{"not":{"any":[{"field":"lastPurchaseAt","operator":"atLeast","value":"{{{expected}}}"}]}}""");

    [Theory]
    [InlineData("equals", """{"all":[{"field":"firstPurchaseAt","operator":"atLeast","value":"2026-02-28T23:00:00+00:00"},{"field":"firstPurchaseAt","operator":"lessThan","value":"2026-03-31T22:00:00+00:00"}]}""")]
    [InlineData("notEquals", """{"any":[{"field":"firstPurchaseAt","operator":"lessThan","value":"2026-02-28T23:00:00+00:00"},{"field":"firstPurchaseAt","operator":"atLeast","value":"2026-03-31T22:00:00+00:00"}]}""")]
    [InlineData("lessThan", """{"field":"firstPurchaseAt","operator":"lessThan","value":"2026-02-28T23:00:00+00:00"}""")]
    [InlineData("atMost", """{"field":"firstPurchaseAt","operator":"lessThan","value":"2026-03-31T22:00:00+00:00"}""")]
    [InlineData("greaterThan", """{"field":"firstPurchaseAt","operator":"atLeast","value":"2026-03-31T22:00:00+00:00"}""")]
    [InlineData("atLeast", """{"field":"firstPurchaseAt","operator":"atLeast","value":"2026-02-28T23:00:00+00:00"}""")]
    public void Cohort_is_the_month_of_the_first_purchase(string how, string expected) =>
        AssertAt("Europe/Berlin", $$"""{"field":"cohort","operator":"{{how}}","value":"2026-03"}""", expected);

    [Theory]
    [InlineData("UTC", "2026-03-31T23:30:00Z", 0, "2026-03")]
    [InlineData("Europe/Berlin", "2026-03-31T23:30:00Z", 0, "2026-04")] // April has begun there.
    [InlineData("America/New_York", "2026-04-01T03:30:00Z", 0, "2026-03")]
    [InlineData("Europe/Berlin", "2026-03-31T23:30:00Z", 1, "2026-03")]
    [InlineData("UTC", "2026-03-31T12:00:00Z", 1, "2026-02")] // A day that February does not have.
    [InlineData("UTC", "2026-03-31T12:00:00Z", 15, "2024-12")]
    public void Months_ago_are_calendar_months_of_the_program(string zone, string now, int ago, string expected)
    {
        Assert.True(Month.TryParse(expected, out var month));
        var (at, calendar) = (DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), new ProgramCalendar(zone));

        Assert.Equal(
            PurchaseFields.Cohort.Where(SegmentOperator.Equals, SegmentMonth.Of(month)).At(at, calendar),
            PurchaseFields.Cohort.Where(SegmentOperator.Equals, SegmentMonth.Ago(ago)).At(at, calendar));
    }

    [Theory]
    [InlineData("""{"all":[{"field":"rung","operator":"atLeast","value":"member"},{"field":"knownSince","operator":"atLeast","value":"2026-03-01T00:00:00+00:00"}]}""")]
    public void Segment_without_either_stays_as_it_is(string json) => AssertAt("Europe/Berlin", json, json);

    [Theory]
    [InlineData("1969-12", "Pacific/Kiritimati")]
    [InlineData("9998-12", "Pacific/Pago_Pago")]
    public void First_and_last_month_have_their_instants_in_every_zone(string month, string zone)
    {
        var segment = SegmentJson.Read($$"""{"field":"cohort","operator":"equals","value":"{{month}}"}""", out _)!;

        Assert.Equal(2, Assert.IsType<AllOf>(segment.At(Now, new ProgramCalendar(zone))).Parts.Count);
    }

    /// <remarks>This is why no column holds the cohort.</remarks>
    [Fact]
    public void Cohort_of_any_history_is_the_month_of_the_first_order_that_counts() => Histories.Hold(Histories.OfOne, steps =>
    {
        var calendar = new ProgramCalendar(Histories.PolicyOf(steps).TimeZone);
        foreach (var (_, after, _) in RandomHistory.Play(steps).Moves)
            Assert.Equal(after.Activity.Cohort, after.FirstOrderAt is { } first ? calendar.MonthOf(first) : null);
    });

    [Theory]
    [InlineData("UTC", "2026-02-28T12:00:00Z", 0, "02-28,02-29")] // No 29 February this year.
    [InlineData("UTC", "2028-02-28T12:00:00Z", 0, "02-28")]
    [InlineData("UTC", "2028-02-28T12:00:00Z", 1, "02-29")]
    [InlineData("UTC", "2028-02-28T12:00:00Z", 2, "03-01")]
    [InlineData("UTC", "2026-03-01T12:00:00Z", 364, "02-28,02-29")]
    [InlineData("UTC", "2027-03-01T12:00:00Z", 365, "02-29")]
    [InlineData("UTC", "2026-12-31T23:30:00Z", 1, "01-01")]
    [InlineData("Europe/Berlin", "2026-12-31T23:30:00Z", 1, "01-02")] // The new year has begun there.
    [InlineData("America/New_York", "2027-01-01T04:30:00Z", 0, "12-31")]
    public void Days_to_a_birthday_are_local_days_and_29_February_is_kept_on_the_28th_without_one(string zone, string now, int days, string expected)
    {
        var at = CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, days).At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), new ProgramCalendar(zone));

        Assert.Equal(expected.Split(','), Assert.IsType<Condition<MonthDay>>(at).Values.Select(day => day.ToString()));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-12-31T22:59:59Z", 0, 12)]
    [InlineData("Europe/Berlin", "2026-12-31T23:00:00Z", 0, 1)]
    [InlineData("Europe/Berlin", "2026-12-31T23:00:00Z", 11, 12)]
    public void Months_to_a_birthday_are_local_months(string zone, string now, int months, int expected)
    {
        var at = CustomerFields.MonthsToBirthday.Where(SegmentOperator.Equals, months).At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), new ProgramCalendar(zone));

        var days = Assert.IsType<Condition<MonthDay>>(at).Values;
        Assert.Equal([expected], days.Select(day => day.Month).Distinct());
        Assert.Equal(DateTime.DaysInMonth(2000, expected), days.Length);
    }

    [Fact]
    public void Birthday_in_the_next_thirty_days_goes_on_in_the_new_year_and_nobody_has_one_in_less_than_none()
    {
        var calendar = new ProgramCalendar("UTC");
        var now = new DateTimeOffset(2026, 12, 20, 0, 0, 0, TimeSpan.Zero);

        var within = Assert.IsType<Condition<MonthDay>>(CustomerFields.DaysToBirthday.Where(SegmentOperator.AtMost, 30).At(now, calendar)).Values;
        Assert.Equal((31, "01-01", "12-31"), (within.Length, within[0].ToString(), within[^1].ToString()));
        Assert.Equal(new AnyOf([]), CustomerFields.DaysToBirthday.Where(SegmentOperator.LessThan, 0).At(now, calendar));
        Assert.Equal(CustomerFields.Birthday.Where(SegmentOperator.Exists), CustomerFields.BirthMonth.Where(SegmentOperator.Exists).At(now, calendar));
    }

    private static void AssertAt(string zone, string json, string expected) =>
        Assert.Equal(expected, SegmentJson.Write(SegmentJson.Read(json, out _)!.At(Now, new ProgramCalendar(zone))));
}
