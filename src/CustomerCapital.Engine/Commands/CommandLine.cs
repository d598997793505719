using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Commands;

/// <summary>A line as read: an envelope, or what is wrong with it.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="Envelope">Null when the line cannot be read.</param>
/// <param name="Fault">Null when it can.</param>
public sealed record CommandLine(long Number, CommandEnvelope? Envelope, FieldFault? Fault)
{
    /// <summary>Why whoever sent it may not; null where that one may.</summary>
    public CommandOutcome? Refused { get; init; }

    /// <summary>Longest line in bytes.</summary>
    public const int Limit = 1 << 20;

    private static readonly JsonTypeInfo<CommandEnvelope> Strict = (JsonTypeInfo<CommandEnvelope>)StrictJson.OptionsOver(CommandEnvelopeJsonContext.Default).GetTypeInfo(typeof(CommandEnvelope));

    /// <summary>Reads a line of JSON in UTF-8; unknown fields and double ones are faults.</summary>
    public static CommandLine Parse(long number, ReadOnlySequence<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
        return PurchaseReading.OfLine(ref reader) is { } purchase && IsBlank(utf8.Slice(reader.BytesConsumed)) ? new(number, purchase, null) : ParseBySerializer(number, utf8);
    }

    /// <summary>The same by the serializer alone, whatever the line holds.</summary>
    internal static CommandLine ParseBySerializer(long number, ReadOnlySequence<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
            var envelope = JsonSerializer.Deserialize(ref reader, Strict);
            if (envelope is null) return new(number, null, new("", "The line must be an object with customerId and command."));
            if (reader.BytesConsumed < utf8.Length && !IsBlank(utf8.Slice(reader.BytesConsumed))) return new(number, null, new("", "The line must hold one JSON object and nothing after it."));
            if (envelope.CustomerId is null) return new(number, null, new("customerId", "Is required."));
            if (envelope.Command is null) return new(number, null, new("command", "Is required."));
            return new(number, envelope, null);
        }
        catch (JsonException malformed)
        {
            return new(number, null, JsonFaults.Of(malformed));
        }
        catch (NotSupportedException)
        {
            // The serializer's word for an object without a type.
            return new(number, null, new("command.type", $"Is required: one of {string.Join(", ", StrictJson.CommandTypes)}."));
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> rest)
    {
        foreach (var part in rest)
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        return true;
    }
}
