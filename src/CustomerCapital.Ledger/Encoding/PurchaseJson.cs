using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Writes what nearly every turn writes, a purchase's entry and a customer's purchases, without a serializer, and as that would: a test holds it to the same bytes.</summary>
internal static class PurchaseJson
{
    private static readonly JsonEncodedText Event = Name("event"), Type = Name("type"), Recorded = Name("purchase_recorded"), PurchaseId = Name("purchaseId"), Amount = Name("amount"), Channel = Name("channel");
    private static readonly JsonEncodedText Lines = Name("lines"), After = Name("after"), Orders = Name("orders"), Revenue = Name("revenue"), Activity = Name("activity"), FirstOrderAt = Name("firstOrderAt");
    private static readonly JsonEncodedText LatestOrders = Name("latestOrders"), EarliestChannel = Name("earliestChannel"), At = Name("at");

    private static readonly ActivityMonthsJsonConverter Months = new();
    private static readonly LatestInstantsJsonConverter Instants = new();

    /// <summary>Whether the entry's body is written here.</summary>
    public static bool Writes(Entry entry) => entry is { IsRepeated: null, Event: PurchaseRecorded { PurchaseId: not null, Movements: null, Vouchers: null } };

    /// <summary>The body of a purchase's entry, in shorthand.</summary>
    public static byte[] BodyOf(Entry entry)
    {
        var purchase = (PurchaseRecorded)entry.Event;
        var buffer = JsonBuffer.Take();
        var writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject(Event);
        writer.WriteString(Type, Recorded);
        writer.WriteString(PurchaseId, purchase.PurchaseId);
        Write(writer, Amount, purchase.Amount);
        if (purchase.Channel is not null) writer.WriteString(Channel, purchase.Channel);
        if (purchase.Lines is { } lines)
        {
            writer.WriteStartArray(Lines);
            for (var at = 0; at < lines.Count; at++) CompactLine.WriteWhole(writer, lines[at]);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        if (entry.After is { } after)
        {
            writer.WritePropertyName(After);
            CompactAccount.WriteWhole(writer, after);
        }

        writer.WriteEndObject();
        return buffer.End(inShorthand: true);
    }

    /// <summary>Whether this part is written here: one that holds what a newer version has added is not.</summary>
    public static bool Writes(object part) => part is PurchaseHistory history && !history.HoldsNewer() && history.EarliestChannel?.HoldsNewer() is not true;

    /// <summary>Writes a customer's purchases as the part of a state.</summary>
    public static void Write(Utf8JsonWriter writer, PurchaseHistory history)
    {
        writer.WriteStartObject();
        if (history.Orders != 0) writer.WriteNumber(Orders, history.Orders);
        if (history.Revenue != Money.Zero) Write(writer, Revenue, history.Revenue);
        if (history.Activity.Months.Length > 0)
        {
            writer.WritePropertyName(Activity);
            Months.Write(writer, history.Activity, JsonSerializerOptions.Default);
        }

        if (history.FirstOrderAt is { } first) writer.WriteString(FirstOrderAt, first);
        if (history.LatestOrders.Count > 0)
        {
            writer.WritePropertyName(LatestOrders);
            Instants.Write(writer, history.LatestOrders, JsonSerializerOptions.Default);
        }

        if (history.EarliestChannel is { } earliest)
        {
            writer.WriteStartObject(EarliestChannel);
            if (earliest.Channel is not null) writer.WriteString(Channel, earliest.Channel);
            if (earliest.At != default) writer.WriteString(At, earliest.At);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an amount without a text of its own.</summary>
    public static void Write(Utf8JsonWriter writer, Money amount)
    {
        Span<byte> utf8 = stackalloc byte[Money.Utf8Limit];
        writer.WriteStringValue(utf8[..amount.Format(utf8)]);
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, Money amount)
    {
        Span<byte> utf8 = stackalloc byte[Money.Utf8Limit];
        writer.WriteString(name, utf8[..amount.Format(utf8)]);
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);
}
