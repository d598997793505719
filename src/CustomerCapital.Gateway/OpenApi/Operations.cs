using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger.Reading;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>
/// What the signatures of endpoints cannot say: parameters, which are read as texts so that faults can name them, and
/// what each answer means.
/// </summary>
internal static class Operations
{
    /// <summary>Name of the way in which callers show who they are.</summary>
    public const string KeyScheme = "key";

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var own = context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointDescription>().FirstOrDefault();
        foreach (var parameter in operation.Parameters ?? [])
        {
            var known = (OpenApiParameter)parameter;
            (known.Description, known.Schema) = own?.Signature.FirstOrDefault(described => described.Name == parameter.Name) is { } differing ? (differing.Description, differing.Schema) : ParameterOf(parameter.Name!);
            if (known.In == ParameterLocation.Path) known.Example = known.Name switch { "recordedId" => RecordedBy(operation.OperationId!), "raffleId" => RaffleOf(operation.OperationId!), "keyId" when operation.OperationId == "createKey" => "till-8", "id" when operation.OperationId is "mergeCustomer" or "undoMerge" or "listMerges" => "NORA", "version" => 1, _ => known.Schema.Examples?[0] };
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMetadata>().FirstOrDefault() is { } needed)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [Scopes.NameOf(needed.Scope)] }];
        else operation.Security = [new()];
        own?.AddTo(operation);
        DescribeLines(operation.RequestBody?.Content);
        var refusals = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusalCodes>().FirstOrDefault();
        foreach (var (code, response) in operation.Responses ?? [])
        {
            var (status, known) = (int.Parse(code, CultureInfo.InvariantCulture), (OpenApiResponse)response);
            var isCommand = operation.Responses!.ContainsKey("201");
            known.Description = status switch
            {
                _ when own?.Answers.GetValueOrDefault(status) is { } answer => answer,
                201 => "The command was carried out and is durable. `Location` is where its entry can be read.",
                200 when operation.OperationId == "registerCustomer" => "The customer was registered before. What the register knew was replaced, or there was nothing to change.",
                200 when isCommand => "The command was carried out before with the same content, or there was nothing to change. The receipt of a repeat is the first one.",
                200 => "The answer.",
                _ => ProblemResponses.DescriptionOf(status, refusals),
            };
            known.Headers = HeadersOf(operation, status, isCommand);
            DescribeLines(known.Content);
            if (status >= 400) foreach (var content in known.Content!.Values) content.Example = ProblemResponses.ExampleOf(status);
        }

        Examples.Add(operation, context.ApplicationServices);
        return Task.CompletedTask;
    }

    /// <summary>The content of a stream is a sequence: one object per line.</summary>
    private static void DescribeLines(IDictionary<string, OpenApiMediaType>? content)
    {
        if (content?.TryGetValue(CommandStreamApi.MediaType, out var lines) is true) lines.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = lines.Schema };
    }

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(OpenApiOperation operation, int status, bool isCommand) => status switch
    {
        201 => Header("Location", "Path of the entry that the command became.", "/v1/customers/nora/entries?after=1&limit=1", new() { Type = JsonSchemaType.String, Format = "uri-reference" }),
        200 when isCommand && operation.OperationId != "registerCustomer" => Header("Idempotency-Replayed", "`true` where the answer is the first receipt again; else absent.", "true", new() { Type = JsonSchemaType.String, Enum = ["true"] }, isAlways: false),
        200 when operation.OperationId is "getCustomer" => EntityTag("customer", 12),
        200 when operation.OperationId is "getSegment" or "putSegment" => EntityTag("saved segment", 1),
        200 when operation.OperationId is "getTemplate" or "putTemplate" => EntityTag("template", 1),
        200 when operation.OperationId is "getCampaign" or "putCampaign" or "scheduleCampaign" or "pauseCampaign" or "resumeCampaign" or "cancelCampaign" => EntityTag("campaign's terms", 1),
        200 when operation.OperationId is "getRaffle" or "putRaffle" or "openRaffle" or "freezeRaffle" or "drawRaffle" or "cancelRaffle" => EntityTag("raffle's rules", 1),
        200 when operation.OperationId is "getSubscription" or "putSubscription" or "enableSubscription" or "disableSubscription" or "rotateSubscriptionSecret" or "replaySubscription" => EntityTag("subscription", 1),
        200 when operation.OperationId is "getPolicy" or "putPolicy" => EntityTag("policy", 3),
        429 or 503 => Header("Retry-After", "Seconds to wait before the request is sent again.", 1, new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1" }),
        _ => null,
    };

    private static Dictionary<string, IOpenApiHeader> EntityTag(string of, int version) =>
        Header("ETag", $"Version of the {of} in quotation marks, for `If-Match`.", $"\"{version}\"", new() { Type = JsonSchemaType.String });

    private static Dictionary<string, IOpenApiHeader> Header(string name, string description, JsonNode example, OpenApiSchema schema, bool isAlways = true) =>
        new() { [name] = new OpenApiHeader { Description = description, Schema = schema, Example = example, Required = isAlways } };

    /// <summary>The raffle that an example is of: one that is written down and moved on, one that waits for its draw, or one that is drawn.</summary>
    private static string RaffleOf(string operation) => operation switch
    {
        "putRaffle" or "openRaffle" or "freezeRaffle" or "cancelRaffle" => "autumn",
        "drawRaffle" => "spring",
        _ => "summer",
    };

    /// <summary>The id with which the body of an example sends what an operation reads.</summary>
    private static string RecordedBy(string operation) => operation switch
    {
        "getPurchase" => "order-1001",
        "getReturn" => "return-1001",
        "getInteraction" => "mail-1",
        "getFeedback" => "card-1",
        "getReferral" => "friend-1",
        "getSurveyInvitation" => "order-1001",
        "getFollowUp" => "call-1",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "What it reads needs an example."),
    };

    private static (string Description, OpenApiSchema Schema) ParameterOf(string name) => name switch
    {
        "id" => ("The customer's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "nora")),
        "followUpId" => ("The follow-up's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "call-1")),
        "recordedId" => ("The id with which the caller sent it, 1 to 128 characters. Write `/` as `%2F`.", Text(128)),
        "Idempotency-Key" => ("The command's id, if the body does not carry its own.", Text(128)),
        "If-Match" => ("The ETag of the version from which the change was made, in double quotes. If left out or `*`, whichever version there is is changed.", new() { Type = JsonSchemaType.String }),
        "If-None-Match" => ("`*` does it only where nothing is there yet.", new() { Type = JsonSchemaType.String }),
        "name" => ("The saved segment's name, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "regulars")),
        "template" => ("The template's name, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "spring-news")),
        "rung" => ("Only customers on this rung.", OneOf<Rung>()),
        "lapsed" => ("`true` for lapsed customers only. `false` for the others only.", new() { Type = JsonSchemaType.Boolean }),
        "channel" => ("Only customers of this acquisition channel.", new() { Type = JsonSchemaType.String }),
        "segment" => ("Only customers of this segment, in JSON as `POST /v1/customers/query` takes it.", new() { Type = JsonSchemaType.String }),
        "search" => ("Only customers whose id, e-mail address or name begins with it, in the order of what was found; a name from each of its words on. Not together with `sort`.", Text(200, "rossi")),
        "fields" => ("Names of the fields that are shown besides the id, with commas between. If left out, those that lists show.", new() { Type = JsonSchemaType.String, Examples = [JsonValue.Create("rung,revenue")] }),
        "sort" => ("Name of the field by which the customers are ordered, with `-` before it for the largest or latest first. Who is without it comes last. If left out, the id.", new() { Type = JsonSchemaType.String, Enum = [.. CustomerLine.Fields.SelectMany(field => (JsonNode[])[JsonValue.Create(field.Name), JsonValue.Create("-" + field.Name)])] }),
        "cursor" => ("The `nextCursor` of the page before. Leave it out for the first page.", new() { Type = JsonSchemaType.String }),
        "limit" => ("Items on a page, at most.", Number(1, FindCustomers.PageLimit, 100)),
        "channels" => ("Acquisition channels that are shown by name, at most. These are the channels with the most customers. `others` adds up the rest.", Number(0, ReportValue.ChannelLimit, ReportValue.ChannelLimit)),
        "eraseAfterMonths" => ("After how many months without activity customers are erased, instead of what the policy says.", Number(1, 1_200, null)),
        "textsAfterMonths" => ("After how many months texts are removed, instead of what the policy says.", Number(1, 1_200, null)),
        "erasesHolders" => ("Whether also customers are erased who hold something in a wallet, or a voucher, instead of what the policy says.", new() { Type = JsonSchemaType.Boolean }),
        "after" => ("Only entries after this sequence number. For the next page, the `nextAfter` of the page before.", Number(0, null, 0)),
        "from" => ("First month that is shown. If left out, the first month that the ledger knows.", MonthText()),
        "through" => ("Last month that counts, at most a year ahead. If left out, the running month.", MonthText()),
        "stopOnFailure" => ("Whether the stream ends after a line whose outcome is not known.", new() { Type = JsonSchemaType.Boolean, Default = false }),
        "code" => ("The voucher's code, however it is typed: capitals, spaces and hyphens do not matter.", Text(64, "WELCOME-2026")),
        "shareCode" => ("The code of a share link: its last part.", Text(1_400, "AQEFAAAAAAAEbm9yYWaT0re3E_AnevmPqITAyFM")),
        "holdId" => ("The hold's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "cart-1")),
        "batch" => ("Only vouchers of this batch.", Text(128, "welcome")),
        "reward" => ("The reward's name, as the policy has it.", Text(40, "mug")),
        "campaignId" => ("The campaign's id: 1 to 40 small letters, digits, `_` or `-`, the first a letter.", Text(40, "summer-thanks")),
        "householdId" => ("The household's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "rossi")),
        "mergeId" => ("The merge's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "merge-2026-3")),
        "raffleId" => ("The raffle's id, 1 to 128 characters, as rewards with raffle entries name it. Write `/` as `%2F`.", Text(128, "summer")),
        "subscriptionId" => ("The subscription's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "shop")),
        "runId" => ("The run's id: the moment for which the run was scheduled, in UTC.", Text(40, "2026-03-15T12:00:00Z")),
        "outcome" => ("Only members with this outcome.", OneOf<OfferOutcome>()),
        "version" => ("The number of a version of the policy.", Number(1, int.MaxValue, null)),
        "keyId" => ("The key's id, 1 to 128 characters. Write `/` as `%2F`.", Text(128, "till-7")),
        "wallet" => ("The wallet's name.", Text(40, "points")),
        "horizon" => ("How far ahead orders are counted: weeks like `39w`, days like `90d`, months like `12m` or years like `2y`. If left out, twelve months.", new() { Type = JsonSchemaType.String, Pattern = @"^[0-9.]+[dwmyDWMY]$", MaxLength = 19, Examples = [JsonValue.Create("39w")] }),
        "day" => ("The day, in the program's time zone. If left out, today.", new() { Type = JsonSchemaType.String, Format = "date", Examples = [JsonValue.Create("2026-03-31")] }),
        "share" => ("Share of the customers of each rung who move up one rung, 0 to 1. With `shares`, of each rung that is not named there; then 0 if left out.", new() { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Default = 1 }),
        "shares" => ("Shares of chosen rungs who move up one rung, with commas between: `buyer:0.1,customer:0.2`.", new() { Type = JsonSchemaType.String, Pattern = @"^[a-z_]+:[01](\.\d+)?(,[a-z_]+:[01](\.\d+)?)*$", Examples = [JsonValue.Create("buyer:0.1,customer:0.2")] }),
        "periods" => ("Up to which age in months survival is projected. If left out, twelve beyond the last age observed.", Number(1, ProjectionInput.PeriodLimit, null)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A parameter needs a description."),
    };

    private static OpenApiSchema Text(int limit, string? example = null) => new()
    {
        Type = JsonSchemaType.String,
        MinLength = 1,
        MaxLength = limit,
        Examples = example is null ? null : [JsonValue.Create(example)],
    };

    private static OpenApiSchema MonthText() => new() { Type = JsonSchemaType.String, Pattern = @"^\d{4}-\d{2}$", Examples = [JsonValue.Create("2026-03")] };

    private static OpenApiSchema Number(int min, int? max, int? whenAbsent) => new()
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
