#!/usr/bin/env bash
# Microsoft.AspNetCore.OpenApi 10.0.15: a schema transformer gives the schema of a type a property that is a reference to that same schema, new OpenApiSchemaReference("Tree", context.Document), as a tree's
# branches need where a converter hides them. One would expect the description with "$ref": "#/components/schemas/Tree" in it. Seen: the first request for the description ends the whole process with
# a stack overflow, which no handler can catch. The same reference that a document transformer puts there is written as expected.
# What follows: a server that starts and serves well is ended by whoever opens its description; references to a schema from inside itself belong in a document transformer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Tree.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.AspNetCore.OpenApi" Version="10.0.15" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using Microsoft.OpenApi;

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddOpenApi(options =>
{
    if (args[0] == "schema")
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(Tree)) schema.Properties!["branch"] = new OpenApiSchemaReference("Tree", context.Document);
            return Task.CompletedTask;
        });
    else
        options.AddDocumentTransformer((document, _, _) =>
        {
            ((OpenApiSchema)document.Components!.Schemas!["Tree"]).Properties!["branch"] = new OpenApiSchemaReference("Tree", document);
            return Task.CompletedTask;
        });
});
var app = builder.Build();
app.MapPost("/trees", (Tree tree) => tree.Leaves);
app.MapOpenApi();
await app.StartAsync();
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
var description = await client.GetStringAsync("/openapi/v1.json");
Console.WriteLine(description.Contains("\"branch\": {\n            \"$ref\": \"#/components/schemas/Tree\"") ? "a reference" : description);

public sealed record Tree(int Leaves);
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
for kind in document schema; do
  { dotnet out/Tree.dll "$kind" 2>&1 || true; } | grep -E "^a reference|Stack overflow" | head -1 | sed "s/^/by a $kind transformer: /" >> seen
done
cat seen
[ "$(cat seen)" = "$(printf 'by a document transformer: a reference\nby a schema transformer: Stack overflow.')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
