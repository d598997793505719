using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>Writes money as a decimal string; reads a decimal string or a JSON number, and refuses what does not fit.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    /// <inheritdoc/>
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fits = reader.TokenType switch
        {
            JsonTokenType.String => Money.TryParse(reader.GetString(), out var money) ? money : (Money?)null,
            JsonTokenType.Number => reader.TryGetDecimal(out var amount) && Money.TryFrom(amount, out var money) ? money : null,
            _ => null,
        };
        return fits ?? throw new JsonException("An amount is a decimal string or number with at most four places, such as \"12.50\".");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        value.ToDecimal().TryFormat(text, out var length, "0.00##", System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
