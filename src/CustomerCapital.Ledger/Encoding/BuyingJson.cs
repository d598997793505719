using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Reads of an entry what it changes of what a customer has bought, and no more of a purchase than that.</summary>
internal static class BuyingJson
{
    private static readonly MoneyJsonConverter Amounts = new();
    private static readonly string[] Corrections = ["purchase_amended", "return_recorded", "purchase_moved", "purchase_taken_over"];
    private static readonly Lazy<HashSet<string>> Others =
        new(() => [.. Capabilities.All.SelectMany(capability => capability.Events).Select(happened => happened.Name).Except([.. Corrections, "purchase_recorded"])]);

    /// <summary>What an entry changes.</summary>
    /// <param name="body">What of the entry is no column, as <see cref="LedgerJson.EncodeUtf8(Entry)"/> writes it.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="naturalId">Its natural id.</param>
    /// <param name="concernsId">That of the entry that it corrects.</param>
    /// <exception cref="JsonException">It cannot be read.</exception>
    /// <remarks>Of a purchase nothing is looked at beyond its amount, and of an event that changes nothing here nothing beyond its name.</remarks>
    public static BuyingChange Decode(ReadOnlySpan<byte> body, DateTimeOffset occurredAt, string? naturalId, string? concernsId)
    {
        var reader = new Utf8JsonReader(body);
        if (StandsAtName(ref reader))
        {
            if (reader.ValueTextEquals("purchase_recorded"u8))
            {
                if (AmountOf(ref reader) is { } amount) return BuyingChange.Bought(naturalId, occurredAt, amount);
            }
            else if (Others.Value.Contains(reader.GetString()!))
            {
                return default;
            }
        }

        return BuyingChange.Of(LedgerJson.DecodeEntry(body).Event, occurredAt, naturalId, concernsId);
    }

    /// <summary>Goes to the event's name, where it comes first.</summary>
    private static bool StandsAtName(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartObject && IsMember(ref reader, "event"u8) && reader.TokenType == JsonTokenType.StartObject
        && IsMember(ref reader, "type"u8) && reader.TokenType == JsonTokenType.String;

    private static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    /// <summary>The amount of the event in which the reader stands; null where it has none.</summary>
    private static Money? AmountOf(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAmount = reader.ValueTextEquals("amount"u8);
            reader.Read();
            if (isAmount) return Amounts.Read(ref reader, typeof(Money), JsonSerializerOptions.Default);
            reader.Skip();
        }

        return null;
    }
}
