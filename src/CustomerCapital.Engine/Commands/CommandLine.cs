using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Commands;

/// <summary>One line of a stream of commands: <c>{"customerId": "…", "command": {"type": "purchase", …}}</c>.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="Command">What to do.</param>
public sealed record CommandEnvelope(string CustomerId, CustomerCommand Command);

/// <summary>A line as read: an envelope, or what is wrong with it.</summary>
/// <param name="Number">Number of the line, from 1.</param>
/// <param name="Envelope">Null when the line cannot be read.</param>
/// <param name="Fault">Null when it can.</param>
public sealed record CommandLine(long Number, CommandEnvelope? Envelope, FieldFault? Fault)
{
    /// <summary>Longest line in bytes.</summary>
    public const int Limit = 1 << 20;

    /// <summary>Reads a line of JSON in UTF-8; unknown fields and double ones are faults.</summary>
    public static CommandLine Parse(long number, ReadOnlySequence<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
            var envelope = JsonSerializer.Deserialize(ref reader, CommandLineJsonContext.Default.CommandEnvelope);
            if (envelope is null) return new(number, null, new("", "Must be an object with customerId and command."));
            if (reader.BytesConsumed < utf8.Length && !IsBlank(utf8.Slice(reader.BytesConsumed))) return new(number, null, new("", "Must hold one JSON object and nothing after it."));
            if (envelope.CustomerId is null) return new(number, null, new("customerId", "Is required."));
            if (envelope.Command is null) return new(number, null, new("command", "Is required."));
            return new(number, envelope, null);
        }
        catch (JsonException malformed)
        {
            return new(number, null, StrictJson.FaultOf(malformed));
        }
        catch (NotSupportedException untyped)
        {
            // The serializer's word for an object without, or with an unknown, type.
            return new(number, null, new("command.type", $"Names one of the commands. {untyped.Message.Split('.')[0]}."));
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> rest)
    {
        foreach (var part in rest)
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        return true;
    }
}

/// <summary>How input in JSON is read: strictly, so that a misspelt field is an error and not a default.</summary>
public static class StrictJson
{
    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 16;

    /// <summary>The field and the fault that an error of the serializer speaks of.</summary>
    public static FieldFault FaultOf(JsonException malformed)
    {
        var field = malformed.Path is { Length: > 1 } path && path[0] == '$' ? path[1..].TrimStart('.') : "";
        var message = malformed.Message.Split(" Path: ")[0];
        var what = message.Contains("could not be mapped", StringComparison.Ordinal) ? "Is not a field of this command."
            : message.Contains("could not be converted", StringComparison.Ordinal) ? "Has the wrong type, or a value that does not fit."
            : message;
        return new(field, what);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = StrictJson.MaxDepth)]
[JsonSerializable(typeof(CommandEnvelope))]
internal sealed partial class CommandLineJsonContext : JsonSerializerContext;
