using System.Collections.Immutable;
using System.Text.Json;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>Whose field compares so; false for whoever has no value there.</summary>
public abstract record Condition : Segment
{
    private protected Condition(SegmentOperator @operator) => Operator = @operator;

    /// <summary>How.</summary>
    public SegmentOperator Operator { get; }

    /// <summary>What is compared.</summary>
    public abstract SegmentField Of { get; }

    internal abstract int ValueCount { get; }

    internal abstract void WriteValue(Utf8JsonWriter writer, int at);
}

/// <summary>A condition with values of one type.</summary>
public sealed record Condition<T> : Condition
    where T : notnull
{
    internal Condition(SegmentField<T> field, SegmentOperator @operator, ImmutableArray<T> values) : base(@operator) => (Field, Values) = (field, values);

    /// <summary>What is compared.</summary>
    public SegmentField<T> Field { get; }

    /// <summary>With what: one value, several for <see cref="SegmentOperator.In"/>, none for <see cref="SegmentOperator.Exists"/>.</summary>
    public ImmutableArray<T> Values { get; }

    /// <inheritdoc/>
    public override SegmentField Of => Field;

    /// <inheritdoc/>
    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => this switch
    {
        Condition<SegmentInstant> instants when instants.Values.Any(value => value.DaysAgo is not null) =>
            instants.Field.Where(Operator, [.. instants.Values.Select(value => value.Fixed(moment, calendar))]),
        Condition<Month> months => CohortRule.OfFirstPurchase(months, calendar),
        _ => this,
    };

    /// <inheritdoc/>
    public bool Equals(Condition<T>? other) => other is not null && Field == other.Field && Operator == other.Operator && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field.Name, Operator, Values.Length);

    internal override int ValueCount => Values.Length;

    internal override void WriteValue(Utf8JsonWriter writer, int at) => Field.Values.Write(writer, Values[at]);
}
