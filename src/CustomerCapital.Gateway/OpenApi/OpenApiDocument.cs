using CustomerCapital.Gateway.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>
/// The description of the API at /openapi/v1.json, made from the endpoints, and the page at /docs to browse it.
/// </summary>
internal static class OpenApiDocument
{
    private const string Pages = "docs";

    private const string Introduction =
        """
        CustomerCapital keeps what customers do. It tells where each customer stands on the loyalty ladder, how well customers are kept, and what they are worth.

        * An amount is a decimal number in a string, such as `"12.50"`, in the program's currency. In a request, an amount may be a number too. An instant is written after RFC 3339 with an offset. A month is `YYYY-MM` in the program's time zone.
        * A command takes effect once. The same id with the same content is answered with 200 and the first receipt. The same id with other content is answered with 409. So if you got no answer, send it again.
        * A field or parameter that does not exist is an error.
        * A request brings a key: `Authorization: Bearer cckey_…`. Each operation says which scope the key must have. Where the server knows an identity provider, a token of it is taken in place of a key; its roles give the scopes.
        * An error is a problem after RFC 9457 with a stable `code`. `retryable` says whether the same request can succeed later.
        """;

    /// <summary>
    /// A plugin of the page: the example of a stream is shown as it is sent. The page would put the text into quotation
    /// marks, since its media type has "json" in its name.
    /// </summary>
    private const string ShowLinesAsTheyAre =
        $$"""
        () => ({
          afterLoad: function () {
            const show = this.fn.getSampleSchema;
            this.fn.getSampleSchema = (schema, type, config, example) =>
              type === "{{CommandStreamApi.MediaType}}" && typeof example === "string" ? example : show(schema, type, config, example);
          }
        })
        """;

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Customers"] = "The register: customers one by one, in lists and by segment, and their histories.",
        ["Commands"] = "What is done to a customer. The answer to a command is a receipt.",
        ["Wallets"] = "What a customer holds of points, credit or stamps, what has moved it, and what a purchase would.",
        ["Feed"] = "Everything that happens to all customers, for whoever keeps a copy of it.",
        ["Follow-ups"] = "The work list: calls, letters and e-mails to all customers that are planned and not done.",
        ["Clock"] = "The program's time, which can be set in a sandbox.",
        ["Campaigns"] = "Campaigns: rewards that are offered to an audience by a schedule, within limits, and what became of each member.",
        ["Subscriptions"] = "Subscriptions of other systems: events as webhooks, in order for each customer, until they are taken.",
        ["Raffles"] = "Raffles: rules, frozen entries, the draw, and the file from which anyone can recompute it.",
        ["Needs"] = "What customers are likely to need: taste, what is due again, and what is bought together.",
        ["Rewards"] = "Rewards of the catalogue: what customers have got, stocks of gifts, and entries in raffles.",
        ["Vouchers"] = "Codes that take something off a purchase: issued, held, ended and listed.",
        ["Value"] = "What customers will be worth, by models that are fitted to the orders of all.",
        ["Reports"] = "Figures over all customers. A report reads sums that the ledger keeps, and is exact at any moment.",
        ["Segments"] = "Segments that are saved under a name, for other segments and for questions to use.",
        ["Messages"] = "Messages to customers by e-mail: templates, what became of each message, and the consents on which they rest.",
        ["Links"] = "Signed links for customers: to their own page, to surveys, and to share.",
        ["Imports"] = "Files of purchases: a file is examined first, and recorded once somebody has confirmed what was found.",
        ["Policy"] = "The program's rules as data.",
        ["Keys"] = "Keys of callers: what their holders may do, where from and until when.",
        ["Privacy"] = "What the program holds of a person: told as a whole, and erased.",
        ["Audit"] = "The audit log: who did what with the program. Each record has a hash of all before it.",
        ["Health"] = "Whether the process runs, and whether the process can serve.",
    };

    public static void AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = Schemas.NameOf;
        options.AddSchemaTransformer(Schemas.Describe);
        options.AddOperationTransformer(Operations.Describe);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "CustomerCapital",
                Version = "v1",
                Description = Introduction,
                License = new() { Name = "MIT", Identifier = "MIT" },
            };
            document.Servers = [new() { Url = "/", Description = "The server that gives this description." }];
            (document.Components ??= new()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Operations.KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of this program, which begins with `cckey_`, or a token of the identity provider that the server knows. A server that was started with `--open` asks for none." },
            };
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>()) tag.Description = Tags[tag.Name!];
            LeaveOutAuditLog(document.Components.Schemas!);
            ClientShapes.Apply(document);
            WebhookShapes.Apply(document);
            return Task.CompletedTask;
        });
    });

    /// <summary>The audit log has a list of its own, and is in no history that is shown.</summary>
    private static void LeaveOutAuditLog(IDictionary<string, IOpenApiSchema> schemas)
    {
        if (schemas["CustomerEvent"] is not OpenApiSchema { Discriminator.Mapping: { } events, AnyOf: { } kinds } || !events.Remove("audited", out var audited)) return;
        var name = audited.Reference.Id!;
        foreach (var kind in kinds.OfType<OpenApiSchemaReference>().Where(kind => kind.Reference.Id == name).ToList()) kinds.Remove(kind);
        schemas.Remove(name);
    }

    public static void MapGatewayOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        // Around its own pages alone: a step around every request takes its part of each.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/" + Pages, StringComparison.OrdinalIgnoreCase), docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Pages;
            page.DocumentTitle = "CustomerCapital API";
            page.SwaggerEndpoint("/openapi/v1.json", "CustomerCapital v1");
            page.DefaultModelsExpandDepth(-1);
            page.DisplayOperationId();
            page.EnableDeepLinking();
            page.ConfigObject.Plugins = [ShowLinesAsTheyAre];
        }));
    }
}
