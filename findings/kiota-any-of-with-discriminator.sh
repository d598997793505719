#!/usr/bin/env bash
# Kiota 1.38.0 (C#, Microsoft.Kiota.Serialization.Json 2.1.6): a schema is "anyOf" two objects with a discriminator and a mapping beside it, each member has the named field as an enum of its one value,
# and requires it. One would expect {"type":"return"} to be read as the member that the mapping names. Seen: with "anyOf" it is read as a purchase, with the amount of the return, and the return is null;
# with "oneOf" in place of "anyOf", and nothing else changed, it is read as a return. The generated code looks at the discriminator for "oneOf" alone.
# What follows: ASP.NET Core describes polymorphic types by "anyOf" with a discriminator; a client that Kiota makes of that gives wrong data, without a warning or an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > dotnet-tools.json <<'P'
{ "version": 1, "isRoot": true, "tools": { "microsoft.openapi.kiota": { "version": "1.38.0", "commands": ["kiota"], "rollForward": false } } }
P
cat > any.json <<'P'
{ "openapi": "3.1.1", "info": { "title": "Shop", "version": "1" }, "servers": [{ "url": "http://localhost" }],
  "paths": { "/events/last": { "get": { "operationId": "last", "responses": { "200": { "description": "The last event.",
    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Event" } } } } } } } },
  "components": { "schemas": {
    "Event": { "anyOf": [{ "$ref": "#/components/schemas/Purchase" }, { "$ref": "#/components/schemas/Return" }],
      "discriminator": { "propertyName": "type", "mapping": { "purchase": "#/components/schemas/Purchase", "return": "#/components/schemas/Return" } } },
    "Purchase": { "type": "object", "required": ["type", "amount"], "properties": { "type": { "type": "string", "enum": ["purchase"] }, "amount": { "type": "string" } } },
    "Return": { "type": "object", "required": ["type", "amount"], "properties": { "type": { "type": "string", "enum": ["return"] }, "amount": { "type": "string" } } } } } }
P
sed 's/"anyOf"/"oneOf"/' any.json > one.json
dotnet tool restore > restore.log 2>&1 || { cat restore.log; exit 1; }
export KIOTA_CLI_TELEMETRY_OPTOUT=1 KIOTA_TUTORIAL_ENABLED=false KIOTA_OFFLINE_ENABLED=true
for kind in any one; do
  dotnet kiota generate --language CSharp --openapi "$kind.json" --output "client-$kind" --class-name Shop --namespace-name "Shop.${kind^}" > kiota.log 2>&1 || { cat kiota.log; exit 1; }
done
cat > Union.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><RootNamespace>Union</RootNamespace></PropertyGroup>
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
using Microsoft.Kiota.Serialization.Json;

var node = new JsonParseNode(JsonDocument.Parse("""{"type":"return","amount":"5.00"}""").RootElement);
var any = node.GetObjectValue(Shop.Any.Models.Event.CreateFromDiscriminatorValue)!;
var one = node.GetObjectValue(Shop.One.Models.Event.CreateFromDiscriminatorValue)!;
Console.WriteLine($"anyOf: purchase {any.Purchase?.Amount ?? "null"}, return {any.Return?.Amount ?? "null"}");
Console.WriteLine($"oneOf: purchase {one.Purchase?.Amount ?? "null"}, return {one.Return?.Amount ?? "null"}");
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Union.dll)
echo "$seen"
[ "$seen" = "$(printf 'anyOf: purchase 5.00, return null\noneOf: purchase null, return 5.00')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
