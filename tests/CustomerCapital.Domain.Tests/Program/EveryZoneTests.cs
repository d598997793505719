using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Tests.Program;

/// <summary>Every zone of this machine, at and around every clock change from 2000 to 2040.</summary>
/// <remarks>What is expected is worked out from the list of the zone's offsets over time, which is found by looking at instants alone.</remarks>
public sealed class EveryZoneTests
{
    private static readonly DateTimeOffset From = new(1999, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2041, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);

    private static readonly Lazy<List<(ProgramCalendar Calendar, List<Span> Spans)>> Zones = new(() =>
    {
        var different = new List<TimeZoneInfo>();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().OrderBy(zone => zone.Id, StringComparer.Ordinal))
            if (ProgramCalendar.Knows(zone.Id) && !different.Exists(other => other.HasSameRules(zone))) different.Add(zone);
        return different.ConvertAll(zone => (new ProgramCalendar(zone.Id), SpansOf(zone)));
    });

    /// <summary>A time during which the offset of a zone stays the same.</summary>
    private readonly record struct Span(DateTimeOffset Start, DateTimeOffset End, TimeSpan Offset);

    [Fact]
    public void AtLocal_is_the_first_instant_that_shows_the_local_time_and_else_is_later_by_the_gap() => EachChange((calendar, spans, at) =>
    {
        foreach (var local in LocalTimesAround(spans[at - 1], spans[at]))
        {
            var shown = spans.Where(span => InstantOf(local, span) is var instant && instant >= span.Start && instant < span.End).ToList();
            var expected = InstantOf(local, shown.Count > 0 ? shown[0] : spans[at - 1]);
            var actual = calendar.AtLocal(local);
            Assert.True(expected == actual, $"{calendar.TimeZone}, {local:O}: expected {expected:O}, is {actual:O}");
            Assert.Equal(calendar.ToLocal(actual).Offset, actual.Offset);
        }
    });

    [Fact]
    public void AddDays_never_goes_back_and_keeps_the_local_time_unless_it_is_skipped() => EachChange((calendar, spans, at) =>
    {
        foreach (var local in LocalTimesAround(spans[at - 1], spans[at]).Where(local => local.Minute % 30 == 0))
        {
            var start = calendar.AtLocal(local.AddDays(-3));
            var last = DateTimeOffset.MinValue;
            for (var days = 0; days <= 6; days++)
            {
                var next = calendar.AddDays(start, days);
                var wanted = calendar.ToLocal(start).DateTime.AddDays(days);
                var gap = calendar.ToLocal(next).DateTime - wanted;
                Assert.True(next >= last, $"{calendar.TimeZone}, {start:O} + {days} days goes back to {next:O}");
                Assert.True(gap == TimeSpan.Zero || gap == spans[at].Offset - spans[at - 1].Offset, $"{calendar.TimeZone}, {start:O} + {days} days shows {next:O}");
                last = next;
            }
        }
    });

    [Fact]
    public void Segments_by_cohort_agree_with_the_month_of_the_first_order()
    {
        foreach (var (calendar, spans) in Zones.Value)
        {
            for (var month = Month.Of(2000, 1); month <= Month.Of(2040, 12); month = month.Plus(1))
            {
                var midnight = new DateTimeOffset(month.Year, month.Number, 1, 0, 0, 0, TimeSpan.Zero);
                var near = spans.Where(span => span.End > midnight.AddDays(-1) && span.Start < midnight.AddDays(1)).ToList();
                var turns = near.Select(span => midnight - span.Offset).Concat(near.Select(span => span.Start)).ToList();
                var instants = turns.SelectMany(turn => (DateTimeOffset[])[turn - Moment, turn, turn + Moment, turn.AddMinutes(25), turn.AddMinutes(-25)]);
                var segments = SegmentsOf(month, calendar);
                foreach (var instant in instants.Where(instant => instant > From && instant < Until))
                {
                    var customer = FirstBought(instant);
                    var expected = calendar.MonthOf(instant);
                    foreach (var (holds, belongs) in segments)
                        Assert.True(holds(expected) == belongs(customer), $"{calendar.TimeZone}: {instant:O} is in {expected}, and by its segments of {month} it is not");
                }
            }
        }
    }

    [Theory]
    [InlineData("America/Asuncion", "2023-10-01T00:00", "2023-10-01T01:00:00-03:00")]
    [InlineData("Europe/Dublin", "2027-03-28T01:30", "2027-03-28T02:30:00+01:00")]
    [InlineData("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T03:30:00+01:00")]
    [InlineData("Asia/Amman", "2022-02-25T00:00", "2022-02-25T01:00:00+03:00")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00:00+14:00")]
    [InlineData("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T01:30:00+01:00")]
    [InlineData("America/St_Johns", "2009-11-01T00:00", "2009-11-01T00:00:00-02:30")]
    public void AtLocal_of_a_time_that_a_change_skips_or_doubles_is(string zone, string local, string expected)
    {
        var actual = new ProgramCalendar(zone).AtLocal(DateTime.Parse(local, CultureInfo.InvariantCulture));

        Assert.Equal(expected, actual.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    /// <remarks>At 00:01 of 1 November 2009 the clocks of St John's were put back to 23:01 of 31 October.</remarks>
    [Theory]
    [InlineData("2009-11-01T02:29:59.999999Z", "2009-10")]
    [InlineData("2009-11-01T02:30:00Z", "2009-11")]
    [InlineData("2009-11-01T02:31:00Z", "2009-10")]
    [InlineData("2009-11-01T03:29:59.999999Z", "2009-10")]
    [InlineData("2009-11-01T03:30:00Z", "2009-11")]
    public void Cohort_and_its_segment_are_those_of_the_date_that_local_clocks_show(string instant, string month)
    {
        var calendar = new ProgramCalendar("America/St_Johns");
        var at = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
        Assert.True(Month.TryParse(month, out var expected));

        Assert.Equal(expected, calendar.MonthOf(at));
        foreach (var other in (Month[])[Month.Of(2009, 10), Month.Of(2009, 11), Month.Of(2009, 12)])
            foreach (var (holds, belongs) in SegmentsOf(other, calendar)) Assert.Equal(holds(expected), belongs(FirstBought(at)));
    }

    [Fact]
    public void Clock_changes_of_every_kind_are_among_those_that_are_tried()
    {
        var changes = Zones.Value.SelectMany(zone => zone.Spans.Skip(1).Select((span, i) => span.Offset - zone.Spans[i].Offset)).ToHashSet();

        foreach (var minutes in (int[])[-60, 60, -30, 30, 24 * 60]) Assert.Contains(TimeSpan.FromMinutes(minutes), changes);
        Assert.True(Zones.Value.Count > 100 && Zones.Value.Sum(zone => zone.Spans.Count) > 5_000);
    }

    private static void EachChange(Action<ProgramCalendar, List<Span>, int> body)
    {
        foreach (var (calendar, spans) in Zones.Value)
            for (var at = 1; at < spans.Count; at++) body(calendar, spans, at);
    }

    /// <summary>Local times before, in and after what a change skips or doubles.</summary>
    private static IEnumerable<DateTime> LocalTimesAround(Span before, Span after)
    {
        var (old, turned) = ((after.Start + before.Offset).DateTime, (after.Start + after.Offset).DateTime);
        foreach (var edge in (DateTime[])[old, turned])
            foreach (var minutes in (int[])[-26 * 60, -90, -30, 0, 30, 90, 26 * 60]) yield return edge.AddMinutes(minutes);
        yield return old - Moment;
        yield return turned - Moment;
        yield return old + (turned - old) / 2;
        yield return old.Date;
        yield return turned.Date;
    }

    private static DateTimeOffset InstantOf(DateTime local, Span span) => new(local.Ticks - span.Offset.Ticks, TimeSpan.Zero);

    private static List<Span> SpansOf(TimeZoneInfo zone)
    {
        var spans = new List<Span>();
        var (start, offset) = (From.AddDays(-3), zone.GetUtcOffset(From.AddDays(-3)));
        for (var at = start; at < Until.AddDays(3); at = at.AddHours(12))
        {
            if (zone.GetUtcOffset(at) == offset) continue;
            var (with, without) = (at.AddHours(-12).Ticks, at.Ticks);
            while (without - with > 1)
            {
                var middle = with + (without - with) / 2;
                if (zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == offset) with = middle;
                else without = middle;
            }

            var change = new DateTimeOffset(without, TimeSpan.Zero);
            spans.Add(new(start, change, offset));
            (start, offset) = (change, zone.GetUtcOffset(change));
        }

        spans.Add(new(start, DateTimeOffset.MaxValue, offset));
        return spans;
    }

    private static List<(Predicate<Month> Holds, Predicate<ActorState> Belongs)> SegmentsOf(Month month, ProgramCalendar calendar)
    {
        var cohort = PurchaseFields.Cohort;
        return
        [
            (other => other == month, Of(cohort.Where(SegmentOperator.Equals, SegmentMonth.Of(month)))),
            (other => other != month, Of(cohort.Where(SegmentOperator.NotEquals, SegmentMonth.Of(month)))),
            (other => other == month, Of(cohort.Where(SegmentOperator.In, SegmentMonth.Of(month), SegmentMonth.Of(month.Plus(500))))),
            (other => other < month, Of(cohort.Where(SegmentOperator.LessThan, SegmentMonth.Of(month)))),
            (other => other <= month, Of(cohort.Where(SegmentOperator.AtMost, SegmentMonth.Of(month)))),
            (other => other > month, Of(cohort.Where(SegmentOperator.GreaterThan, SegmentMonth.Of(month)))),
            (other => other >= month, Of(cohort.Where(SegmentOperator.AtLeast, SegmentMonth.Of(month)))),
        ];

        Predicate<ActorState> Of(Segment segment)
        {
            var belongs = SegmentRule.Of(segment.At(From, calendar));
            return state => belongs(state, new());
        }
    }

    private static ActorState FirstBought(DateTimeOffset at) => PurchaseHistory.Part.Set(ActorState.New("ada"), new() { Orders = 1, FirstOrderAt = at });
}
