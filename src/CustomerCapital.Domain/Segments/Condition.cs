using System.Collections.Immutable;
using System.Text.Json;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>Whose field compares so; false for whoever has no value there.</summary>
public abstract record Condition : Segment
{
    private protected Condition(SegmentOperator @operator) => Operator = @operator;

    /// <summary>How.</summary>
    public SegmentOperator Operator { get; }

    /// <summary>What is compared.</summary>
    public abstract Field Of { get; }

    /// <summary>The values to compare with what <see cref="Field.Of"/> gives.</summary>
    /// <exception cref="ArgumentException">They depend on the moment or the calendar: take the segment <see cref="Segment.At"/> them first.</exception>
    public abstract IReadOnlyList<object> FixedValues { get; }

    internal abstract int ValueCount { get; }

    internal abstract void WriteValue(Utf8JsonWriter writer, int at);
}

/// <summary>A condition with values of one type.</summary>
public sealed record Condition<T> : Condition
    where T : notnull
{
    internal Condition(Field<T> field, SegmentOperator @operator, ImmutableArray<T> values) : base(@operator) => (Field, Values) = (field, values);

    /// <summary>What is compared.</summary>
    public Field<T> Field { get; }

    /// <summary>With what: one value, several for <see cref="SegmentOperator.In"/>, none for <see cref="SegmentOperator.Exists"/>.</summary>
    public ImmutableArray<T> Values { get; }

    public override Field Of => Field;

    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => this switch
    {
        Condition<SegmentInstant> instants when instants.Values.Any(value => value.DaysAgo is not null) =>
            instants.Field.Where(Operator, [.. instants.Values.Select(value => value.Fixed(moment, calendar))]),
        Condition<long> { Field.OfMonthDay: { } derived } counts => MonthDayRule.OfDay(counts, derived.Of, derived.Count, calendar.DayOf(moment), calendar.LeapDay),
        Condition<long> { Field.OfDay: { } derived } counts => DayRule.OfInstant(counts, derived.Of, derived.Count, moment, calendar),
        Condition<SegmentMonth> { Field.MonthOf: { } instant } months =>
            PeriodRule.OfInstant(Operator, [.. months.Values.Select(value => LocalPeriod.Of(value.Fixed(calendar.MonthOf(moment))))], instant, calendar),
        _ => this,
    };

    public bool Equals(Condition<T>? other) => other is not null && Field == other.Field && Operator == other.Operator && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Field.Name, Operator, Values.Length);

    public override IReadOnlyList<object> FixedValues => Field.IsOfCalendar
        ? throw new ArgumentException($"The segment depends on the program's calendar: take it {nameof(Segment.At)} a moment first.")
        : [.. Values.Select(value => value is SegmentInstant instant
            ? instant.At ?? throw new ArgumentException($"The segment depends on the moment: take it {nameof(Segment.At)} one first.")
            : (object)value)];

    internal override int ValueCount => Values.Length;

    internal override void WriteValue(Utf8JsonWriter writer, int at) => Field<T>.Values.Write(writer, Values[at]);
}
