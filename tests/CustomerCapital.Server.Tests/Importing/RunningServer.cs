using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Sqlite;
using CustomerCapital.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>What <c>serve</c> runs, over a file, on a loopback port that stays the same when it is started again.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly InProcessHost _engine;
    private readonly WebApplication _app;

    private RunningServer(InProcessHost engine, WebApplication app) => (_engine, _app, Address) = (engine, app, new(app.Urls.Single()));

    public Uri Address { get; }

    /// <summary>Starts a server over the database at a path.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="at">Where an earlier one was; null for any free port.</param>
    /// <param name="around">What stands between the gateway and the engine.</param>
    public static async Task<RunningServer> StartAsync(string path, Uri? at = null, Func<ICustomerCapital, ICustomerCapital>? around = null)
    {
        var engine = await InProcessHost.StartAsync(SqliteLedger.Open(path), new() { BackgroundWork = true }, TimeProvider.System, NullLogger.Instance);
        var app = ServeCommand.Build(at ?? new("http://127.0.0.1:0"), around?.Invoke(engine) ?? engine);
        await app.StartAsync();
        return new(engine, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
