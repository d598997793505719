#!/usr/bin/env bash
# Kiota 1.38.0 (C#, Microsoft.Kiota.Serialization.Json 2.1.6): a field is null or a text that has a schema of its own, "oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Money"}] with Money of
# type "string". One would expect a property of type string?, as the same reference without "null" gives. Seen: the property has a generated class Money without a value; "12.50" is read as an object of
# this class in which the text is not, and is written back as {}, so that whoever reads, changes another field and puts back sends {} for the amount.
# What follows: ASP.NET Core describes a nullable value with a named schema like this; amounts are lost in both directions, and nothing fails before the server refuses {}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > dotnet-tools.json <<'P'
{ "version": 1, "isRoot": true, "tools": { "microsoft.openapi.kiota": { "version": "1.38.0", "commands": ["kiota"], "rollForward": false } } }
P
cat > shop.json <<'P'
{ "openapi": "3.1.1", "info": { "title": "Shop", "version": "1" }, "servers": [{ "url": "http://localhost" }],
  "paths": { "/orders/last": { "get": { "operationId": "last", "responses": { "200": { "description": "The last order.",
    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } } } } } },
  "components": { "schemas": {
    "Order": { "type": "object", "properties": {
      "total": { "$ref": "#/components/schemas/Money" },
      "discount": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Money" }] } } },
    "Money": { "type": "string", "pattern": "^[0-9]+[.][0-9]{2}$" } } } }
P
dotnet tool restore > restore.log 2>&1 || { cat restore.log; exit 1; }
export KIOTA_CLI_TELEMETRY_OPTOUT=1 KIOTA_TUTORIAL_ENABLED=false KIOTA_OFFLINE_ENABLED=true
dotnet kiota generate --language CSharp --openapi shop.json --output client --class-name Shop --namespace-name Shop > kiota.log 2>&1 || { cat kiota.log; exit 1; }
cat > Nullable.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Kiota.Http.HttpClientLibrary" Version="2.1.6" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Form" Version="2.1.6" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Json" Version="2.1.6" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Multipart" Version="2.1.6" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Text" Version="2.1.6" />
  </ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Text.Json;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Serialization.Json;
using Shop.Models;

var order = new JsonParseNode(JsonDocument.Parse("""{"total":"20.00","discount":"12.50"}""").RootElement).GetObjectValue(Order.CreateFromDiscriminatorValue)!;
using var writer = new JsonSerializationWriter();
writer.WriteObjectValue(null, order);
Console.WriteLine($"types: {typeof(Order).GetProperty("Total")!.PropertyType.Name} {typeof(Order).GetProperty("Discount")!.PropertyType.Name}");
Console.WriteLine($"read as {"""{"total":"20.00","discount":"12.50"}"""}, written as {new StreamReader(writer.GetSerializedContent()).ReadToEnd()}");
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Nullable.dll)
echo "$seen"
[ "$seen" = "$(printf 'types: String Money\nread as {"total":"20.00","discount":"12.50"}, written as {"discount":{},"total":"20.00"}')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
