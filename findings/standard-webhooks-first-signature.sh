#!/usr/bin/env bash
# StandardWebhooks 1.1.2 (NuGet), which verifies webhooks in .NET: a message that is signed with two secrets, as the Standard Webhooks specification lays down for the time in
# which a secret is changed over ("webhook-signature" holds several signatures with spaces between). One would expect that a receiver with either secret accepts it.
# Seen: only the signature that comes first is looked at. Whoever has the other secret gets "No matching signature found".
# What follows: a sender that puts the new signature first cuts off such receivers at once. With the old one first they go on until that secret expires.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Signed.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><FrameworkReference Include="Microsoft.AspNetCore.App" /><PackageReference Include="StandardWebhooks" Version="[1.1.2]" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

static StandardWebhook Of(byte filler) => new("whsec_" + Convert.ToBase64String(Enumerable.Repeat(filler, 32).ToArray()));
var secrets = new Dictionary<string, StandardWebhook> { ["old"] = Of(1), ["new"] = Of(2) };
var (now, body) = (DateTimeOffset.UtcNow, """{"type":"purchase_recorded"}""");
foreach (var order in new[] { new[] { "old", "new" }, new[] { "new", "old" } })
{
    foreach (var (name, secret) in secrets)
    {
        var headers = new HeaderDictionary
        {
            ["webhook-id"] = "msg_1", ["webhook-timestamp"] = now.ToUnixTimeSeconds().ToString(),
            ["webhook-signature"] = string.Join(' ', order.Select(signer => secrets[signer].Sign("msg_1", now, body))),
        };
        string seen;
        try { secret.Verify(body, headers); seen = "accepted"; }
        catch (Exception refused) { seen = refused.Message; }
        Console.WriteLine($"signed {string.Join(" and ", order)}, verified with the {name} secret: {seen}");
    }
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Signed.dll)
echo "$seen"
expected='signed old and new, verified with the old secret: accepted
signed old and new, verified with the new secret: No matching signature found
signed new and old, verified with the old secret: No matching signature found
signed new and old, verified with the new secret: accepted'
[ "$seen" = "$expected" ] || { echo "the behaviour is another than described" >&2; exit 1; }
