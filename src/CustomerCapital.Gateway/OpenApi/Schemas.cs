using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>What the types of bodies cannot say themselves.</summary>
internal static class Schemas
{
    /// <summary>The API knows customers alone, whose commands and events are those of actors here.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(ActorCommand) ? "CustomerCommand" : type.Type == typeof(ActorEvent) ? "CustomerEvent"
        : type.Type == typeof(ActorId) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Money))
            Describe(schema, context, @"^-?\d+(\.\d{1,4})?$", "12.50", "An exact decimal of the program's currency. In requests a number is read too.");
        else if (type == typeof(DerivedAmount))
            Describe(schema, context, @"^-?\d+(\.\d{1,4})?$", "12.50", "An exact decimal of the program's currency.");
        else if (type == typeof(Month))
            Describe(schema, context, @"^\d{4}-\d{2}$", "2026-03", "A calendar month of the program's time zone.");
        else if (type == typeof(ActorId))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(LatestInstants))
            (schema.Type, schema.Items) = (JsonSchemaType.Array, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        else if (type == typeof(Segment))
            SegmentSchema.Describe(schema);
        else if (type.IsEnum)
            schema.Type ??= JsonSchemaType.String;
        else if (type is { IsAbstract: false } && type.IsAssignableTo(typeof(ActorCommand)))
            schema.Required = Required(type, schema);
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, string pattern, string example, string description)
    {
        (schema.Type, schema.Pattern) = (JsonSchemaType.String, pattern);
        schema.Examples = [JsonValue.Create(example)];
        if (context.JsonPropertyInfo is null || schema.Description is null || IsTypesOwn(schema.Description)) schema.Description = description;
    }

    /// <summary>Whether a description is the one of <see cref="Money"/> or <see cref="DerivedAmount"/> in C#, which speaks of its units there and not of its JSON.</summary>
    private static bool IsTypesOwn(string description) => description.Contains("ten-thousandths", StringComparison.Ordinal) || description.Contains("sums of money", StringComparison.Ordinal);

    /// <summary>The fields of which a command that has none of them says that they are required whatever the others hold.</summary>
    private static HashSet<string> Required(Type command, OpenApiSchema schema)
    {
        var empty = (ActorCommand)Activator.CreateInstance(command)!;
        var required = schema.Required is { } known ? new HashSet<string>(known) : [];
        foreach (var fault in empty.Faults())
            if (fault.Message == "Is required." || fault.Message.StartsWith("Is required:", StringComparison.Ordinal) || fault.Field == "kind") required.Add(fault.Field);
        if (schema.Properties?.ContainsKey("type") is true) required.Add("type");
        return required;
    }
}
