using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>An amount that a report derives from sums of money: an exact decimal with at most four places, which may be larger than <see cref="Money"/> holds.</summary>
/// <remarks>The default value is zero. Written as an amount of money is, in JSON too. Holds up to 7.9 * 10^24 of the currency; beyond it throws <see cref="OverflowException"/>.</remarks>
[JsonConverter(typeof(DerivedAmountJsonConverter))]
public readonly record struct DerivedAmount
{
    private readonly decimal _amount;

    private DerivedAmount(decimal amount) => _amount = amount;

    /// <summary>Rounds a decimal to ten-thousandths, halves away from zero.</summary>
    public static DerivedAmount Round(decimal amount) => new(decimal.Round(amount, 4, MidpointRounding.AwayFromZero));

    /// <summary>The amount of a count of ten-thousandths, such as a sum of what counters hold.</summary>
    public static DerivedAmount OfUnits(decimal units) => new(units / Money.Scale);

    /// <summary>The same amount as a decimal.</summary>
    public decimal ToDecimal() => _amount;

    /// <summary>The amount with two to four decimal places, for example <c>12.50</c> or <c>0.0375</c>.</summary>
    public override string ToString() => _amount.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>The same amount.</summary>
    public static implicit operator DerivedAmount(Money money) => new(money.ToDecimal());

    /// <summary>Adds exactly.</summary>
    public static DerivedAmount operator +(DerivedAmount left, DerivedAmount right) => new(left._amount + right._amount);

    /// <summary>Subtracts exactly.</summary>
    public static DerivedAmount operator -(DerivedAmount left, DerivedAmount right) => new(left._amount - right._amount);

    /// <summary>A share of this amount, rounded half away from zero.</summary>
    public DerivedAmount Times(decimal rate) => Round(_amount * rate);
}

/// <summary>Writes the amount as a decimal string, and reads it back.</summary>
public sealed class DerivedAmountJsonConverter : JsonConverter<DerivedAmount>
{
    public override DerivedAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? DerivedAmount.Round(amount)
            : throw new JsonException("An amount is a decimal string, such as \"12.50\".");

    public override void Write(Utf8JsonWriter writer, DerivedAmount value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
