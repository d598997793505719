#!/usr/bin/env bash
# Polly.Core 8.9.1 on .NET 10: a hedging strategy begins a second attempt beside a first one that hangs, and the second succeeds after 0.1 s. One would expect the
# pipeline to return then, as "the first acceptable result" is had. Seen: where the first attempt does not look at its cancellation token, the pipeline returns
# only when the first attempt has ended too, here after 3 s; where it does look, after the second's 0.1 s.
# What follows: an attempt that cannot be cancelled, such as a call of a grain, has to be left to itself with WaitAsync(token), or hedging gains nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Hedging.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Polly.Core" Version="8.9.1" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Diagnostics;
using Polly;
using Polly.Hedging;

foreach (var looks in new[] { false, true })
{
    var attempts = 0;
    var pipeline = new ResiliencePipelineBuilder<string>().AddHedging(new HedgingStrategyOptions<string> { MaxHedgedAttempts = 1, Delay = TimeSpan.FromSeconds(0.2) }).Build();
    var watch = Stopwatch.StartNew();
    var result = await pipeline.ExecuteAsync(async token =>
    {
        if (Interlocked.Increment(ref attempts) > 1)
        {
            await Task.Delay(100);
            return "second";
        }

        var hanging = Task.Delay(3_000);
        await (looks ? hanging.WaitAsync(token) : hanging);
        return "first";
    });
    Console.WriteLine($"looks at its token: {looks}; the {result} attempt's result after {(watch.Elapsed.TotalSeconds < 2.5 ? "less" : "more")} than 2.5 s");
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Hedging.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf "looks at its token: False; the second attempt's result after more than 2.5 s\nlooks at its token: True; the second attempt's result after less than 2.5 s")" ] || { echo "the behaviour is another than described" >&2; exit 1; }
