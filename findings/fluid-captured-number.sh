#!/usr/bin/env bash
# Fluid.Core 2.41.1 on .NET 10: a template is rendered in the culture of the reader, such as de-DE, and captures a number to go on with it. One would expect 1.5
# to stay 1.5, as it does under the invariant culture. Seen under de-DE: what is captured is the text "1,5", and arithmetic reads texts by the invariant rules, by
# which the comma parts thousands: 1.5 captured and raised by 1 is 16. Nothing fails. A number that filters turn into a text is written by the invariant rules
# instead, so that one message shows "1,5" and "1.5 points".
# What follows: render under the invariant culture and format numbers before, or never calculate with what was captured.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Captured.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Fluid.Core" Version="2.41.1" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Globalization;
using Fluid;

foreach (var culture in new[] { CultureInfo.InvariantCulture, new CultureInfo("de-DE") })
{
    var context = new TemplateContext(new { points = 1.5m }) { CultureInfo = culture };
    foreach (var text in new[] { "{% capture a %}{{ points }}{% endcapture %}{{ a | plus: 1 }}", "{{ points | plus: 1 }}", "{{ points }}", "{{ points | append: ' points' }}" })
        Console.WriteLine($"{culture.Name}: {new FluidParser().Parse(text).Render(context)}");
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Captured.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf ': 2.5\n: 2.5\n: 1.5\n: 1.5 points\nde-DE: 16\nde-DE: 2,5\nde-DE: 1,5\nde-DE: 1.5 points')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
