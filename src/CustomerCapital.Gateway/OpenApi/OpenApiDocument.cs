using CustomerCapital.Domain.Program;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>The description of the API at /openapi/v1.json, made from the endpoints, and the page at /docs to browse it.</summary>
internal static class OpenApiDocument
{
    public static void AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "CustomerCapital",
                Version = "v1",
                Description = "Loyalty engine: customers, the ladder, cohorts and value. Amounts are exact decimal strings; instants are RFC 3339; every problem has a stable code.",
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(Money)) (schema.Type, schema.Pattern, schema.Description) = (JsonSchemaType.String, @"^-?\d+(\.\d{1,4})?$", "Exact decimal of the program's currency; a number is read too.");
            if (type == typeof(Month)) (schema.Type, schema.Pattern) = (JsonSchemaType.String, @"^\d{4}-\d{2}$");
            return Task.CompletedTask;
        });
    });

    public static void MapGatewayOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "CustomerCapital API";
            page.SwaggerEndpoint("/openapi/v1.json", "CustomerCapital v1");
        });
    }
}
