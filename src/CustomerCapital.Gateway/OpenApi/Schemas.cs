using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Gateway.Customers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>What the types of bodies cannot say themselves.</summary>
internal static class Schemas
{
    /// <summary>
    /// The API knows customers alone, whose commands and events are those of actors here. Texts and arrays are
    /// described where they stand.
    /// </summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(ActorCommand) ? "CustomerCommand" : type.Type == typeof(ActorEvent) ? "CustomerEvent"
        : IsInPlace(Own(type.Type)) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = Own(context.JsonTypeInfo.Type);
        var nullable = type == context.JsonTypeInfo.Type && context.JsonPropertyInfo?.IsGetNullable is not true ? default : JsonSchemaType.Null;
        if (type == typeof(Money) || type == typeof(DerivedAmount))
            DescribeText(schema, context, nullable, @"^-?\d+(\.\d{1,4})?$", "12.50", "A decimal number of the program's currency.");
        else if (type == typeof(WalletAmount))
            DescribeText(schema, context, nullable, @"^-?\d+(\.\d{1,4})?$", "120", "A decimal number of what the wallet counts.");
        else if (type == typeof(IReadOnlyList<WalletAmount>))
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d{1,4})?$" };
        else if (type == typeof(Month))
            DescribeText(schema, context, nullable, @"^\d{4}-\d{2}$", "2026-03", "A calendar month of the program's time zone.");
        else if (type == typeof(MonthDay))
            DescribeText(schema, context, nullable, @"^\d{2}-\d{2}$", "03-14", "A day of the year: month and day.");
        else if (type == typeof(TimeOnly))
            DescribeText(schema, context, nullable, @"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", "22:00", "A local time of the day.");
        else if (type == typeof(DateTime))
            DescribeText(schema, context, nullable, @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:00)?$", "2027-02-14T09:00", "A local time to the minute.");
        else if (type == typeof(ActorId))
            schema.Type = JsonSchemaType.String | nullable;
        else if (type == typeof(LatestInstants))
            (schema.Type, schema.Items) = (JsonSchemaType.Array | nullable, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        else if (type == typeof(Segment))
            SegmentSchema.Describe(schema);
        else if (type == typeof(FieldFault))
            schema.Required = new HashSet<string> { "field", "message" };
        else if (type == typeof(ActorCommand))
            schema.Description = "What is done to a customer. The field `type` names the command.";
        else if (type == typeof(ActorEvent))
            schema.Description = "What has happened to a customer. The field `type` names the event.";
        else if (type.IsEnum)
            schema.Type ??= JsonSchemaType.String;
        else if (type is { IsAbstract: false } && type.IsAssignableTo(typeof(ActorCommand)))
            RequireFields(schema, Required(type, schema));
        else if (IsAnsweredAlone(type))
            schema.Required = context.JsonTypeInfo.Properties.Where(field => field.ShouldSerialize is null).Select(field => field.Name).ToHashSet();
        else if (type == typeof(CustomerQuery) || type == typeof(CustomerCountQuery))
            schema.Required = new HashSet<string> { "segment" };
        return Task.CompletedTask;
    }

    /// <summary>
    /// Whether a type is in answers alone, so that a field is there unless it is left out where it says nothing.
    /// </summary>
    private static bool IsAnsweredAlone(Type type) =>
        type == typeof(Entry) || type == typeof(FeedEntry) || type == typeof(Profile) || type is { IsAbstract: false } && type.IsAssignableTo(typeof(ActorEvent));

    private static Type Own(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>
    /// Whether a type's values are plain texts, or an array of them: with a name of its own, such a type becomes a
    /// class without members in generated clients.
    /// </summary>
    private static bool IsInPlace(Type type) =>
        type == typeof(Money) || type == typeof(DerivedAmount) || type == typeof(WalletAmount) || type == typeof(Month) || type == typeof(MonthDay) || type == typeof(ActorId) || type == typeof(LatestInstants);

    private static void DescribeText(OpenApiSchema schema, OpenApiSchemaTransformerContext context, JsonSchemaType nullable, string pattern, string example, string description)
    {
        (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String | nullable, null, pattern);
        schema.Examples = [JsonValue.Create(example)];
        if (context.JsonPropertyInfo is null || schema.Description is null || IsTypesOwn(schema.Description)) schema.Description = description;
    }

    /// <summary>
    /// Whether a description is the one of <see cref="Money"/> or <see cref="DerivedAmount"/> in C#, which speaks of
    /// its units there and not of its JSON.
    /// </summary>
    private static bool IsTypesOwn(string description) => description.Contains("64-bit", StringComparison.Ordinal) || description.Contains("sums of money", StringComparison.Ordinal);

    /// <summary>Says that fields are required, and therefore not null.</summary>
    private static void RequireFields(OpenApiSchema schema, HashSet<string> required)
    {
        schema.Required = required;
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (required.Contains(name) && property is OpenApiSchema { Type: { } type } known) known.Type = type & ~JsonSchemaType.Null;
    }

    /// <summary>
    /// The fields of which a command that has none of them says that they are required whatever the others hold.
    /// </summary>
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
