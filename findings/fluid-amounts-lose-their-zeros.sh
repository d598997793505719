#!/usr/bin/env bash
# Fluid.Core 2.41.1 on .NET 10: a template shows an amount that is a decimal of two places. One would expect "20.00", as .NET writes that decimal, or "20". Seen:
# "20.0", and "20.5" for 20.50: of the zeros at the end one place is left. As an argument of a filter, or appended to a text, the same amount is "20.00" and
# "20.50". A double of 20 is "20" in both places.
# What follows: hand amounts of money to templates as texts that are formatted already.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Amounts.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Fluid.Core" Version="2.41.1" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Globalization;
using Fluid;

foreach (var amount in new object[] { 20.00m, 20.50m, 20.0 })
{
    var context = new TemplateContext(new { amount }) { CultureInfo = CultureInfo.InvariantCulture };
    Console.WriteLine(new FluidParser().Parse("{{ amount }} or {{ 'EUR ' | append: amount }}").Render(context));
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Amounts.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf '20.0 or EUR 20.00\n20.5 or EUR 20.50\n20 or EUR 20')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
