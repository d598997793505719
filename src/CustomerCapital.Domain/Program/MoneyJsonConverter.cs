using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>Writes money as a decimal string; reads a decimal string or a JSON number, and refuses what does not fit.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fits = reader.TokenType switch
        {
            JsonTokenType.String => Money.TryParse(reader.GetString(), out var money) ? money : (Money?)null,
            JsonTokenType.Number => IsExact(reader) && reader.TryGetDecimal(out var amount) && Money.TryFrom(amount, out var money) ? money : null,
            _ => null,
        };
        return fits ?? throw new JsonException("An amount is a decimal string or number with at most four places, such as \"12.50\".");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[Money.Utf8Limit];
        writer.WriteStringValue(utf8[..value.Format(utf8)]);
    }

    /// <summary>Whether the number has no more digits than a decimal holds, so that reading it rounds nothing away.</summary>
    private static bool IsExact(in Utf8JsonReader reader) =>
        (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) <= Money.TextLimit;
}
