using System.Net.Sockets;
using CustomerCapital.Agents;
using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Gateway;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Server.Access;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Importing.Http;
using CustomerCapital.Server.Mail;
using CustomerCapital.Server.Settings;
using Microsoft.AspNetCore.Connections;

namespace CustomerCapital.Server.Serving;

/// <summary>A process that serves: a silo, a gateway or both. Disposing it drains it: what was taken is finished, then the silo leaves the others.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly IdentityProvider? _provider;
    private readonly LateCapital _late = new();
    private bool _serves;
    private volatile bool _stops;
    private (PortClaim Silo, PortClaim Gateway)? _ports;
    private WebApplication? _app;
    private Task<OpenedLedger>? _opening;
    private ILedger? _ledger;
    private ILedger? _replica;
    private PolicyActor? _policy;

    private Node(ServerSettings settings, Database database, TimeProvider time, IdentityProvider? provider) => (_settings, _database, _time, _provider) = (settings, database, time, provider);

    /// <summary>Whether customers are held here.</summary>
    public bool IsSilo => _settings.Role != ServerRole.Gateway;

    /// <summary>Whether the API is served here.</summary>
    public bool IsGateway => _settings.Role != ServerRole.Silo;

    /// <summary>The text of the first key, where this process has made it: it is told here, and nowhere again. Null where there were keys, or none are asked for.</summary>
    public string? FirstKey { get; private set; }

    /// <summary>Tells the audit log of the first key, once it was told to whoever started this process: a key that nobody knows would be worse than one that the log does not know.</summary>
    public Task RecordFirstKeyAsync() => FirstKeys.RecordAsync(_app!.Services.GetRequiredService<EngineParts>().Customer(AuditChain.Actor));

    /// <summary>Where HTTP is served.</summary>
    public Uri Url => new(_app!.Urls.First());

    /// <summary>The engine as this process has it.</summary>
    /// <exception cref="EngineUnavailableException">Used while this process is a silo alone.</exception>
    public ICustomerCapital Capital => _late;

    /// <summary>Starts a process as it is set up.</summary>
    /// <param name="settings">How.</param>
    /// <param name="database">The ledger's database.</param>
    /// <param name="time">The clock by which the engine decides.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="around">What stands between the gateway and the engine; null for nothing.</param>
    /// <param name="imports">How much of imports over HTTP is taken; null for the limits by default.</param>
    /// <param name="map">What else is served; null for nothing.</param>
    /// <exception cref="UsageException">A setting does not fit this machine or this database.</exception>
    public static async Task<Node> StartAsync(
        ServerSettings settings, Database database, TimeProvider time, CancellationToken cancellation, Func<ICustomerCapital, ICustomerCapital>? around = null, ImportLimits? imports = null,
        Action<WebApplication>? map = null)
    {
        if (settings.Role != ServerRole.Both && !database.IsShared)
            throw new UsageException($"Role {settings.Role.ToString().ToLowerInvariant()}: {database} is for one process alone; name a database in PostgreSQL or SQL Server, or serve as both");
        var url = HttpUrl.Check(settings);
        var provider = OidcSettings.Of(settings);
        HttpUrl.CheckFree(url);
        var node = new Node(settings, database, time, provider);
        try
        {
            if (node.IsSilo) node._ports = NodeConfiguration.ClaimPorts(settings);
            if (node.IsSilo) node._opening = Task.Run(() => node.OpenAsync(cancellation), cancellation);
            // Who else is a member depends on the database; a process that is alone is put together while it is opened.
            var clusterId = settings.ClusterId;
            if (database.IsShared)
            {
                await node.ReadyAsync(cancellation);
                clusterId += $"-{await database.First.ClusterIdentityAsync(cancellation):N}";
            }

            await node.StartAsync(url, clusterId, around, imports, map, cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is told to end.</summary>
    public async Task EndedAsync(CancellationToken cancellation)
    {
        await _app!.WaitForShutdownAsync(cancellation);
        _serves = false;
    }

    /// <summary>Delivers messages and does due work until neither is left.</summary>
    public Task SettleAsync() => BackgroundWork.SettleAsync(_app!.Services.GetRequiredService<IGrainFactory>());

    /// <summary>What is served, as a person reads it.</summary>
    public override string ToString() => _settings.Role switch
    {
        ServerRole.Silo => $"{_database} as a silo of {_settings.ClusterId} at {Url}",
        ServerRole.Gateway => $"{_database} as a gateway of {_settings.ClusterId} at {Url}",
        _ => $"{_database} (time zone {_policy!.Program.Policy.TimeZone}) at {Url}",
    };

    public async ValueTask DisposeAsync()
    {
        if (_serves) await _app!.StopAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (_opening is not null) await ((Task)_opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_replica is not null) await _replica.DisposeAsync();
        if (_ledger is not null) await _ledger.DisposeAsync();
        _policy?.Dispose();
        _ports?.Silo.Dispose();
        _ports?.Gateway.Dispose();
    }

    private async Task<OpenedLedger> OpenAsync(CancellationToken cancellation)
    {
        _ledger = await _database.OpenLedgerAsync(cancellation);
        _policy = (await _database.CompleteAsync(_ledger, cancellation)).Policy;
        if (_policy.Program.Policy.Clock is not null && !_settings.Sandbox)
            throw new UsageException($"{_database} is the ledger of a sandbox, whose clock stands still until it is set; serve it with --sandbox, or name another with --database");
        _replica = await _database.OpenReplicaAsync();
        return new(_ledger, _policy, _replica ?? _ledger);
    }

    /// <summary>Waits for the tables that Orleans' providers read when they start.</summary>
    private async Task ReadyAsync(CancellationToken cancellation)
    {
        if (_opening is not null) await _opening;
        else if (!await _database.First.IsClusterMadeAsync(cancellation))
            throw new LedgerSchemaException($"{_database} lacks tables of the cluster; start a silo first, or complete it with: migrate");
    }

    private async Task StartAsync(Uri url, string clusterId, Func<ICustomerCapital, ICustomerCapital>? around, ImportLimits? imports, Action<WebApplication>? map, CancellationToken cancellation)
    {
        // Its settings files are not watched: the ledger's file may be in the same folder, and each of its writes would be looked at.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls(url.ToString());
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-dd HH:mm:ss.fffZ "))
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddFilter("CustomerCapital", LogLevel.Information)
            // The framework writes a line for each request that it turns away.
            .AddFilter("CustomerCapital.Gateway.Access.KeyHandler", LogLevel.Warning)
            // And for each that comes back from the identity provider with nonsense; what is worth knowing of those the console says itself.
            .AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None)
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // It warns at every start that it has not run since the machine has.
        // The keys of forms are kept as they are (FormKeyStore), of which the framework warns each time that it makes one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // What a silo finds of its own health decides how the others judge it; a process that is alone has no others.
        if (!_database.IsShared) builder.Logging.AddFilter("Orleans.Runtime.MembershipService.LocalSiloHealthMonitor", LogLevel.Error);
        // Nor does it matter to anybody that its grains cannot be reached while it ends.
        if (!_database.IsShared) builder.Logging.AddFilter("Orleans", IsWorthSaying).AddFilter("Polly", IsWorthSaying);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(_settings.DrainWithin));
        var (certificate, clusterTls) = (OwnCertificate(), ClusterTls.Of(_settings, _database));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = certificate.Current.TargetCertificate;
                https.OnAuthenticate = (_, connection) => connection.ServerCertificateContext = certificate.Current;
            }));
        }

        var limits = new EngineOptions { Sandbox = _settings.Sandbox, WebhookHosts = _settings.WebhookHosts };
        if (IsSilo && SmtpSettings.Of(_settings) is { } smtp) builder.Services.AddSingleton<IMailTransport>(new SmtpTransport(smtp, _time));
        if (IsSilo) builder.UseOrleans(silo => silo.ConfigureNode(_settings, _database, clusterId, _ports!.Value.Silo.Port, _ports.Value.Gateway.Port, clusterTls).AddCustomerCapital(_database.Partitions, _opening!, _time, limits));
        else builder.UseOrleansClient(client => client.ConfigureNode(_settings, _database, clusterId, clusterTls).AddCustomerCapital());
        builder.Services.AddTelemetry(_settings);
        // What is added last is stopped first: HTTP, which the builder adds, then imports, then the capital, then Orleans.
        if (IsGateway) builder.Services.AddSingleton(around?.Invoke(_late) ?? _late).AddHostedService(_ => _late).AddImports(_time, imports).AddGateway(Demand).AddConsole(_provider).AddAgents();
        else builder.Services.AddKeys(_settings.Open, null, tokens: false, provider => async version => await new ReadKeys(version).AnswerAsync(provider.GetRequiredService<EngineParts>()));
        builder.Services.AddOperations();
        if (TrustedProxies.Of(_settings) is { } trusted) builder.Services.Configure(trusted);
        // A page from elsewhere whose name resolves to this machine must not reach a server that may ask nobody who they are.
        builder.Services.AddHostFiltering(hosts =>
        {
            hosts.AllowedHosts = url.IsLoopback ? ["localhost", "127.0.0.1", "[::1]", .. Uri.TryCreate(_settings.PublicUrl, UriKind.Absolute, out var seen) ? (string[])[seen.Host] : []] : ["*"];
            hosts.IncludeFailureMessage = false;
        });
        _app = builder.Build();
        _app.Lifetime.ApplicationStopping.Register(() => _stops = true);
        if (certificate is not null) certificate.Complain = unusable => ServerLog.CertificateUnusable(_app.Logger, unusable.Message);
        clusterTls?.LogTo(_app.Logger);
        if (_settings.TrustedProxies.Length > 0) _app.UseForwardedHeaders();
        _app.UseHostFiltering();
        if (IsGateway)
        {
            _app.MapGateway(api => api.MapImports(), ConsoleAddress.Root, pages => pages.UseConsole()).MapConsole();
            _app.MapAgents();
        }
        else
        {
            _app.UseAuthentication();
            _app.UseAuthorization();
            _app.MapSiloHealth();
        }

        map?.Invoke(_app);
        _app.MapDashboard(_settings);
        _app.MapMetrics(_settings);
        if (_opening is not null) await _opening;
        if (_opening is not null && !_settings.Open) FirstKey = await FirstKeys.MakeAsync(_ledger!, _time, cancellation);
        try
        {
            await _app.StartAsync(cancellation);
            _serves = true;
        }
        catch (AddressInUseException taken)
        {
            throw new UsageException($"Port {_ports?.Silo.Port} or {_ports?.Gateway.Port} is in use; name others with --silo-port and --gateway-port", taken);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new UsageException($"{url} cannot be listened on: {taken.Message} Name another with --url", taken);
        }

        if (!IsGateway) return;
        var local = _app.Services.GetService<LocalCustomers>();
        _late.Connect(await ClusterCapital.ConnectAsync(_app.Services.GetRequiredService<IGrainFactory>(), _database.Partitions, limits, TimeSpan.FromSeconds(_settings.CallWithin), _time, local));
    }

    private TlsCertificate? OwnCertificate() =>
        _settings is { TlsCertificate: { } certificate, TlsKey: { } key } ? TlsCertificate.Of(certificate, key, $"--tls-certificate {certificate}, --tls-key {key}") : null;

    private void Demand(GatewayOptions options) => (options.Open, options.Pages, options.PagesScheme, options.Provider) = (_settings.Open, ConsoleAddress.Root, ConsoleSignIn.Scheme, _provider);

    private bool IsWorthSaying(LogLevel level) => level >= (_stops ? LogLevel.Critical : LogLevel.Warning);
}
