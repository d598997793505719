using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>What the signatures of endpoints cannot say: parameters, which are read as texts so that faults can name them, and what each answer means.</summary>
internal static class Operations
{
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in operation.Parameters ?? [])
        {
            var known = (OpenApiParameter)parameter;
            (known.Description, known.Schema) = ParameterOf(parameter.Name!);
        }

        var refusals = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusalCodes>().FirstOrDefault();
        var own = context.Description.ActionDescriptor.EndpointMetadata.OfType<StatusDescriptions>().FirstOrDefault()?.ByStatus;
        foreach (var (code, response) in operation.Responses ?? [])
        {
            var status = int.Parse(code, CultureInfo.InvariantCulture);
            var answers = operation.Responses!.ContainsKey("201");
            response.Description = status switch
            {
                _ when own?.GetValueOrDefault(status) is { } description => description,
                201 => "Carried out and durable. `Location` is where it can be read.",
                200 when answers => "Carried out before with the same content, with the first receipt and `Idempotency-Replayed: true`; or nothing to change.",
                200 => "The answer.",
                _ => ProblemResponses.DescriptionOf(status, refusals),
            };
        }

        return Task.CompletedTask;
    }

    private static (string Description, OpenApiSchema Schema) ParameterOf(string name) => name switch
    {
        "id" => ("The customer's id: 1 to 128 characters, with `/` written as `%2F`.", Text(128)),
        "followUpId" => ("The follow-up's id: 1 to 128 characters, with `/` written as `%2F`.", Text(128)),
        "Idempotency-Key" => ("The command's id, where the body does not carry its own.", Text(128)),
        "If-Match" => ("The ETag of what the change was made from; left out or `*` changes whichever is there.", new() { Type = JsonSchemaType.String }),
        "If-None-Match" => ("`*` saves only what is not there yet.", new() { Type = JsonSchemaType.String }),
        "name" => ("The name: 1 to 128 characters, with `/` written as `%2F`.", Text(128)),
        "rung" => ("Only customers on this rung.", OneOf<Rung>()),
        "lapsed" => ("Only customers who are lapsed, or who are not.", new() { Type = JsonSchemaType.Boolean }),
        "channel" => ("Only customers of this acquisition channel.", new() { Type = JsonSchemaType.String }),
        "segment" => ("Only customers of this segment, in JSON as `POST /v1/customers/query` takes it.", new() { Type = JsonSchemaType.String }),
        "cursor" => ("The `nextCursor` of the page before; left out for the first page.", new() { Type = JsonSchemaType.String }),
        "limit" => ("How many at most.", Number(1, FindCustomers.PageLimit, 100)),
        "channels" => ("How many acquisition channels are shown by name at most, those with the most customers; `others` adds up the rest.", Number(0, ReportValue.ChannelLimit, ReportValue.ChannelLimit)),
        "after" => ("Entries after this sequence number; the `nextAfter` of the page before.", Number(0, null, 0)),
        "from" => ("First month shown; the first there is when left out.", MonthText()),
        "through" => ("Last month that counts, at most a year ahead; the running month when left out.", MonthText()),
        "stopOnFailure" => ("Whether the stream ends with the lines carried out together with one whose outcome is not known.", new() { Type = JsonSchemaType.Boolean, Default = false }),
        "share" => ("Share of each rung that moves up one, 0 to 1.", new() { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Default = 1 }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A parameter needs a description."),
    };

    private static OpenApiSchema Text(int limit) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = limit };

    private static OpenApiSchema MonthText() => new() { Type = JsonSchemaType.String, Pattern = @"^\d{4}-\d{2}$", Examples = [JsonValue.Create("2026-03")] };

    private static OpenApiSchema Number(int min, int? max, int whenAbsent) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
        Default = whenAbsent,
    };

    private static OpenApiSchema OneOf<TEnum>() where TEnum : struct, Enum => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. Enum.GetNames<TEnum>().Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))],
    };
}
