using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Segments from a seed, whose values are those of some customers or lie just beside them, so that every edge is met.</summary>
internal sealed class RandomSegments(int seed, IReadOnlyList<ActorState> customers, DateTimeOffset now, ProgramCalendar calendar)
{
    private readonly Random _random = new(seed);

    public Segment Next(int depth = 1) => (depth == Segment.DepthLimit ? 9 : _random.Next(depth == 1 ? 8 : 10)) switch
    {
        0 or 1 or 2 => new AllOf(Parts(depth)),
        3 or 4 => new AnyOf(Parts(depth)),
        5 => new Not(Next(depth + 1)),
        _ => Condition(),
    };

    private List<Segment> Parts(int depth) => [.. Enumerable.Range(0, _random.Next(20) == 0 ? 0 : _random.Next(1, 4)).Select(_ => Next(depth + 1))];

    private Condition Condition()
    {
        var field = Any([.. Capabilities.FieldsOfSegments.Values]);
        return field switch
        {
            Field<decimal> { OfScore: not null } numbers => Of(numbers, () => Any([0, 0.0001m, 0.25m, 0.3333m, 0.5m, 0.9999m, 1])),
            Field<Money> { OfScore: not null } amounts => Of(amounts, () => new(Any([-10_000, 0, 1, 4, 5, 10_000, 20_000]))),
            Field<SegmentInstant> { OfScore: not null } instants => Of(instants, () => SegmentInstant.Of(now.AddMicroseconds(_random.Next(-3, 2)))),
            Field<string> texts => Of(texts, () => Text(texts, Any(customers))),
            Field<Rung> rungs => Of(rungs, () => Any(Enum.GetValues<Rung>())),
            Field<MonthDay> days => Of(days, () => Day(days, Any(customers))),
            Field<bool> booleans => Of(booleans, () => _random.Next(2) == 0),
            Field<long> { OfMonthDay: not null } counts => Of(counts, () => Count(counts)),
            Field<long> { OfDay: { } derived } counts => Of(counts, () => Days(counts, derived.Count, (DateTimeOffset?)derived.Of.Of(Any(customers)) ?? now)),
            Field<long> counts => Of(counts, () => _random.Next(10) == 0 ? Any([long.MinValue, -1, long.MaxValue]) : _random.Next(6)),
            Field<Money> amounts => Of(amounts, () => Amount(amounts, Any(customers))),
            Field<SegmentMonth> months => Of(months, () => Month(calendar.MonthOf((DateTimeOffset?)months.MonthOf!.Of(Any(customers)) ?? now).Plus(_random.Next(-1, 2)))),
            Field<SegmentInstant> instants => Of(instants, () => Instant(instants, Any(customers))),
            _ => throw new InvalidOperationException($"{field} is not known."),
        };
    }

    private Condition<T> Of<T>(Field<T> field, Func<T> value) where T : notnull
    {
        var how = Any(field.Operators);
        var count = how switch { SegmentOperator.Exists => 0, SegmentOperator.In => _random.Next(1, 6), _ => 1 };
        return field.Where(how, [.. Enumerable.Range(0, count).Select(_ => value())]);
    }

    private string Text(Field field, ActorState near)
    {
        if (field.Pieces is not null) return Any([.. RandomCustomers.Skus.Where(sku => sku is { Length: > 0 }), "drinks", "TEA", "tea", "tea"])!;
        if (field == CustomerFields.PrimaryLanguage) return Any(["de", "DE", "zh", "x", "deutsch", "İ", "fr", (near.Profile.Language is { Length: > 1 } tag ? tag : "en").Split('-', '_')[0] + "x"]);
        var text = field == CustomerFields.Language ? near.Profile.Language ?? "null" : (string?)field.Of(near) ?? "null";
        if (text.Length == 0) text = "de-at";
        return _random.Next(6) switch
        {
            0 => text.ToUpperInvariant(),
            1 => text + " ",
            2 => Any(["%", "_", "'", "\\", "' OR '1'='1", "null", "\uff41", "e\u0301"]),
            _ => text,
        };
    }

    private Money Amount(Field field, ActorState near)
    {
        var units = field.Of(near) is Money amount ? amount.Units : 0;
        return _random.Next(20) == 0 ? Any([Money.Zero, new Money(long.MaxValue / Money.Scale * Money.Scale), new Money(long.MinValue / Money.Scale * Money.Scale)]) : new(units + _random.Next(-1, 2));
    }

    private SegmentMonth Month(Month near) => _random.Next(2) == 0 ? SegmentMonth.Of(near) : SegmentMonth.Ago(Math.Max(0, calendar.MonthOf(now) - near));

    private MonthDay Day(Field field, ActorState near) => MonthDay.Of((field.Of(near) is MonthDay day ? day.In(2000, LeapDay.February28) : new(2000, 2, 29)).AddDays(_random.Next(-1, 2)));

    private long Count(Field field) =>
        field == CustomerFields.BirthMonth ? _random.Next(1, 13)
        : field == CustomerFields.MonthsToBirthday ? _random.Next(13)
        : Any([0, 1, 28, 29, 30, 31, 364, 365, _random.Next(366)]);

    /// <summary>The number of days that a customer is at, or one beside it.</summary>
    private long Days(Field<long> field, DayCount count, DateTimeOffset near)
    {
        var beside = (calendar.DayOf(near).DayNumber - calendar.DayOf(now).DayNumber) * (count == DayCount.To ? 1 : -1) + _random.Next(-1, 2);
        if (count == DayCount.ToAnniversary) beside = Any([0, 1, 364, 365, 366, 365 - beside % 365, _random.Next(367)]);
        return field.Range!.Value.Fits(beside) ? beside : 0;
    }

    private SegmentInstant Instant(Field field, ActorState near)
    {
        var at = (DateTimeOffset?)field.Of(near) ?? now;
        return _random.Next(6) switch
        {
            0 => SegmentInstant.Ago(_random.Next(0, 800)),
            // Exactly as many days ago, for customers who bought at this time of the day.
            1 => SegmentInstant.Ago(Math.Clamp((now - at).Days, 0, SegmentInstant.DaysLimit)),
            2 => SegmentInstant.Of(Any([DateTimeOffset.UnixEpoch, DateTimeOffset.MinValue, DateTimeOffset.MaxValue])),
            _ => SegmentInstant.Of(at.AddMicroseconds(_random.Next(-1, 2))),
        };
    }

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
