using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>The description of the API at /openapi/v1.json, made from the endpoints, and the page at /docs to browse it.</summary>
internal static class OpenApiDocument
{
    private const string Introduction =
        """
        Loyalty engine: customers, the ladder, cohorts and value, exact as purchases arrive.

        * Amounts are exact decimal strings of the program's currency, such as `"12.50"`. Instants are RFC 3339 with their offset. Months are `YYYY-MM` in the program's time zone.
        * A command takes effect once: sent again with the same id and content it answers 200 with the first receipt, with other content 409. So send it again whenever an answer is missing.
        * Requests are read strictly: a field that does not exist is an error.
        * Whatever goes wrong is a problem after RFC 9457 with a stable `code`; `retryable` says whether sending the same request again can help.
        """;

    public static void AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = Schemas.NameOf;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "CustomerCapital", Version = "v1", Description = Introduction };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(Schemas.Describe);
        options.AddOperationTransformer(Operations.Describe);
    });

    public static void MapGatewayOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "CustomerCapital API";
            page.SwaggerEndpoint("/openapi/v1.json", "CustomerCapital v1");
            page.DefaultModelsExpandDepth(-1);
            page.DisplayOperationId();
            page.EnableDeepLinking();
        });
    }
}
