using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Cohorts;

/// <summary>What one customer did in one month: orders placed in it, and their revenue net of returns.</summary>
/// <param name="Month">Calendar month of the program.</param>
/// <param name="Orders">Purchases of the month that were not returned whole.</param>
/// <param name="Revenue">Net of linked returns, which correct the purchase's month, and of unlinked credits dated in the month.</param>
public readonly record struct ActiveMonth(Month Month, long Orders, Money Revenue);

/// <summary>A customer's months with orders or revenue, oldest first. Immutable; the basis of every cohort and period figure.</summary>
/// <remarks>JSON: a flat array of month index, orders, revenue in ten-thousandths, repeated.</remarks>
[JsonConverter(typeof(ActivityMonthsJsonConverter))]
public sealed class ActivityMonths : IEquatable<ActivityMonths>
{
    /// <summary>No activity.</summary>
    public static readonly ActivityMonths Empty = new([]);

    private readonly ImmutableArray<ActiveMonth> _months;

    internal ActivityMonths(ImmutableArray<ActiveMonth> months) => _months = months;

    /// <summary>The months, oldest first, none of them without both orders and revenue.</summary>
    public ImmutableArray<ActiveMonth> Months => _months;

    /// <summary>The cohort: month of the first order that still counts; null when there is none.</summary>
    public Month? Cohort
    {
        get
        {
            foreach (var month in _months) if (month.Orders > 0) return month.Month;
            return null;
        }
    }

    /// <summary>With orders and revenue added to a month; either may be negative.</summary>
    public ActivityMonths With(Month month, long orders, Money revenue)
    {
        if (orders == 0 && revenue == Money.Zero) return this;
        var at = 0;
        while (at < _months.Length && _months[at].Month < month) at++;
        if (at == _months.Length || _months[at].Month != month) return new(_months.Insert(at, new(month, orders, revenue)));
        var sum = new ActiveMonth(month, _months[at].Orders + orders, _months[at].Revenue + revenue);
        return new(sum.Orders == 0 && sum.Revenue == Money.Zero ? _months.RemoveAt(at) : _months.SetItem(at, sum));
    }

    public bool Equals(ActivityMonths? other) => other is not null && _months.SequenceEqual(other._months);

    public override bool Equals(object? obj) => Equals(obj as ActivityMonths);

    public override int GetHashCode() => HashCode.Combine(_months.Length, Cohort);
}

/// <summary>Writes the months as one flat array of numbers, which is compact and still readable.</summary>
public sealed class ActivityMonthsJsonConverter : JsonConverter<ActivityMonths>
{
    public override ActivityMonths Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var months = ImmutableArray.CreateBuilder<ActiveMonth>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            var month = new Month(reader.GetInt32());
            reader.Read();
            var orders = reader.GetInt64();
            reader.Read();
            months.Add(new(month, orders, new Money(reader.GetInt64())));
        }

        return new(months.DrainToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, ActivityMonths value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var month in value.Months)
        {
            writer.WriteNumberValue(month.Month.Index);
            writer.WriteNumberValue(month.Orders);
            writer.WriteNumberValue(month.Revenue.Units);
        }

        writer.WriteEndArray();
    }
}
