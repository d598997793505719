using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Engine.Commands;

/// <summary>Reads a purchase in JSON straight from its bytes: nearly every command is one, and the serializer takes three times as long for it.</summary>
/// <remarks>Whatever is rare, or wrong, is left to the serializer, so that it alone says what is a fault. A test holds what is read here to what it reads.</remarks>
public static class PurchaseReading
{
    /// <summary>Reads a whole body.</summary>
    /// <returns>Null where it is left to the serializer.</returns>
    public static RecordPurchase? OfBody(ReadOnlySequence<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && Read(ref reader, named: false) is { } purchase && !reader.Read() ? purchase : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an object with the id of a customer and, after it, a purchase.</summary>
    /// <param name="reader">Before it. It stands at its end where it was read, and somewhere in it where it was not.</param>
    /// <returns>Null where it is left to the serializer.</returns>
    internal static CommandEnvelope? OfLine(ref Utf8JsonReader reader)
    {
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !IsNext(ref reader, "customerId"u8) || Text(ref reader) is not { } customer) return null;
            if (!IsNext(ref reader, "command"u8) || reader.TokenType != JsonTokenType.StartObject || Read(ref reader, named: true) is not { } purchase) return null;
            return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? new(customer, purchase) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="reader">At the begin of the object; it comes to its end.</param>
    /// <param name="named">Whether it begins with the name of the command.</param>
    private static RecordPurchase? Read(ref Utf8JsonReader reader, bool named)
    {
        if (named && (!IsNext(ref reader, "type"u8) || !IsPlain(reader) || !reader.ValueTextEquals("purchase"u8))) return null;
        (string? Id, string? Currency, string? Channel) texts = default;
        (Money? Amount, Money? Discount) sums = default;
        DateTimeOffset? occurredAt = null;
        List<PurchaseLine>? lines = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // A field that stands twice is a fault, and a name that is escaped may be no sound Unicode.
            if (reader.ValueIsEscaped) return null;
            if (texts.Id is null && reader.ValueTextEquals("purchaseId"u8)) { if ((texts.Id = NextText(ref reader)) is null) return null; }
            else if (occurredAt is null && reader.ValueTextEquals("occurredAt"u8)) { if ((occurredAt = NextInstant(ref reader)) is null) return null; }
            else if (texts.Currency is null && reader.ValueTextEquals("currency"u8)) { if ((texts.Currency = NextText(ref reader)) is null) return null; }
            else if (texts.Channel is null && reader.ValueTextEquals("channel"u8)) { if ((texts.Channel = NextText(ref reader)) is null) return null; }
            else if (sums.Amount is null && reader.ValueTextEquals("amount"u8)) { if ((sums.Amount = NextMoney(ref reader)) is null) return null; }
            else if (sums.Discount is null && reader.ValueTextEquals("discount"u8)) { if ((sums.Discount = NextMoney(ref reader)) is null) return null; }
            else if (lines is null && reader.ValueTextEquals("lines"u8)) { if ((lines = NextLines(ref reader)) is null) return null; }
            else return null;
        }

        return reader.TokenType != JsonTokenType.EndObject ? null
            : new() { PurchaseId = texts.Id!, OccurredAt = occurredAt, Currency = texts.Currency, Channel = texts.Channel, Amount = sums.Amount, Discount = sums.Discount ?? Money.Zero, Lines = lines };
    }

    private static List<PurchaseLine>? NextLines(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        var lines = new List<PurchaseLine>(4);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (ReadLine(ref reader) is not { } line) return null;
            lines.Add(line);
        }

        return reader.TokenType == JsonTokenType.EndArray ? lines : null;
    }

    private static PurchaseLine? ReadLine(ref Utf8JsonReader reader)
    {
        (string? Sku, string? Category) texts = default;
        (Money? Price, Money? Discount) sums = default;
        decimal? quantity = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return null;
            if (texts.Sku is null && reader.ValueTextEquals("sku"u8)) { if ((texts.Sku = NextText(ref reader)) is null) return null; }
            else if (texts.Category is null && reader.ValueTextEquals("category"u8)) { if ((texts.Category = NextText(ref reader)) is null) return null; }
            else if (quantity is null && reader.ValueTextEquals("quantity"u8)) { if ((quantity = NextNumber(ref reader)) is null) return null; }
            else if (sums.Price is null && reader.ValueTextEquals("unitPrice"u8)) { if ((sums.Price = NextMoney(ref reader)) is null) return null; }
            else if (sums.Discount is null && reader.ValueTextEquals("discount"u8)) { if ((sums.Discount = NextMoney(ref reader)) is null) return null; }
            else return null;
        }

        return reader.TokenType == JsonTokenType.EndObject ? new(texts.Sku, texts.Category, quantity ?? 1, sums.Price ?? Money.Zero, sums.Discount ?? Money.Zero) : null;
    }

    /// <summary>Whether the next member has a name; the reader then stands at its value.</summary>
    private static bool IsNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader is { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: false } && reader.ValueTextEquals(name) && reader.Read();

    private static string? NextText(ref Utf8JsonReader reader) => reader.Read() ? Text(ref reader) : null;

    private static string? Text(ref Utf8JsonReader reader) => IsPlain(reader) ? reader.GetString() : null;

    private static DateTimeOffset? NextInstant(ref Utf8JsonReader reader) => NextText(ref reader) is { } text && InstantText.TryParse(text, out var instant) ? instant : null;

    private static decimal? NextNumber(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? number : null;

    private static Money? NextMoney(ref Utf8JsonReader reader) => reader.Read() && IsPlain(reader) && Money.TryParse(reader.ValueSpan, out var money) ? money : null;

    /// <summary>Whether it is a text that stands in one piece as it is.</summary>
    private static bool IsPlain(in Utf8JsonReader reader) => reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false, HasValueSequence: false } && Utf8.IsValid(reader.ValueSpan);
}
