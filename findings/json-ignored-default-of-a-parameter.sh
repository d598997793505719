#!/usr/bin/env bash
# System.Text.Json 10.0.15 (the package, on .NET 10): a record with a constructor parameter that has a default of its own, such as Minutes = 60, is written with
# DefaultIgnoreCondition.WhenWritingDefault and read again. One would expect that what is left out is what is read where nothing is stated.
# Seen, by reflection and by the source generator alike: 0 is left out, as the default of the type, and read back as 60, the default of the parameter; 60 itself is written out.
# What follows: a round trip changes values, without an error, and only those of zero, false or the first enum member. A modifier of the type's metadata can write such
# members always: JsonPropertyInfo.AssociatedParameter tells the parameter's default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Ignored.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup><PackageReference Include="System.Text.Json" Version="10.0.15" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

foreach (var (name, resolver) in new (string, IJsonTypeInfoResolver)[] { ("reflection", new DefaultJsonTypeInfoResolver()), ("generated", DelayJson.Default) })
{
    var options = new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, TypeInfoResolver = resolver };
    foreach (var delay in new[] { new Delay(0, false), new Delay(60, true) })
    {
        var text = JsonSerializer.Serialize(delay, options);
        var read = JsonSerializer.Deserialize<Delay>(text, options)!;
        Console.WriteLine($"{name}: {delay.Minutes} {delay.Counted} -> {text} -> {read.Minutes} {read.Counted}");
    }
}

public sealed record Delay(int Minutes = 60, bool Counted = true);

[JsonSerializable(typeof(Delay))]
internal sealed partial class DelayJson : JsonSerializerContext;
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Ignored.dll)
echo "$seen"
expected='reflection: 0 False -> {} -> 60 True
reflection: 60 True -> {"Minutes":60,"Counted":true} -> 60 True
generated: 0 False -> {} -> 60 True
generated: 60 True -> {"Minutes":60,"Counted":true} -> 60 True'
[ "$seen" = "$expected" ] || { echo "the behaviour is another than described" >&2; exit 1; }
