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
        foreach (var (_, after) in RandomHistory.Play(steps).Moves)
            Assert.Equal(after.Activity.Cohort, after.FirstOrderAt is { } first ? calendar.MonthOf(first) : null);
    });

    private static void AssertAt(string zone, string json, string expected) =>
        Assert.Equal(expected, SegmentJson.Write(SegmentJson.Read(json, out _)!.At(Now, new ProgramCalendar(zone))));
}
