using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Writes what most entries hold as arrays, which take half the bytes; reads objects too, as entries of before hold them.</summary>
/// <typeparam name="T">What is written.</typeparam>
internal abstract class CompactJson<T>(JsonSerializerOptions plain) : JsonConverter<T>
    where T : class
{
    public sealed override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return (T?)JsonSerializer.Deserialize(ref reader, plain.GetTypeInfo(typeof(T)));
        reader.Read();
        var value = ReadMembers(ref reader);
        return reader.TokenType == JsonTokenType.EndArray ? value : throw new JsonException($"The array is longer than that of a {typeof(T).Name}.");
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        WriteMembers(writer, value);
        writer.WriteEndArray();
    }

    protected abstract T ReadMembers(ref Utf8JsonReader reader);

    protected abstract void WriteMembers(Utf8JsonWriter writer, T value);

    /// <summary>The member at which the reader stands, which goes on to the next.</summary>
    protected TMember? Next<TMember>(ref Utf8JsonReader reader)
    {
        var member = JsonSerializer.Deserialize(ref reader, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<TMember>)plain.GetTypeInfo(typeof(TMember)));
        reader.Read();
        return member;
    }
}

/// <summary>Sku, category, quantity, unit price, and what was paid where it is not the product.</summary>
internal sealed class CompactLine(JsonSerializerOptions plain) : CompactJson<PaidLine>(plain)
{
    protected override PaidLine ReadMembers(ref Utf8JsonReader reader)
    {
        var (sku, category, quantity, price) = (Next<string>(ref reader), Next<string>(ref reader), Next<decimal>(ref reader), Next<Money>(ref reader));
        return new(sku, category, quantity, price, reader.TokenType == JsonTokenType.EndArray ? price.Times(quantity) : Next<Money>(ref reader));
    }

    protected override void WriteMembers(Utf8JsonWriter writer, PaidLine value) => WriteEach(writer, value);

    /// <summary>Writes a line without a serializer.</summary>
    public static void WriteWhole(Utf8JsonWriter writer, PaidLine value)
    {
        writer.WriteStartArray();
        WriteEach(writer, value);
        writer.WriteEndArray();
    }

    private static void WriteEach(Utf8JsonWriter writer, PaidLine value)
    {
        writer.WriteStringValue(value.Sku);
        writer.WriteStringValue(value.Category);
        writer.WriteNumberValue(value.Quantity);
        PurchaseJson.Write(writer, value.UnitPrice);
        if (value.Paid != value.UnitPrice.Times(value.Quantity)) PurchaseJson.Write(writer, value.Paid);
    }
}

/// <summary>Rung by its number, lapsed, orders, revenue, and the historic value where it is not the revenue.</summary>
internal sealed class CompactAccount(JsonSerializerOptions plain) : CompactJson<Account>(plain)
{
    protected override Account ReadMembers(ref Utf8JsonReader reader)
    {
        var (rung, lapsed, orders, revenue) = ((Rung)Next<int>(ref reader), Next<bool>(ref reader), Next<long>(ref reader), Next<Money>(ref reader));
        return new(rung, lapsed, orders, revenue, reader.TokenType == JsonTokenType.EndArray ? revenue : Next<Money>(ref reader));
    }

    protected override void WriteMembers(Utf8JsonWriter writer, Account value) => WriteEach(writer, value);

    /// <summary>Writes an account without a serializer.</summary>
    public static void WriteWhole(Utf8JsonWriter writer, Account value)
    {
        writer.WriteStartArray();
        WriteEach(writer, value);
        writer.WriteEndArray();
    }

    private static void WriteEach(Utf8JsonWriter writer, Account value)
    {
        writer.WriteNumberValue((int)value.Rung);
        writer.WriteBooleanValue(value.Lapsed);
        writer.WriteNumberValue(value.Orders);
        PurchaseJson.Write(writer, value.Revenue);
        if (value.HistoricValue != value.Revenue) PurchaseJson.Write(writer, value.HistoricValue);
    }
}
