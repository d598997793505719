using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Commands;

/// <summary>Turns the serializer's errors into sentences that say which field is wrong and what it must be.</summary>
/// <remarks>The serializer names the cause in its message only. A message that is not known here is passed on as it is.</remarks>
public static class JsonFaults
{
    private const int FieldLimit = 200;

    /// <summary>The field that an error speaks of and what is wrong with it; an error of no field is a whole sentence.</summary>
    /// <param name="malformed">What the serializer threw.</param>
    /// <param name="types">Metadata by which the body was read, to tell which fields there are; null for a stream's lines.</param>
    public static FieldFault Of(JsonException malformed, IJsonTypeInfoResolver? types = null)
    {
        var field = malformed.Path is { Length: > 1 } path && path[0] == '$' ? path[1..].TrimStart('.') : "";
        if (field.Length > FieldLimit) field = field[..FieldLimit] + "…";
        var message = malformed.Message;
        var syntax = malformed.GetType() == typeof(JsonException) ? malformed.InnerException as JsonException : malformed;
        if (syntax is not null) return Syntax(field, syntax);
        if (malformed.InnerException?.Message.Contains("UTF-", StringComparison.Ordinal) is true) return new(field, field.Length == 0 ? "The JSON must be well-formed Unicode." : "Must be well-formed Unicode.");
        if (message.Contains("type discriminator", StringComparison.Ordinal)) return new(field + ".type", $"Must be one of {string.Join(", ", StrictJson.CommandTypes)}.");
        if (message.Contains("uplicate", StringComparison.Ordinal)) return new(field, "Must not stand twice.");
        if (message.Contains("metadata", StringComparison.Ordinal)) return new(field, "Is not a field: no field starts with $.");
        if (message.Contains("allow null values", StringComparison.Ordinal) || message.Contains("setting null values", StringComparison.Ordinal)) return new(field, "Must not be null.");
        if (Between(message, "missing required properties including: '", ".") is { } missing) return new(Join(field, missing.Split('\'')[0]), "Is required.");
        if (Between(message, "contained in type '", "'") is { } owner) return new(field, $"Is not a field here; {FieldsOf(owner, types)}.");
        if (Between(message, "could not be converted to ", ". Path:") is not { } type) return new(field, message.Split(" Path: ")[0]);
        return field.Length == 0 ? new("", "The JSON must be an object.") : new(field, $"Must be {Wanted(type, field, types)}.");
    }

    private static string Join(string parent, string field) => parent.Length == 0 ? field : $"{parent}.{field}";

    private static FieldFault Syntax(string field, JsonException syntax)
    {
        var message = syntax.Message.Split(" LineNumber: ")[0].Split(" Path: ")[0];
        if (message.Contains("depth of", StringComparison.Ordinal)) return new(field, string.Create(CultureInfo.InvariantCulture, $"The JSON must not nest deeper than {StrictJson.MaxDepth} levels."));
        if (message.Contains("does not contain any JSON", StringComparison.Ordinal)) return new("", "The JSON must be an object; nothing was sent.");
        if (message.Contains("depth to be zero", StringComparison.Ordinal)) return new(field, "The JSON ends before everything that it opens is closed.");
        var at = string.Create(CultureInfo.InvariantCulture, $"{(syntax.LineNumber > 0 ? $"line {syntax.LineNumber + 1}, " : "")}byte {syntax.BytePositionInLine + 1}");
        return new(field, $"This is not JSON, at {at}: {message}");
    }

    private static string FieldsOf(string owner, IJsonTypeInfoResolver? types)
    {
        if (TypeOf(owner, types) is not { } type) return "the description at /openapi/v1.json lists the fields there are";
        var fields = type.GetProperties()
            .Where(property => property.SetMethod is not null)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Order(StringComparer.Ordinal);
        return $"there are {string.Join(", ", fields)}";
    }

    private static string Wanted(string name, string field, IJsonTypeInfoResolver? types)
    {
        var type = TypeOf(name, types);
        var property = field[(field.LastIndexOf('.') + 1)..];

        // Of a property that a constructor sets, the serializer names the type that it belongs to.
        if (property.Length > 0 && type?.GetProperty(char.ToUpperInvariant(property[0]) + property[1..]) is { } found) type = found.PropertyType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is null || (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))) return "an array";
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type).Select(name => NameOf(type.GetField(name)!)));
        return type switch
        {
            _ when type == typeof(string) => "a text in quotation marks",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number, without quotation marks, that is not too large",
            _ when type == typeof(decimal) => "a decimal number, without quotation marks, that is not too large",
            _ when type == typeof(DateOnly) => "a date such as 1990-12-31",
            _ when type == typeof(DateTime) => "a local time without an offset, such as 2027-02-14T09:00",
            _ when type == typeof(TimeOnly) => "a time of the day such as 09:30",
            _ => "an object",
        };
    }

    private static Type? TypeOf(string name, IJsonTypeInfoResolver? types) =>
        typeof(ActorCommand).Assembly.GetType(name) ?? typeof(CommandEnvelope).Assembly.GetType(name) ?? types?.GetType().Assembly.GetType(name) ?? Type.GetType(name);

    private static string? Between(string message, string before, string after)
    {
        var start = message.IndexOf(before, StringComparison.Ordinal);
        if (start < 0) return null;
        start += before.Length;
        var end = message.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? null : message[start..end];
    }

    private static string NameOf(FieldInfo value) => value.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Name);
}
