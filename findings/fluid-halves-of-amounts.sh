#!/usr/bin/env bash
# Fluid.Core 2.41.1 on .NET 10: a template halves an amount of 10.50 with divided_by, and rounds 2.5 with round. Liquid 5.4.0 in Ruby, of whose templates shops have many, gives
# 5.25 and 3: it divides in integers only where both are, and rounds halves away from zero. Seen: 5 and 2. Whether the division keeps its fraction goes by how the
# divisor is written alone, so that even "times: 1.0" before changes nothing and only "divided_by: 2.0" helps; round goes to the even neighbour.
# What follows: templates that were written for Ruby are looked through for both filters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Halves.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Fluid.Core" Version="2.41.1" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Globalization;
using Fluid;

var context = new TemplateContext(new { amount = 10.50m }) { CultureInfo = CultureInfo.InvariantCulture };
foreach (var text in new[] { "{{ amount | divided_by: 2 }}", "{{ amount | times: 1.0 | divided_by: 2 }}", "{{ amount | divided_by: 2.0 }}", "{{ 2.5 | round }}", "{{ 3.5 | round }}" })
    Console.WriteLine($"{text} is {new FluidParser().Parse(text).Render(context)}");
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Halves.dll | tee seen.log
[ "$(sed 's/.* is //' seen.log | paste -sd ' ')" = "5 5 5.25 2 4" ] || { echo "the behaviour is another than described" >&2; exit 1; }
