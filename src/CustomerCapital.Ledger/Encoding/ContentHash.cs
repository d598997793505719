using System.Buffers.Text;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Hashes of what commands say: the first 128 bits of SHA-256 over a canonical form, in base64url, after the form's number.</summary>
/// <remarks>
/// The form is JSON with fields by name. A field is left out that holds what it holds when it is not stated, so that a field added later changes no hash of a
/// command that does not state it. Instants count as such, to the microsecond that ledgers keep, whatever their offset. Numbers count by their value,
/// texts by their code points, lines by their order. The version that a command was made from is no content: sent again from a newer version, the command is the same. The second form is the same in hexadecimal. Hashes of the first form, which had no number, are known as they were made: the serialised command, with
/// fields in their order of declaration and numbers as they were written.
/// </remarks>
internal static class ContentHash
{
    private const string Form = "3:";

    private const string InHexadecimal = "2:";

    /// <summary>Stands for the hash of a content that was erased. Whatever comes under the id is a repeat of it.</summary>
    public const string Erased = "erased";

    /// <summary>Fields that the first form held also where they were not stated. Those that have been added since are not among them.</summary>
    private static readonly HashSet<(Type, string)> AlwaysInFirst =
    [
        (typeof(RecordPurchase), "discount"), (typeof(PurchaseLine), "quantity"), (typeof(PurchaseLine), "unitPrice"), (typeof(PurchaseLine), "discount"),
        (typeof(RecordInteraction), "positive"),
    ];

    private static readonly HashSet<(Type, string)> NoContent = [(typeof(RegisterCustomer), "expectedVersion"), (typeof(ChangeRegistration), "expectedVersion")];

    private static readonly JsonTypeInfo<ActorCommand> Canonical = Over(
        new JsonSerializerOptions(LedgerJson.Plain) { Encoder = null, Converters = { new InstantConverter(), new NumberConverter(), new TextConverter() } }, ByNameWithoutTheUnstated);

    private static readonly JsonTypeInfo<ActorCommand> First = Over(new JsonSerializerOptions(LedgerJson.Plain), AsInTheFirstForm);

    /// <summary>The hash of a command's content.</summary>
    public static string Of(ActorCommand command)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (command is not RecordPurchase purchase || PurchaseContent.Of(purchase) is not { IsEmpty: false } content) return Of(DigestOf(command, Canonical));
        SHA256.HashData(content, digest);
        return Of(digest[..16]);
    }

    /// <summary>The same by the serializer alone, whatever the command.</summary>
    internal static string BySerializer(ActorCommand command) => Of(DigestOf(command, Canonical));

    /// <summary>Whether a hash, of whichever form, is that of a command's content.</summary>
    public static bool IsOf(string? hash, ActorCommand command)
    {
        if (hash is null) return false;
        if (hash == Erased) return true;
        if (hash.StartsWith(Form, StringComparison.Ordinal)) return hash == Of(command);
        if (hash.StartsWith(InHexadecimal, StringComparison.Ordinal)) return hash[InHexadecimal.Length..] == Hexadecimal(command, Canonical);
        var first = command with { OccurredAt = command.OccurredAt?.ToUniversalTime() };
        // The offset of a follow-up's due time counted in the beginning.
        return hash == Hexadecimal(first, First) || (first is ScheduleFollowUp { DueAt: { } due } followUp && hash == Hexadecimal(followUp with { DueAt = due.ToUniversalTime() }, First));
    }

    private static string Of(ReadOnlySpan<byte> digest)
    {
        Span<char> text = stackalloc char[Form.Length + 22];
        Form.CopyTo(text);
        Base64Url.EncodeToChars(digest, text[Form.Length..], out _, out _);
        return new(text);
    }

    private static string Hexadecimal(ActorCommand command, JsonTypeInfo<ActorCommand> form) => Convert.ToHexStringLower(DigestOf(command, form));

    private static ReadOnlySpan<byte> DigestOf(ActorCommand command, JsonTypeInfo<ActorCommand> form) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command, form)).AsSpan(..16);

    private static JsonTypeInfo<ActorCommand> Over(JsonSerializerOptions options, Action<JsonTypeInfo> form)
    {
        options.TypeInfoResolver = LedgerJson.Types.WithAddedModifier(form);
        return (JsonTypeInfo<ActorCommand>)options.GetTypeInfo(typeof(ActorCommand));
    }

    private static void ByNameWithoutTheUnstated(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var order = 0;
        foreach (var property in type.Properties.OrderBy(property => property.Name, StringComparer.Ordinal)) property.Order = order++;
        foreach (var property in type.Properties) LeaveOutUnstated(type.Type, property);
    }

    private static void AsInTheFirstForm(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in type.Properties)
            if (!AlwaysInFirst.Contains((type.Type, property.Name))) LeaveOutUnstated(type.Type, property);
    }

    private static void LeaveOutUnstated(Type type, JsonPropertyInfo property)
    {
        if (type.IsAbstract || property.Get is not { } get) return;
        var unstated = get(Unstated(type));
        var counts = !NoContent.Contains((type, property.Name));
        property.ShouldSerialize = (_, value) => counts && !(value is null or ICollection { Count: 0 } || value.Equals(unstated));
    }

    /// <summary>What is read where nothing is stated.</summary>
    private static object Unstated(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null)]);
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((Decider.Microseconds(value) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
    }

    private sealed class NumberConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value / PurchaseContent.One);
    }

    /// <summary>The serializer's own encoders escape what the Unicode version of the runtime does not know, which changes with it.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
        {
            var text = new StringBuilder(value.Length + 2).Append('"');
            foreach (var unit in value)
            {
                if (unit is '"' or '\\' or < ' ') text.Append("\\u").Append(((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                else text.Append(unit);
            }

            // Broken Unicode, which no sound command holds, is replaced there.
            writer.WriteRawValue(System.Text.Encoding.UTF8.GetBytes(text.Append('"').ToString()), skipInputValidation: true);
        }
    }
}
