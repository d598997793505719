using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>A rule over the fields of a customer's row that says who belongs. Immutable; equal to another of the same form.</summary>
/// <remarks>
/// Two-valued: a condition with a field that has no value is false, whatever its operator, and <see cref="Not"/> of it is therefore true.
/// So "acquisition channel not equal to web" leaves out whoever has no channel, and "not (acquisition channel equal to web)" does not.
/// </remarks>
[JsonConverter(typeof(SegmentJsonConverter))]
public abstract record Segment
{
    /// <summary>Deepest nesting that is read: a condition alone has depth 1.</summary>
    public const int DepthLimit = 6;

    /// <summary>Most parts that are read: conditions, each as often as its field's <see cref="Fields.Field.Weight"/> says, and the groups around them.</summary>
    public const int PartLimit = 100;

    /// <summary>Most values of one condition.</summary>
    public const int ValueLimit = 100;

    /// <summary>Everyone.</summary>
    public static readonly Segment Everyone = new AllOf([]);

    private protected Segment()
    {
    }

    /// <summary>The same segment at a moment: with instants for what it says relative to now, and for calendar months.</summary>
    /// <param name="moment">Now. Whoever pages through a segment keeps to one moment.</param>
    /// <param name="calendar">Months and days of the program's time zone.</param>
    /// <returns>A segment that has the same members whenever and wherever it is evaluated; itself where it is one already.</returns>
    public abstract Segment At(DateTimeOffset moment, ProgramCalendar calendar);

    /// <summary>Whether it asks for what was bought, which not every ledger keeps. Of saved segments that it names nothing is known.</summary>
    public bool AsksForBought => AsksFor(asked => asked.Pieces is not null);

    /// <summary>Whether it asks for what a state does not tell: for what was bought, or for scores. Of saved segments that it names nothing is known.</summary>
    public bool AsksBesideState => AsksFor(asked => asked.IsBesideState);

    private bool AsksFor(Func<Fields.Field, bool> isAsked) => this switch
    {
        AllOf all => all.Parts.Any(part => part.AsksFor(isAsked)),
        AnyOf any => any.Parts.Any(part => part.AsksFor(isAsked)),
        Not not => not.Part.AsksFor(isAsked),
        Condition condition => isAsked(condition.Of),
        _ => false,
    };
}

/// <summary>Who belongs to all parts; with no part, everyone.</summary>
public sealed record AllOf(IReadOnlyList<Segment> Parts) : Segment
{
    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => new AllOf([.. Parts.Select(part => part.At(moment, calendar))]);

    public bool Equals(AllOf? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => Parts.Aggregate(1, HashCode.Combine);
}

/// <summary>Who belongs to one part at least; with no part, nobody.</summary>
public sealed record AnyOf(IReadOnlyList<Segment> Parts) : Segment
{
    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => new AnyOf([.. Parts.Select(part => part.At(moment, calendar))]);

    public bool Equals(AnyOf? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => Parts.Aggregate(2, HashCode.Combine);
}

/// <summary>Who does not belong to a part.</summary>
public sealed record Not(Segment Part) : Segment
{
    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => new Not(Part.At(moment, calendar));
}
