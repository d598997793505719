using System.Net.Sockets;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Cluster.Settings;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Gateway;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Connections;

namespace CustomerCapital.Cluster.Serving;

/// <summary>One process of the cluster. Disposing it drains it: what was taken is finished, then the silo leaves the others.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ILedger? _ledger;
    private readonly PolicyActor? _policy;
    private readonly WriterClaim? _claim;

    private Node(WebApplication app, ILedger? ledger, PolicyActor? policy, WriterClaim? claim) =>
        (_app, _ledger, _policy, _claim) = (app, ledger, policy, claim);

    /// <summary>Starts a process as it is set up.</summary>
    /// <exception cref="UsageException">A setting does not fit this machine.</exception>
    public static async Task<Node> StartAsync(ClusterSettings settings, ClusterDatabase database, CancellationToken cancellation)
    {
        var url = HttpUrl.Check(settings.Url, settings.AllowNetwork);
        var (isSilo, isGateway) = (settings.Role != ClusterRole.Gateway, settings.Role != ClusterRole.Silo);
        var claim = isSilo && settings.Writer is null ? await database.ClaimWriterAsync(cancellation) : null;
        var ledger = isSilo ? database.OpenLedger(settings.Writer ?? claim!.Number) : null;
        var policy = ledger is null ? null : await PolicyActor.LoadAsync(ledger);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url.ToString());
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-dd HH:mm:ss.fffZ "))
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddFilter("CustomerCapital", LogLevel.Information)
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // It warns at every start that it has not run since the machine has.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainWithin));
        if (isSilo) builder.UseOrleans(silo => silo.ConfigureNode(settings, database).AddCustomerCapital(ledger!, policy!, TimeProvider.System));
        else builder.UseOrleansClient(client => client.ConfigureNode(settings, database).AddCustomerCapital());
        builder.Services.AddTelemetry(settings);
        var late = new LateCapital();
        // What is added last is stopped first: HTTP, which the builder adds, then the capital, then Orleans.
        if (isGateway) builder.Services.AddSingleton<ICustomerCapital>(late).AddHostedService(_ => late).AddGateway();
        builder.Services.AddHostFiltering(hosts =>
        {
            hosts.AllowedHosts = url.IsLoopback ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];
            hosts.IncludeFailureMessage = false;
        });
        var app = builder.Build();
        app.UseHostFiltering();
        if (isGateway) app.MapGateway();
        else app.MapSiloHealth(ledger!);
        app.MapDashboard(settings);
        await StartAsync(app, late, settings, url, cancellation);
        return new(app, ledger, policy, claim);
    }

    /// <summary>Completes when the process is told to end.</summary>
    public Task EndedAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ledger is not null) await _ledger.DisposeAsync();
        _policy?.Dispose();
        if (_claim is not null) await _claim.DisposeAsync();
    }

    private static async Task StartAsync(WebApplication app, LateCapital late, ClusterSettings settings, Uri url, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (AddressInUseException taken)
        {
            throw new UsageException($"Port {settings.SiloPort} or {settings.GatewayPort} is in use; name others with --silo-port and --gateway-port", taken);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new UsageException($"{url} cannot be listened on: {taken.Message} Name another with --url", taken);
        }

        if (settings.Role == ClusterRole.Silo) return;
        var grains = app.Services.GetRequiredService<IClusterClient>();
        late.Connect(await ClusterCapital.ConnectAsync(grains, new InProcessHostOptions(), TimeSpan.FromSeconds(settings.CallWithin), TimeProvider.System));
    }
}
