#!/usr/bin/env bash
# .NET SDK 10: a package with a published fault (System.Text.Json 8.0.0, CVE-2024-43485) from a feed that has no data of known faults, as a folder of packages has none, nor many mirrors.
# One would expect that a check that could look at nothing says so, or fails.
# Seen: restore with NuGetAudit=true, NuGetAuditMode=all and warnings as errors succeeds without a word, and "dotnet list package --vulnerable" says "has no vulnerable packages given the current
# sources", and ends with 0.
# What follows: ask the feed's index for the resource VulnerabilityInfo before believing either; or name the audit sources, of which NuGet then says (NU1905) that they have no data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir feed project
cat > project/Audited.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="System.Text.Json" Version="[8.0.0]" /></ItemGroup>
</Project>
P
# The packages, as a mirror would have them.
dotnet restore project -p:NuGetAudit=false --packages packages --verbosity quiet > restore.log 2>&1 || { cat restore.log; exit 1; }
find packages -name '*.nupkg' -exec cp {} feed \;
sources() {
  printf '<configuration><packageSources><clear /><add key="mirror" value="%s/feed" /></packageSources>%s</configuration>' "$folder" "$1" > nuget.config
}
audit() {
  rm -rf project/obj
  dotnet restore project -p:NuGetAudit=true -p:NuGetAuditMode=all -p:TreatWarningsAsErrors=true --packages again --configfile nuget.config 2>&1 | grep -oE 'NU19[0-9]+' | sort -u | tr '\n' ' ' || true
}
seen=$(
  sources ''
  echo "restore: $(audit)and no more"
  code=0
  dotnet list project/Audited.csproj package --vulnerable --include-transitive --config nuget.config > listed.txt 2>&1 || code=$?
  grep -o 'has no vulnerable packages given the current sources' listed.txt || cat listed.txt
  echo "exit code $code"
  sources "<auditSources><clear /><add key=\"mirror\" value=\"$folder/feed\" /></auditSources>"
  echo "restore with audit sources: $(audit)"
)
echo "$seen"
[ "$seen" = "$(printf 'restore: and no more\nhas no vulnerable packages given the current sources\nexit code 0\nrestore with audit sources: NU1905 ')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
