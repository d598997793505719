using System.Collections.Immutable;
using System.Text.Json;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>A field of a customer's row by which segments choose, with the name that the API gives it.</summary>
public abstract class SegmentField
{
    /// <summary>The caller's id of the customer.</summary>
    public static readonly SegmentField<string> CustomerId = new("customerId", false, new TextValues());

    /// <summary>Place on the ladder; rungs are ordered, the lowest first.</summary>
    public static readonly SegmentField<Rung> Rung = new("rung", false, new RungValues());

    /// <summary>Whether inactivity has made the customer lapsed.</summary>
    public static readonly SegmentField<bool> Lapsed = new("lapsed", false, new BooleanValues());

    /// <summary>Whether enrolled in the program.</summary>
    public static readonly SegmentField<bool> Enrolled = new("enrolled", false, new BooleanValues());

    /// <summary>The way of coming in.</summary>
    public static readonly SegmentField<string> AcquisitionChannel = new("acquisitionChannel", true, new TextValues());

    /// <summary>What winning the customer cost.</summary>
    public static readonly SegmentField<Money> AcquisitionCost = new("acquisitionCost", false, new MoneyValues());

    /// <summary>Purchases not returned whole.</summary>
    public static readonly SegmentField<long> Orders = new("orders", false, new CountValues());

    /// <summary>Purchases net of returns.</summary>
    public static readonly SegmentField<Money> Revenue = new("revenue", false, new MoneyValues());

    /// <summary>Revenue / orders, cut to the ten-thousandth, so that it is exact everywhere; none without an order.</summary>
    public static readonly SegmentField<Money> AverageOrderValue = new("averageOrderValue", true, new MoneyValues());

    /// <summary>When the earliest order was placed.</summary>
    public static readonly SegmentField<SegmentInstant> FirstPurchaseAt = new("firstPurchaseAt", true, new InstantValues());

    /// <summary>When the latest order was placed.</summary>
    public static readonly SegmentField<SegmentInstant> LastPurchaseAt = new("lastPurchaseAt", true, new InstantValues());

    /// <summary>Month of the first order.</summary>
    public static readonly SegmentField<Month> Cohort = new("cohort", true, new MonthValues());

    /// <summary>How many of the persons referred have bought.</summary>
    public static readonly SegmentField<long> ConvertedReferrals = new("convertedReferrals", false, new CountValues());

    /// <summary>The earliest moment that the history speaks of.</summary>
    public static readonly SegmentField<SegmentInstant> KnownSince = new("knownSince", false, new InstantValues());

    private protected SegmentField(string name, bool isOptional) => (Name, IsOptional) = (name, isOptional);

    /// <summary>Every field, by name.</summary>
    public static ImmutableSortedDictionary<string, SegmentField> All { get; } = new SegmentField[]
    {
        CustomerId, Rung, Lapsed, Enrolled, AcquisitionChannel, AcquisitionCost, Orders, Revenue, AverageOrderValue, FirstPurchaseAt, LastPurchaseAt, Cohort,
        ConvertedReferrals, KnownSince,
    }.ToImmutableSortedDictionary(field => field.Name, field => field, StringComparer.Ordinal);

    /// <summary>Name in JSON.</summary>
    public string Name { get; }

    /// <summary>Whether a customer can be without it.</summary>
    public bool IsOptional { get; }

    /// <summary>How it can be compared.</summary>
    public abstract IReadOnlyList<SegmentOperator> Operators { get; }

    /// <summary>What its values look like in JSON, as the end of a sentence.</summary>
    public abstract string ValueForm { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads the values of a condition.</summary>
    /// <returns>Null where one of them is at fault; the faults say which.</returns>
    internal abstract Condition? Read(SegmentOperator @operator, IReadOnlyList<(string Path, JsonElement Value)> values, ICollection<FieldFault> faults);
}

/// <summary>A field with values of one type.</summary>
public sealed class SegmentField<T> : SegmentField
    where T : notnull
{
    internal SegmentField(string name, bool isOptional, SegmentValues<T> values) : base(name, isOptional)
    {
        Values = values;
        Operators = isOptional ? [.. values.Operators, SegmentOperator.Exists] : values.Operators;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SegmentOperator> Operators { get; }

    /// <inheritdoc/>
    public override string ValueForm => Values.Form;

    internal SegmentValues<T> Values { get; }

    /// <summary>Whoever's field compares so.</summary>
    /// <exception cref="ArgumentException">The field has no such operator, or the operator takes another number of values.</exception>
    public Condition<T> Where(SegmentOperator @operator, params ReadOnlySpan<T> values)
    {
        if (!Operators.Contains(@operator)) throw new ArgumentException($"{Name} cannot be compared by {@operator}.", nameof(@operator));
        var fits = @operator switch
        {
            SegmentOperator.Exists => values.Length == 0,
            SegmentOperator.In => values.Length > 0,
            _ => values.Length == 1,
        };
        if (!fits) throw new ArgumentException($"{@operator} does not take {values.Length} values.", nameof(values));
        return new(this, @operator, [.. values]);
    }

    internal override Condition? Read(SegmentOperator @operator, IReadOnlyList<(string Path, JsonElement Value)> values, ICollection<FieldFault> faults)
    {
        var read = new List<T>(values.Count);
        foreach (var (path, value) in values)
        {
            if (Values.TryRead(value, out var one)) read.Add(one);
            else faults.Add(new(path, $"Must be {ValueForm}."));
        }

        return read.Count == values.Count ? Where(@operator, [.. read]) : null;
    }
}
