#!/usr/bin/env bash
# Razor components of ASP.NET Core 10 (Microsoft.NET.Sdk.Razor of the SDK 10.0, rendered by HtmlRenderer): a chart in SVG writes an axis label as <text>…</text>, once as
# plain markup and once in a loop. One would expect the same element twice, or an error.
# Seen: at the beginning of a code block Razor takes <text> for its own word, which means "what follows is markup": the label is written without its element, so that a browser
# shows nothing, and nothing warns. With an attribute the same line is an error (RZ1023), which says nothing of SVG. Inside another element, such as <g>, all is well.
# What follows: charts lose their labels without a sign. Wrap an SVG <text> that stands first in a loop or a condition into <g>.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Labels.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk.Razor">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
  </ItemGroup>
</Project>
P
cat > Chart.razor <<'P'
<svg><text>plain</text>@foreach (var label in new[] { "looped" }) {<text>@label</text>}@foreach (var label in new[] { "wrapped" }) {<g><text>@label</text></g>}</svg>
P
cat > Program.cs <<'P'
using Labels;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

await using var renderer = new HtmlRenderer(new ServiceCollection().AddLogging().BuildServiceProvider(), NullLoggerFactory.Instance);
Console.WriteLine(await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Chart>()).ToHtmlString()));
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
grep -c "warning" build.log || true
seen=$(dotnet out/Labels.dll)
echo "$seen"
[ "$seen" = '<svg><text>plain</text>looped<g><text>wrapped</text></g></svg>' ] || { echo "the behaviour is another than described" >&2; exit 1; }
sed -i 's/{<text>@label/{<text x="1">@label/' Chart.razor
if dotnet build -c Release -v quiet --nologo -o other > build.log 2>&1; then echo "an attribute is taken: the behaviour is another than described" >&2; exit 1; fi
grep -o "error RZ1023: [^[]*" build.log | sort -u
