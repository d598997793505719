#!/usr/bin/env bash
# System.CommandLine 3.0.0 on .NET 10: a program has the options --by, a text, and --amount, a decimal. One would expect "--by @maria" to be that text and "--amount
# 1.5" to be one and a half wherever the program runs. Seen: a value that begins with @ is taken for the name of a file whose lines are arguments, though it stands
# after an option, and the program refuses the handle of a member; with a file of that name the option is what the file says. And numbers are read by the culture of
# the machine: where that is de-DE, 1.5 is 15, without an error.
# What follows: set ResponseFileTokenReplacer to null, and the invariant culture before parsing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Values.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="System.CommandLine" Version="3.0.0" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.CommandLine;
using System.Globalization;

Option<string> by = new("--by");
Option<decimal> amount = new("--amount");
var root = new RootCommand { by, amount };
Console.WriteLine(root.Parse(["--by", "@maria"]).Errors[0].Message);
File.WriteAllText("maria", "otto");
Console.WriteLine(root.Parse(["--by", "@maria"]).GetValue(by));
Console.WriteLine(root.Parse(["--by", "@maria"], new ParserConfiguration { ResponseFileTokenReplacer = null }).GetValue(by));
foreach (var name in new[] { "", "de-DE" })
{
    CultureInfo.CurrentCulture = new(name);
    Console.WriteLine(FormattableString.Invariant($"{name}: {root.Parse(["--amount", "1.5"]).GetValue(amount)}"));
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Values.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf "Response file not found 'maria'.\notto\n@maria\n: 1.5\nde-DE: 15")" ] || { echo "the behaviour is another than described" >&2; exit 1; }
