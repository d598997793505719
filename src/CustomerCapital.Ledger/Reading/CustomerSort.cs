using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Reading;

/// <summary>In which order a list of customers is: by a field, then by id in the order of code points. Who is without the field comes last, whichever way.</summary>
/// <param name="Field">One of <see cref="CustomerLine.Fields"/>.</param>
/// <param name="Descending">Whether the largest, latest or last is first.</param>
public sealed record CustomerSort(Field Field, bool Descending)
{
    /// <summary>The order of a text: the name of a field, with <c>-</c> before it for descending; null where no rows can be sorted so.</summary>
    public static CustomerSort? Of(string text)
    {
        var descending = text.StartsWith('-');
        return CustomerLine.Fields.FirstOrDefault(field => field.Name == text[(descending ? 1 : 0)..]) is { } field ? new(field, descending) : null;
    }

    /// <summary>The same as <see cref="Of"/> reads it.</summary>
    public override string ToString() => Descending ? "-" + Field.Name : Field.Name;

    /// <summary>Where a customer is in this order.</summary>
    public SortPlace PlaceOf(CustomerLine line) => (Field == CustomerFields.CustomerId ? null : line[Field]) switch
    {
        null => new(line.CustomerId),
        string text => new(line.CustomerId, Text: text),
        Rung rung => new(line.CustomerId, (long)rung),
        MonthDay day => new(line.CustomerId, day.Number),
        bool flag => new(line.CustomerId, flag ? 1 : 0),
        Money money => new(line.CustomerId, money.Units),
        DateTimeOffset instant => new(line.CustomerId, (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
        long count => new(line.CustomerId, count),
        var other => throw new InvalidOperationException($"{Field} has values of a kind that no list is sorted by: {other.GetType().Name}."),
    };

    /// <summary>Whether a place can be one in this order: its value is of the field's kind, and within what the kind holds.</summary>
    public bool CanHold(SortPlace place)
    {
        var type = Field == CustomerFields.CustomerId ? null : Field.ValueType;
        if (place.IsWithout) return type is null || Field.IsOptional;
        if (type is null || (type == typeof(string)) != (place.Text is not null) || (place.Text is not null && place.Number is not null)) return false;
        return type == typeof(Rung) || type == typeof(MonthDay) ? place.Number is >= short.MinValue and <= short.MaxValue
            : type != typeof(DateTimeOffset) || place.Number is >= 0 and <= 253_402_300_799_999_999;
    }

    /// <summary>Which of two places is first: negative where the left one is.</summary>
    public int Compare(SortPlace left, SortPlace right)
    {
        if (Field == CustomerFields.CustomerId) return Turned(CodePointOrder.Instance.Compare(left.CustomerId, right.CustomerId));
        var value = left.IsWithout || right.IsWithout
            ? left.IsWithout.CompareTo(right.IsWithout)
            : Turned(left.Number is { } number ? number.CompareTo(right.Number) : CodePointOrder.Instance.Compare(left.Text, right.Text));
        return value != 0 ? value : CodePointOrder.Instance.Compare(left.CustomerId, right.CustomerId);

        int Turned(int compared) => Descending ? -compared : compared;
    }
}

/// <summary>Where a customer is in a sorted list.</summary>
/// <param name="CustomerId">The caller's id.</param>
/// <param name="Number">The field's value as a number: of money ten-thousandths, of instants microseconds, of yes and no 1 and 0. Null where it is none.</param>
/// <param name="Text">The field's value where it is a text.</param>
public sealed record SortPlace(string CustomerId, long? Number = null, string? Text = null)
{
    internal bool IsWithout => Number is null && Text is null;
}
