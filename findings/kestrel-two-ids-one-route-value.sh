#!/usr/bin/env bash
# ASP.NET Core of .NET 10 (Kestrel): two ids, "a/b" and "a%2Fb", are each escaped once, as Uri.EscapeDataString does, into the path of a request. One would expect
# the route value to be the id again, or to be as it was sent. Seen: %2F stays as it is and %25 is decoded, so that both requests give the route value "a%2Fb";
# nothing that the route hands over tells them apart. The request line, IHttpRequestFeature.RawTarget, still does.
# What follows: where ids of others stand in paths, the id has to be read from the raw target, or the two are one customer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Ids.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
</Project>
P
cat > Program.cs <<'P'
using Microsoft.AspNetCore.Http.Features;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");
app.MapGet("/customers/{id}", (string id, HttpContext context) => $"route value {id}, raw target {context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
await app.StartAsync();
using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
foreach (var id in new[] { "a/b", "a%2Fb" }) Console.WriteLine($"id {id}: {await client.GetStringAsync($"/customers/{Uri.EscapeDataString(id)}")}");
await app.StopAsync();
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Ids.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf 'id a/b: route value a%%2Fb, raw target /customers/a%%2Fb\nid a%%2Fb: route value a%%2Fb, raw target /customers/a%%252Fb')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
