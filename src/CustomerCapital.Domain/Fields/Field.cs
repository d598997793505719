using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Domain.Fields;

/// <summary>Which lists of customers show a field.</summary>
public enum Listing
{
    /// <summary>Items of lists, and the report of customers.</summary>
    Everywhere = 1,

    /// <summary>Items of lists.</summary>
    Items,

    /// <summary>None; segments may choose by it all the same.</summary>
    Nowhere,
}

/// <summary>Which local days a field counts between the day of an instant and today.</summary>
public enum DayCount
{
    /// <summary>From today to the day: 0 on the day, and less than 0 after it.</summary>
    To = 1,

    /// <summary>From the day to today: 0 on the day.</summary>
    Since,

    /// <summary>
    /// From today to the next day on which the day comes again: 0 on that day, never on the day itself. What comes again each 29 February is kept in other years where
    /// <see cref="ProgramCalendar.LeapDay"/> says.
    /// </summary>
    ToAnniversary,
}

/// <summary>Something that is known of each customer, declared once: rows, segments, lists and their descriptions follow from it.</summary>
/// <remarks>A capability names its fields in <see cref="Capability.Fields"/>; <see cref="Capabilities.Fields"/> are those of all.</remarks>
public abstract class Field
{
    private readonly Func<ActorState, object?>? _of;

    private protected Field(string name, Func<ActorState, object?>? of)
    {
        (Name, _of) = (name, of);
        if (of is not null) Column = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }

    /// <summary>Name in JSON.</summary>
    public string Name { get; }

    /// <summary>Name of its column, for ever: its name in snake case where nothing else is said. Null where it is derived.</summary>
    public string? Column { get; init; }

    /// <summary>Where it stands in lists and rows; those of which that is not said come last.</summary>
    public int Place { get; init; } = int.MaxValue;

    /// <summary>Whether a customer can be without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Which lists show it.</summary>
    public Listing Listing { get; init; } = Listing.Everywhere;

    /// <summary>Of an amount divided by a count, both. It is cut to the ten-thousandth, so that it is exact everywhere; there is none where the count is 0.</summary>
    public (Field<Money> Dividend, Field<long> Divisor)? Quotient { get; init; }

    /// <summary>Of a month, the field of the instant that is in it.</summary>
    public Field<SegmentInstant>? MonthOf { get; init; }

    /// <summary>
    /// Of a count that follows from a day of the year and from today, both: the field of the day, and the count, by where 29 February is kept in years without one.
    /// Every instant of a local day gives the same.
    /// </summary>
    public (Field<MonthDay> Of, Func<MonthDay, DateOnly, LeapDay, long> Count)? OfMonthDay { get; init; }

    /// <summary>Of a number of local days between the day of an instant and today, the field of the instant, and which days are counted.</summary>
    public (Field<SegmentInstant> Of, DayCount Count)? OfDay { get; init; }

    /// <summary>
    /// How many conditions a condition by it counts as, where a segment has no more than so many. An anniversary names up to three instants for each year since 1970; five of them
    /// stay below the 2,100 values that SQL Server takes, until the year 2100.
    /// </summary>
    public int Weight => OfDay?.Count == DayCount.ToAnniversary ? 18 : 1;

    /// <summary>Whether what a condition says of it depends on the calendar, so that it is compared in another form.</summary>
    public bool IsOfCalendar => MonthOf is not null || OfMonthDay is not null || OfDay is not null;

    /// <summary>
    /// Of a field that has a value for each sku, or category, of which a piece is with the customer, which of the two: the pieces hold the values, and neither state nor
    /// row does. A condition holds where one of the values does.
    /// </summary>
    public PieceKind? Pieces { get; init; }

    /// <summary>
    /// Of what a model said of the customer, its value of that: it stands in a table of scores beside the row, which neither state nor row holds.
    /// </summary>
    public Func<CustomerScore, object?>? OfScore { get; init; }

    /// <summary>Whether neither a state nor the calendar tells it.</summary>
    public bool IsBesideState => Pieces is not null || OfScore is not null;

    /// <summary>Name of its column in the table of scores, for ever: its name in snake case.</summary>
    public string ScoreColumn => JsonNamingPolicy.SnakeCaseLower.ConvertName(Name);

    /// <summary>
    /// Of a field that rows of earlier versions cannot tell, although the entries do: a state with what it tells, taken from the state to which the entries were replayed.
    /// <c>migrate</c> replays them when it adds the column. It must not take what depends on the calendar.
    /// </summary>
    public Func<ActorState, ActorState, ActorState>? Refill { get; init; }

    /// <summary>Of what depends on the policy in force, its value in a row: lists show it, and segments cannot choose by it.</summary>
    public Func<FieldRow, ProgramPolicy, object?>? UnderPolicy { get; init; }

    /// <summary>How segments can compare it; none where they cannot choose by it.</summary>
    public abstract IReadOnlyList<SegmentOperator> Operators { get; }

    /// <summary>What its values look like in JSON, as the end of a sentence.</summary>
    public abstract string ValueForm { get; }

    /// <summary>Type of its values in lists.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Whether a state alone tells it: neither the policy nor the calendar has a say.</summary>
    public bool IsOfState => _of is not null;

    /// <summary>Its value of a state, as lists show it; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">It depends on the policy or the calendar.</exception>
    public object? Of(ActorState state)
    {
        if (Quotient is not { } of) return (_of ?? throw new InvalidOperationException($"{Name} is not told by a state alone."))(state);
        return of.Divisor.Of(state) is not 0L and long count ? new Money(((Money)of.Dividend.Of(state)!).Units / count) : null;
    }

    /// <summary>Gives the JSON of a type of rows a member for each field.</summary>
    public static Action<JsonTypeInfo> MembersOf<TRow>(IEnumerable<Field> fields, bool areRequired) where TRow : FieldRow => type =>
    {
        if (type.Type != typeof(TRow)) return;
        type.Properties.Clear();
        foreach (var field in fields) field.AddTo(type, areRequired, row => ((TRow)row)[field], (row, value) => ((TRow)row)[field] = value);
    };

    /// <summary>Gives the JSON of a type a member for the field.</summary>
    public void AddTo(JsonTypeInfo type, bool isRequired, Func<object, object?> get, Action<object, object?>? set = null)
    {
        var isNullable = IsOptional && ValueType.IsValueType;
        var member = type.CreateJsonPropertyInfo(isNullable ? typeof(Nullable<>).MakeGenericType(ValueType) : ValueType, Name);
        (member.IsRequired, member.IsGetNullable, member.IsSetNullable, member.Get, member.Set) = (isRequired, IsOptional, IsOptional, get, set);
        type.Properties.Add(member);
    }

    public override string ToString() => Name;

    /// <summary>Reads the values of a condition.</summary>
    /// <returns>Null where one of them is at fault; the faults say which.</returns>
    internal abstract Condition? Read(SegmentOperator @operator, IReadOnlyList<(string Path, JsonElement Value)> values, ICollection<FieldFault> faults);
}

/// <summary>A field with values of one type.</summary>
/// <param name="name">Name in JSON.</param>
/// <param name="of">
/// Its value of a state: of a field of <see cref="SegmentInstant"/> an instant, else one of its type; null where there is none. Left out where it is derived.
/// </param>
public sealed class Field<T>(string name, Func<ActorState, object?>? of = null) : Field(name, of)
    where T : notnull
{
    internal static readonly FieldValues<T> Values = FieldValues.All.OfType<FieldValues<T>>().Single();

    /// <summary>The one form of the values that mean the same, in which conditions compare; the field tells it so too. Null where each value means what no other does.</summary>
    public Func<T, T>? Canonical { get; init; }

    /// <summary>Which of the values of its type conditions may name, and what they must be, as the end of a sentence; null for all.</summary>
    public (Func<T, bool> Fits, string Form)? Range { get; init; }

    public override IReadOnlyList<SegmentOperator> Operators =>
        UnderPolicy is not null ? [] : Pieces is not null ? [SegmentOperator.Equals, SegmentOperator.In, SegmentOperator.Exists]
        : Weight > 1 ? [.. Values.Operators.Where(one => one != SegmentOperator.In), SegmentOperator.Exists] : IsOptional ? [.. Values.Operators, SegmentOperator.Exists] : Values.Operators;

    public override string ValueForm => Range?.Form ?? Values.Form;

    public override Type ValueType => typeof(T) == typeof(SegmentInstant) ? typeof(DateTimeOffset) : typeof(T) == typeof(SegmentMonth) ? typeof(Month) : typeof(T);

    /// <summary>Whoever's field compares so.</summary>
    /// <exception cref="ArgumentException">The field has no such operator or value, or the operator takes another number of values.</exception>
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
        var taken = new T[values.Length];
        for (var at = 0; at < taken.Length; at++)
        {
            if (!Fits(values[at])) throw new ArgumentException($"{Name} takes {ValueForm}.", nameof(values));
            taken[at] = Canonical is null ? values[at] : Canonical(values[at]);
        }

        return new(this, @operator, [.. taken]);
    }

    internal override Condition? Read(SegmentOperator @operator, IReadOnlyList<(string Path, JsonElement Value)> values, ICollection<FieldFault> faults)
    {
        var read = new List<T>(values.Count);
        foreach (var (path, value) in values)
        {
            if (Values.TryRead(value, out var one) && Fits(one)) read.Add(one);
            else faults.Add(new(path, $"Must be {ValueForm}."));
        }

        return read.Count == values.Count ? Where(@operator, [.. read]) : null;
    }

    private bool Fits(T value) => Range is not { } range || range.Fits(value);
}
