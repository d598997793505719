using System.Text.Json.Nodes;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Subscriptions;
using Microsoft.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>Describes what subscribers are sent: a webhook for each event that can be subscribed to.</summary>
internal static class WebhookShapes
{
    public static void Apply(Document document)
    {
        var events = ((OpenApiSchema)document.Components!.Schemas!["CustomerEvent"]).Discriminator!.Mapping!;
        document.Webhooks = SubscriptionRules.EventNames().ToDictionary(name => name, name => (IOpenApiPathItem)ItemOf(name, events[name].Reference.Id!, document));
    }

    private static OpenApiPathItem ItemOf(string name, string schema, Document document) => new()
    {
        Operations = new()
        {
            [HttpMethod.Post] = new()
            {
                Summary = $"Sent to subscriptions of `{name}`.",
                Parameters =
                [
                    Header("webhook-id", "Names the message. The same with every attempt: an id that was taken before is to be answered with 2xx and to change nothing.", new() { Type = JsonSchemaType.String, Pattern = "^msg_[0-9a-f]{32}$" }),
                    Header("webhook-timestamp", "When this attempt began, in seconds since 1970.", new() { Type = JsonSchemaType.Integer, Format = "int64" }),
                    Header("webhook-signature", "`v1,` and the HMAC-SHA256 in Base64 over `webhook-id`, a dot, `webhook-timestamp`, a dot and the body; one for each secret, with spaces between.", new() { Type = JsonSchemaType.String }),
                ],
                RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = BodyOf(name, schema, document) } } },
                Responses = new()
                {
                    ["2XX"] = new OpenApiResponse { Description = "The event is taken." },
                    ["410"] = new OpenApiResponse { Description = "The receiver is gone: the subscription is disabled." },
                    ["default"] = new OpenApiResponse { Description = "The event is sent again later." },
                },
            },
        },
    };

    /// <summary>As <see cref="WebhookBody"/>.</summary>
    private static OpenApiSchema BodyOf(string name, string schema, Document document) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "timestamp", "data" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(name)], Description = "The name of the event." },
            ["timestamp"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "When the engine recorded it." },
            ["data"] = new OpenApiSchema
            {
                AllOf = [new OpenApiSchemaReference("FeedEntry", document), new OpenApiSchema { Properties = new Dictionary<string, IOpenApiSchema> { ["event"] = new OpenApiSchemaReference(schema, document) } }],
                Description = "The entry, as the feed shows it.",
            },
        },
    };

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema) => new() { Name = name, In = ParameterLocation.Header, Required = true, Description = description, Schema = schema };
}
