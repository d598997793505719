using System.Globalization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Local days to something and since something, around every midnight that is out of the ordinary.</summary>
public abstract partial class SegmentsConformance<TSource>
{
    /// <remarks>
    /// At 00:01 of 1 November 2009 and of 7 November 2010 the clocks of St John's were put back to 23:01 of the day before; Apia had no 30 December 2011; in the zones of
    /// the others the day begins at another moment than in UTC, and in that of Asunción at another one in summer than in winter.
    /// </remarks>
    [Theory]
    [InlineData("UTC", "2027-03-01T00:00:00Z", LeapDay.February28)]
    [InlineData("UTC", "2027-02-28T23:59:59Z", LeapDay.March1)]
    [InlineData("America/St_Johns", "2010-11-07T02:31:00Z", LeapDay.March1)]
    [InlineData("America/St_Johns", "2010-11-01T12:00:00Z", LeapDay.February28)]
    [InlineData("Pacific/Apia", "2011-12-31T12:00:00Z", LeapDay.February28)]
    [InlineData("Pacific/Kiritimati", "2024-02-28T10:00:00Z", LeapDay.March1)]
    [InlineData("America/Asuncion", "2025-03-01T02:59:59Z", LeapDay.February28)]
    public async Task Days_to_and_since_something_are_those_that_local_calendars_show(string zone, string now, LeapDay leapDay)
    {
        var (moment, calendar) = (DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), new ProgramCalendar(zone, leapDay));
        var scribes = new List<Scribe>();
        foreach (var at in InstantsAround(moment, calendar))
        {
            var scribe = new Scribe($"c{scribes.Count}");
            scribes.Add(await GivenAsync(
                scribe, Scribe.Purchase("1", at: at), Scribe.Purchase("2", at: at.AddHours(5)), Scribe.Purchase("3", at: at.AddHours(60)), new SetEnrolment { Enrolled = true, OccurredAt = at },
                new RegisterCustomer { BirthDate = calendar.DayOf(at), OccurredAt = at }));
        }

        scribes.Add(await GivenAsync(new("without"), new RegisterCustomer { OccurredAt = moment }));
        Field<long>[] fields =
        [
            CustomerFields.DaysToBirthday, CustomerFields.MonthsToBirthday, PurchaseFields.DaysToAnniversary, EnrolmentFields.DaysInProgram, PurchaseFields.DaysToNextOrder, PurchaseFields.DaysToAtRisk,
        ];
        var found = 0;
        foreach (var field in fields)
        {
            long[] values = [-1, 0, 1, 2, 11, 12, 30, 363, 364, 365, 366];
            Assert.Contains(scribes, scribe => SegmentInterpreter.Has(field.Where(Exists), scribe, moment, calendar));
            foreach (var how in field.Operators)
            {
                foreach (var value in how == Exists ? [0] : values.Where(value => field.Range!.Value.Fits(value)))
                {
                    var segment = how == Exists ? field.Where(how) : field.Where(how, value);
                    var expected = scribes.Where(scribe => SegmentInterpreter.Has(segment, scribe, moment, calendar)).Select(scribe => scribe.CustomerId).Order(StringComparer.Ordinal).ToList();
                    var taken = segment.At(moment, calendar);

                    var actual = (await Ledger.ReadCustomersAsync(taken, null, 1_000)).Lines.Select(line => line.CustomerId).Order(StringComparer.Ordinal).ToList();

                    Assert.True(expected.SequenceEqual(actual), $"{SegmentJson.Write(segment)}\nexpected {string.Join(", ", expected)}\nactual   {string.Join(", ", actual)}");
                    Assert.Equal(expected.Count, await Ledger.CountCustomersAsync(taken));
                    var belongs = SegmentRule.Of(taken);
                    Assert.Equal(expected, scribes.Where(scribe => belongs(scribe.State, new(scribe.Pieces, scribe.Score))).Select(scribe => scribe.CustomerId).Order(StringComparer.Ordinal));
                    if (how == SegmentOperator.Equals) found += expected.Count;
                }
            }
        }

        // A test in which no day is hit would say little.
        Assert.InRange(found, 20, int.MaxValue);
    }

    [Fact]
    public async Task Segment_with_as_many_anniversaries_as_it_may_have_is_read()
    {
        await GivenAsync(new("ada"), Scribe.Purchase("p"));
        var one = PurchaseFields.DaysToAnniversary.Where(NotEquals, 3);
        var wide = SegmentJson.Read(SegmentJson.Write(new AllOf([.. Enumerable.Repeat(one, 5), .. Enumerable.Repeat(CustomerFields.CustomerId.Where(NotEquals, "x"), 9)])), out _)!;

        Assert.Equal(["ada"], await IdsAsync(wide.At(Now, Calendar)));
        Assert.Null(SegmentJson.Read(SegmentJson.Write(new AllOf([.. Enumerable.Repeat(one, 6)])), out var faults));
        Assert.Equal(new("all[5]", "Is one too many: a segment has at most 100 conditions and groups, and such a condition counts as 18."), Assert.Single(faults));
    }

    /// <summary>Both sides of the beginnings of days that lie a day, a month or years before a moment, or after it.</summary>
    private static IEnumerable<DateTimeOffset> InstantsAround(DateTimeOffset moment, ProgramCalendar calendar)
    {
        var today = calendar.DayOf(moment);
        DateOnly[] days =
        [
            today, today.AddDays(1), today.AddDays(-1), today.AddDays(-3), today.AddDays(-30), today.AddDays(-365), today.AddDays(-366), today.AddYears(-2).AddDays(1), today.AddYears(-3),
            new(2004, 2, 28), new(2004, 2, 29), new(2004, 3, 1), new(2005, 3, 1), new(2009, 11, 1), new(2011, 12, 30), new(1970, 1, 3),
        ];
        foreach (var day in days)
        {
            foreach (var start in calendar.Passing(day.ToDateTime(TimeOnly.MinValue)))
            {
                yield return start.AddMicroseconds(-1);
                yield return start;
            }
        }
    }
}
