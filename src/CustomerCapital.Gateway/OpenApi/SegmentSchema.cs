using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using Microsoft.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>What a segment looks like, which its converter does not tell.</summary>
internal static class SegmentSchema
{
    public const string Name = nameof(Segment);

    private const string Not = "A segment. A customer must not belong to this segment.";

    public static void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description =
            $"""
            Which customers belong. A segment is either `all`, `any`, `not` or `segment`, or a condition of `field`, `operator` and `value`. A segment has at most {Segment.DepthLimit} levels and {Segment.PartLimit} parts.
            If a customer has no value in a field, every condition on that field is false, and the `not` of such a condition is true.
            """;
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["all"] = Segments("A list of segments. A customer must belong to all of them. An empty list means every customer."),
            ["any"] = Segments("A list of segments. A customer must belong to at least one of them. An empty list means no customer."),
            ["not"] = new OpenApiSchema { Description = Not },
            ["segment"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Text.IdLimit, Description = "The name of a saved segment. A customer must belong to that segment." },
            ["field"] = Names($"The field that is compared.\n\n{string.Join('\n', Capabilities.FieldsOfSegments.Values.Select(Line))}", Capabilities.FieldsOfSegments.Keys),
            ["operator"] = Names("How the field is compared. The description of `field` lists the operators of each field.", Enum.GetNames<SegmentOperator>().Select(NameOf)),
            ["value"] = new OpenApiSchema
            {
                Description =
                    $$"""What the field is compared with, in the form of the field. `in` takes an array of 1 to {{Segment.ValueLimit}} values. `exists` takes no value. An instant may be `{"daysAgo": 90}`: the same local time as now, 90 calendar days earlier.""",
            },
        };
        schema.Examples =
        [
            JsonNode.Parse("""{"all":[{"field":"rung","operator":"atLeast","value":"member"},{"not":{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":90}}}]}""")!,
        ];
    }

    /// <summary>Says that the parts of a segment are segments, which only the whole document can.</summary>
    public static void Nest(OpenApiSchema schema, Document document)
    {
        foreach (var list in (ReadOnlySpan<string>)["all", "any"]) ((OpenApiSchema)schema.Properties![list]).Items = new OpenApiSchemaReference(Name, document);
        schema.Properties!["not"] = new OpenApiSchemaReference(Name, document) { Description = Not };
    }

    /// <summary>A field's values and operators, as an item of a list.</summary>
    private static string Line(Field field) =>
        $"* `{field.Name}` is {field.ValueForm}: {string.Join(", ", field.Operators.Select(known => $"`{NameOf(known.ToString())}`"))}.{(field.Pieces is null ? "" : " It counts while a piece of it is with the customer. Only a ledger that keeps what was bought (`migrate --keep-bought`) has it; any other refuses it with 422 `bought_not_kept`.")}{(field.Weight == 1 ? "" : $" Such a condition counts as {field.Weight} parts.")}";

    private static string NameOf(string @operator) => JsonNamingPolicy.CamelCase.ConvertName(@operator);

    private static OpenApiSchema Segments(string description) => new() { Type = JsonSchemaType.Array, Description = description };

    private static OpenApiSchema Names(string description, IEnumerable<string> names) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. names.Select(name => (JsonNode)name)],
        Description = description,
    };
}
