#!/usr/bin/env bash
# Razor components of ASP.NET Core 10, rendered statically: a page whose customer does not exist sets the response's status to 404 and says "there is no such customer". One
# would expect the page with that status, as MVC and Razor Pages answer it.
# Seen: the status is 404 and the body is empty, although the component has rendered; with 410 the body is there. Nothing warns.
# (0 stands for "404, set when the answer starts".)
# What follows: visitors see the browser's own error page. Setting the status when the answer starts (Response.OnStarting) gives both.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$folder"' EXIT
cd "$folder"
cat > Pages.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
</Project>
P
cat > Root.razor <<'P'
@using Microsoft.AspNetCore.Components.Routing
@using Microsoft.AspNetCore.Components
<Router AppAssembly="typeof(Root).Assembly"><Found Context="route"><RouteView RouteData="route" /></Found></Router>
P
cat > Missing.razor <<'P'
@page "/missing/{Status:int}"
@using Microsoft.AspNetCore.Components
<p>There is no such customer.</p>
@code {
  [Parameter] public int Status { get; set; }
  [CascadingParameter] public HttpContext Http { get; set; } = null!;
  protected override void OnInitialized()
  {
    if (Status == 0) Http.Response.OnStarting(() => { Http.Response.StatusCode = 404; return Task.CompletedTask; });
    else Http.Response.StatusCode = Status;
  }
}
P
cat > Program.cs <<'P'
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents();
var app = builder.Build();
app.UseAntiforgery();
app.MapRazorComponents<Pages.Root>();
app.Run();
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Pages.dll --urls http://127.0.0.1:0 > server.log 2>&1 &
server=$!
for _ in $(seq 100); do grep -q "Now listening on" server.log && break; sleep 0.1; done
url=$(grep -o "http://127.0.0.1:[0-9]*" server.log | head -1)
seen=$(for status in 410 404 0; do curl -s -o body -w "asked for $status: %{http_code}, " "$url/missing/$status"; if grep -q "no such customer" body; then echo "with the page"; else echo "empty"; fi; done)
echo "$seen"
expected='asked for 410: 410, with the page
asked for 404: 404, empty
asked for 0: 404, with the page'
[ "$seen" = "$expected" ] || { echo "the behaviour is another than described" >&2; exit 1; }
