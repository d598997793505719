#!/usr/bin/env bash
# ModelContextProtocol.AspNetCore 2.4.0 (NuGet), stateless: a client ends its connection while a tool is at work. The tool is told by its cancellation token, and ends with an
# OperationCanceledException. One would expect that a caller who leaves is no error of the server, as ASP.NET Core has it of requests that are aborted.
# Seen: the library logs "request handler failed" at the level Warning, with the trace. Whoever can call a tool can fill the log.
# What follows: filter the category ModelContextProtocol, and log faults of tools where they are made into answers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Leaves.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="ModelContextProtocol.AspNetCore" Version="[2.4.0]" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Text;
using ModelContextProtocol.Protocol;

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
var log = new Kept();
builder.Logging.ClearProviders().AddProvider(log);
var begun = new TaskCompletionSource();
builder.Services.AddMcpServer(server =>
{
    server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult());
    server.Handlers.CallToolHandler = async (_, cancellation) =>
    {
        begun.SetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
        return new CallToolResult();
    };
}).WithHttpTransport(http => http.Stateless = true);
await using var app = builder.Build();
app.MapMcp("/mcp");
await app.StartAsync();
using var client = new HttpClient();
using var call = new HttpRequestMessage(HttpMethod.Post, app.Urls.Single() + "/mcp") { Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"}}""", Encoding.UTF8, "application/json") };
call.Headers.Add("Accept", "application/json, text/event-stream");
using var leave = new CancellationTokenSource();
var sending = client.SendAsync(call, leave.Token);
await begun.Task;
leave.Cancel();
try { await sending; } catch (OperationCanceledException) { Console.WriteLine("the client has left"); }
await Task.WhenAny(log.Failed.Task, Task.Delay(10_000));
Console.WriteLine(log.Failed.Task.IsCompleted ? $"logged: {log.Failed.Task.Result}" : "nothing is logged");

sealed class Kept : ILoggerProvider, ILogger
{
    public TaskCompletionSource<string> Failed { get; } = new();
    public ILogger CreateLogger(string category) => this;
    public IDisposable BeginScope<T>(T state) => null;
    public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;
    public void Log<T>(LogLevel level, EventId id, T state, Exception exception, Func<T, Exception, string> format)
    {
        if (level >= LogLevel.Warning && format(state, exception).Contains("request handler failed")) Failed.TrySetResult($"{level}, {exception?.GetType().Name}");
    }

    public void Dispose() { }
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
seen=$(dotnet out/Leaves.dll)
echo "$seen"
[ "$seen" = "$(printf 'the client has left\nlogged: Warning, TaskCanceledException')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
