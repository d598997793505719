#!/usr/bin/env bash
# MiniExcel 1.46.0 on .NET 10: order numbers of 17 digits are written from a long, and read back into a long or a string of the same class. The sheet holds every
# digit, so one would expect the numbers that were written. Seen: cells are read as doubles, and two orders whose numbers differ by one are the same order, in a long
# as in a string; .NET writes such a double without an exponent, by which it could be told. No error.
# What follows: order numbers go into a workbook as texts, and whole numbers of more than 15 digits that come out of one are doubted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Orders.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="MiniExcel" Version="1.46.0" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.IO.Compression;
using MiniExcelLibs;

MiniExcel.SaveAs("orders.xlsx", new[] { new Written { Number = 12_345_678_901_234_567 }, new Written { Number = 12_345_678_901_234_568 } });
using (var sheet = new StreamReader(ZipFile.OpenRead("orders.xlsx").GetEntry("xl/worksheets/sheet1.xml")!.Open()))
    Console.WriteLine($"in the sheet: {sheet.ReadToEnd().Contains("12345678901234567")}");
Console.WriteLine($"as long: {string.Join(", ", MiniExcel.Query<Written>("orders.xlsx").Select(order => order.Number))}");
Console.WriteLine($"as string: {string.Join(", ", MiniExcel.Query<Read>("orders.xlsx").Select(order => order.Number))}");

class Written { public long Number { get; set; } }

class Read { public string Number { get; set; } }
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Orders.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf 'in the sheet: True\nas long: 12345678901234568, 12345678901234568\nas string: 12345678901234568, 12345678901234568')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
