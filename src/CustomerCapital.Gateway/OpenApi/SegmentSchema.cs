using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>What a segment looks like, which its converter does not tell.</summary>
internal static class SegmentSchema
{
    public static void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description =
            $"""
            Who belongs: either `all`, `any`, `not` or `segment`, or a condition of `field`, `operator` and `value`. At most {Segment.DepthLimit} levels and {Segment.PartLimit} parts.
            A condition on a field that has no value is false, whatever its operator, and the `not` of it is therefore true.
            """;
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["all"] = Segments("Segments to all of which one must belong; everyone belongs to none of them."),
            ["any"] = Segments("Segments to one of which at least one must belong; nobody belongs to one of none."),
            ["not"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "A segment to which one must not belong." },
            ["segment"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Text.IdLimit, Description = "Name of a saved segment, to which one must belong." },
            ["field"] = Names("What is compared.", Capabilities.FieldsOfSegments.Keys),
            ["operator"] = Names(
                "How. Ordered fields take all of them, texts and booleans `equals` and `notEquals`, texts `in`, instants those of order; `exists` those that can be without a value.",
                Enum.GetNames<SegmentOperator>().Select(JsonNamingPolicy.CamelCase.ConvertName)),
            ["value"] = new OpenApiSchema
            {
                Description = $$"""
                    In the form of the field, 1 to {{Segment.ValueLimit}} of them in an array for `in`, none for `exists`. `daysAgo` is the same local time so many calendar days before now.

                    {{string.Join("\n", Forms())}}
                    """,
            },
        };
        schema.Examples =
        [
            JsonNode.Parse("""{"all":[{"field":"rung","operator":"atLeast","value":"member"},{"not":{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":90}}}]}""")!,
        ];
    }

    /// <summary>For each form of values the fields that have it.</summary>
    private static IEnumerable<string> Forms() => Capabilities.FieldsOfSegments.Values.GroupBy(field => field.ValueForm)
        .Select(form => $"- {string.Join(", ", form.Select(field => $"`{field.Name}`"))}: {form.Key}");

    private static OpenApiSchema Segments(string description) => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.Object },
        Description = description,
    };

    private static OpenApiSchema Names(string description, IEnumerable<string> names) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. names.Select(name => (JsonNode)name)],
        Description = description,
    };
}
