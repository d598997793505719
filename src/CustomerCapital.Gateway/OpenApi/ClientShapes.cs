using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>
/// Gives the description the shapes from which generators of clients make right code (docs/adr/0047).
/// </summary>
internal static class ClientShapes
{
    /// <summary>Which field of a problem becomes the message of a generated client's exception.</summary>
    private const string PrimaryErrorMessage = "x-ms-primary-error-message";

    public static void Apply(Document document)
    {
        var schemas = document.Components!.Schemas!.ToDictionary(schema => schema.Key, schema => (OpenApiSchema)schema.Value);
        foreach (var schema in schemas.Values)
        {
            RemoveDefaults(schema);
            RemoveNullOfEnum(schema);
            if (schema.Discriminator is { } discriminator) MakeUnion(schema, discriminator, schemas);
        }

        SegmentSchema.Nest(schemas[SegmentSchema.Name], document);
        foreach (var query in (ReadOnlySpan<string>)["CustomerQuery", "CustomerCountQuery"])
            schemas[query].Properties!["segment"] = new OpenApiSchemaReference(SegmentSchema.Name, document) { Description = "Which customers." };
        CopyDescriptions(schemas["CustomerView"], schemas["CustomerListItem"]);
        var detail = (OpenApiSchema)schemas["Problem"].Properties!["detail"];
        detail.Extensions = new Dictionary<string, IOpenApiExtension> { [PrimaryErrorMessage] = new JsonNodeExtension(JsonValue.Create(true)) };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values)) ShareProblems(operation, document);
    }

    /// <summary>
    /// Exactly one of the members, told by a field that each of them has: "any of them" would be read as all of them at
    /// once.
    /// </summary>
    private static void MakeUnion(OpenApiSchema union, OpenApiDiscriminator discriminator, Dictionary<string, OpenApiSchema> schemas)
    {
        (union.OneOf, union.AnyOf, union.Type, union.Required) = (union.AnyOf, null, null, null);
        foreach (var name in discriminator.Mapping!.Values.Select(member => member.Reference.Id!))
        {
            var member = schemas[name];
            member.Type = JsonSchemaType.Object;
            (member.Required ??= new HashSet<string>()).Add(discriminator.PropertyName!);
            ((OpenApiSchema)member.Properties![discriminator.PropertyName!]).Description = $"Names this kind in the field `{discriminator.PropertyName}`.";
        }
    }

    /// <summary>
    /// Generators take a field with a default for one that is always there. The description of such a field says the
    /// default.
    /// </summary>
    private static void RemoveDefaults(OpenApiSchema schema)
    {
        schema.Default = null;
        foreach (var property in schema.Properties?.Values.OfType<OpenApiSchema>() ?? []) property.Default = null;
    }

    /// <summary>Whether an enum's place may hold null is said at the place.</summary>
    private static void RemoveNullOfEnum(OpenApiSchema schema)
    {
        if (schema.Enum is { } values) schema.Enum = [.. values.Where(value => value is not null && value.GetValueKind() != System.Text.Json.JsonValueKind.Null)];
    }

    /// <summary>What a customer alone and an item of a list both have is described once; of what segments alone choose by, the form is said.</summary>
    private static void CopyDescriptions(OpenApiSchema from, OpenApiSchema to)
    {
        foreach (var (name, property) in to.Properties!)
        {
            if (from.Properties!.TryGetValue(name, out var known)) property.Description = known.Description;
            else if (Capabilities.FieldsOfSegments.TryGetValue(name, out var field)) property.Description ??= $"The field `{name}` of segments: {field.ValueForm}.";
            else if (CustomerListItem.Found.TryGetValue(name, out var found)) property.Description ??= found.Description;
        }
    }

    /// <summary>Puts problems that mean the same everywhere into the components, once.</summary>
    private static void ShareProblems(OpenApiOperation operation, Document document)
    {
        foreach (var (code, response) in operation.Responses!.ToList())
        {
            if (response is not OpenApiResponse own || ProblemResponses.NameOf(code, own.Description) is not { } name) continue;
            if (document.Components!.Responses?.ContainsKey(name) is not true) document.AddComponent(name, own);
            operation.Responses![code] = new OpenApiResponseReference(name, document);
        }
    }
}
