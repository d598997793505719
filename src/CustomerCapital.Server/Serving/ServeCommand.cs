using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Gateway;
using CustomerCapital.Server.Databases;

namespace CustomerCapital.Server.Serving;

/// <summary><c>serve</c>: the gateway over an engine in this process.</summary>
internal static class ServeCommand
{
    public static readonly Option<string> UrlOption = new("--url")
    {
        Description = "Where to listen",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private static readonly Option<bool> OpenOption = new("--allow-network")
    {
        Description = "Listen on other than loopback addresses, although every caller may do everything; put a proxy with authentication before it",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serve HTTP until interrupted") { UrlOption, OpenOption, Database.ReplicaOption };
        command.SetAction(async (line, cancellation) =>
        {
            var url = CheckUrl(line.GetValue(UrlOption)!, line.GetValue(OpenOption));
            var database = Database.Of(line);
            return await ServeAsync(url, database, await database.StartEngineAsync(background: true, EngineLog()), cancellation);
        });
        return command;
    }

    /// <summary>Serves an engine, which it then owns, until interrupted.</summary>
    public static async Task<int> ServeAsync(Uri url, Database database, InProcessHost engine, CancellationToken cancellation)
    {
        await using (engine)
        await using (var app = Build(url, engine))
        {
            try
            {
                await app.StartAsync(cancellation);
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                throw new UsageException($"{url} cannot be listened on: {taken.Message} Name another with --url", taken);
            }

            Console.WriteLine($"Serving {database} (time zone {engine.Policy.Program.Policy.TimeZone}) at {url}");
            Console.WriteLine($"  API page {url}docs    description {url}openapi/v1.json    Ctrl-C stops");
            await app.WaitForShutdownAsync(cancellation);
        }

        Console.WriteLine("Stopped; everything that was answered is kept.");
        return ExitCode.Done;
    }

    /// <summary>The application around an engine.</summary>
    public static WebApplication Build(Uri url, ICustomerCapital engine)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url.ToString());
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddSingleton(engine);
        builder.Services.AddGateway();

        // A page from elsewhere whose name resolves to this machine must not reach a server that asks nobody who they are.
        builder.Services.AddHostFiltering(hosts =>
        {
            hosts.AllowedHosts = url.IsLoopback ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];
            hosts.IncludeFailureMessage = false;
        });
        var app = builder.Build();
        app.UseHostFiltering();
        app.MapGateway();
        return app;
    }

    public static Uri CheckUrl(string text, bool allowNetwork)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            throw new UsageException($"--url {text}: write it like http://127.0.0.1:8080");
        var loopback = url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
        if (!loopback && !allowNetwork)
            throw new UsageException($"--url {text}: this is not a loopback address, and the gateway asks nobody who they are; put a proxy with authentication before it and add --allow-network");
        return url;
    }

    /// <summary>Finds out early that a port is taken, for a command that has much to do before it listens.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void CheckFree(Uri url)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, url.Port));
        }
        catch (SocketException taken)
        {
            throw new UsageException($"{url} cannot be listened on: {taken.Message}. Name another with --url", taken);
        }
    }

    public static ILogger EngineLog() => LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true)).CreateLogger("Engine");
}
