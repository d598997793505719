#!/usr/bin/env bash
# Parquet.Net 6.1.0: a text column is declared as DataField<string>, written, and its schema read back. One would expect the field's ClrType to be string. Seen: it is ReadOnlyMemory<char>, of the field
# as declared and of the one that is read, although texts are written to it, and read from it, as string.
# What follows: code that chooses by "ClrType == typeof(string)" how to read or write a column takes every text for a type that it does not know.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Columns.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup><PackageReference Include="Parquet.Net" Version="6.1.0" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using Parquet;
using Parquet.Schema;

var shop = new DataField<string>("shop");
using var stream = new MemoryStream();
await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(shop), stream))
{
    using var group = writer.CreateRowGroup();
    await group.WriteAsync(shop, ["north", "south"]);
}

stream.Position = 0;
await using var reader = await ParquetReader.CreateAsync(stream);
Console.WriteLine($"declared: {shop.ClrType.Name}");
Console.WriteLine($"read: {reader.Schema.DataFields[0].ClrType.Name}");
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Columns.dll)
echo "$seen"
[ "$seen" = "$(printf 'declared: ReadOnlyMemory`1\nread: ReadOnlyMemory`1')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
