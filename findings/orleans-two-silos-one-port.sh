#!/usr/bin/env bash
# Microsoft.Orleans.Server 10.4.2 on .NET 10, Linux: two silos in two processes that are told to listen on the same port both start, and both say that they are
# active. One would expect the second to fail with "address in use". Seen: "one: Active" and "two: Active" for one and the same port; the operating system then
# gives each connection to one of the two. Likely cause: the listening sockets allow the reuse of addresses, which on Linux .NET sets as SO_REUSEPORT too.
# What follows: whoever lets silos choose ports must claim the port by other means.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > TwoSilos.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Server" Version="10.4.2" />
    <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />
  </ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.UseOrleans(silo => silo.UseLocalhostClustering(int.Parse(args[1]), gatewayPort: 0, clusterId: args[0], serviceId: args[0]));
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine($"{args[0]}: {host.Services.GetRequiredService<ISiloStatusOracle>().CurrentStatus}");
// Both stay up until both have said so.
while (!File.Exists("done")) await Task.Delay(100);
await host.StopAsync();
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
port=$((20000 + RANDOM % 10000))
for name in one two; do dotnet out/TwoSilos.dll "$name" "$port" > "$name.log" 2>&1 & done
for _ in $(seq 300); do
  if [ "$(cat one.log two.log | wc -l)" -ge 2 ]; then break; fi
  sleep 0.1
done
touch done
wait
cat one.log two.log
[ "$(cat one.log two.log)" = "$(printf 'one: Active\ntwo: Active')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
