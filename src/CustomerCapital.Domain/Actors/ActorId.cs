using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Actors;

/// <summary>What an actor is. The numbers are stored: they are never reused for something else.</summary>
public enum ActorKind : short
{
    /// <summary>A customer.</summary>
    Customer = 1,

    /// <summary>The code of a voucher.</summary>
    VoucherCode = 2,

    /// <summary>A campaign.</summary>
    Campaign = 3,

    /// <summary>A raffle.</summary>
    Raffle = 4,

    /// <summary>A subscription of another system.</summary>
    Subscription = 5,

    /// <summary>The audit log, of which there is one.</summary>
    AuditLog = 6,

    /// <summary>Customers who are likely to be one person, and of whom somebody has decided.</summary>
    DuplicateGroup = 7,

    /// <summary>A history of a customer that was put away, because another stands in its place: see <see cref="Merges.CustomersMerged"/>.</summary>
    PutAway = 8,

    /// <summary>An id that leads to another customer, with whom that customer was merged.</summary>
    Alias = 9,

    /// <summary>An id that has led to another customer, and is a customer's own again.</summary>
    FormerAlias = 10,
}

/// <summary>Names an actor: something with a history of its own that decides by itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its id among those of its kind; of a customer the caller's id.</param>
[JsonConverter(typeof(ActorIdJsonConverter))]
public readonly record struct ActorId(ActorKind Kind, string Key)
{
    /// <summary>A customer's.</summary>
    public static implicit operator ActorId(string customerId) => new(ActorKind.Customer, customerId);

    /// <summary>Whose history it is: of one that was put away the customer, of an id that has led to another the same as when it did. Of any other the actor itself.</summary>
    public ActorId Original => Kind switch
    {
        ActorKind.PutAway => new(ActorKind.Customer, Key[(Key.IndexOf('/', StringComparison.Ordinal) + 1)..]),
        ActorKind.FormerAlias => new(ActorKind.Alias, Key),
        _ => this,
    };

    /// <summary>Where a customer's history stands that was put away.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="number">Which of that customer's, from 0.</param>
    public static ActorId PutAway(string customerId, long number) => new(ActorKind.PutAway, string.Create(CultureInfo.InvariantCulture, $"{number}/{customerId}"));

    public override string ToString() => Kind switch
    {
        ActorKind.Customer => $"Customer '{Key}'",
        ActorKind.VoucherCode => $"Voucher '{Key}'",
        ActorKind.Campaign => $"Campaign '{Key}'",
        ActorKind.Raffle => $"Raffle '{Key}'",
        ActorKind.Subscription => $"Subscription '{Key}'",
        ActorKind.AuditLog => "The audit log",
        ActorKind.DuplicateGroup => $"Group of likely duplicates '{Key}'",
        ActorKind.PutAway => $"History '{Key}' that was put away",
        ActorKind.Alias or ActorKind.FormerAlias => $"Alias '{Key}'",
        _ => $"Actor '{Key}' of kind {Kind}",
    };
}

/// <summary>Writes a customer's as the caller's id, that of another actor as an object with <c>kind</c>, its number, and <c>key</c>.</summary>
public sealed class ActorIdJsonConverter : JsonConverter<ActorId>
{
    public override ActorId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString()!;
        var actor = JsonElement.ParseValue(ref reader);
        return new((ActorKind)actor.GetProperty("kind").GetInt16(), actor.GetProperty("key").GetString()!);
    }

    public override void Write(Utf8JsonWriter writer, ActorId value, JsonSerializerOptions options)
    {
        if (value.Kind == ActorKind.Customer)
        {
            writer.WriteStringValue(value.Key);
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("kind", (short)value.Kind);
        writer.WriteString("key", value.Key);
        writer.WriteEndObject();
    }
}
