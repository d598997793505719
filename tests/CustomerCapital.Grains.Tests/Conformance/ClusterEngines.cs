using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Conformance;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Clients;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace CustomerCapital.Grains.Tests.Conformance;

/// <summary>Engines in clusters of two silos each, called by a client outside of them, so that every message travels through a socket.</summary>
public abstract class ClusterEngines : IEngineSource
{
    private static readonly EngineOptions Options = new() { Sandbox = true };

    private readonly List<(TestCluster Cluster, ClusterCapital Capital)> _started = [];
    private readonly List<ILedger> _opened = [];

    public string? TimeZone { get; set; }

    /// <summary>How many silos a cluster has.</summary>
    protected virtual short Silos => 2;

    /// <summary>Among how many databases the customers of a ledger are divided.</summary>
    protected virtual int Partitions => 1;

    public async Task<ICustomerCapital> StartAsync(TimeProvider time)
    {
        var silos = new ConcurrentQueue<(ILedger Ledger, PolicyActor Policy)>();
        for (var silo = 0; silo < Silos; silo++)
        {
            var ledger = await OpenLedgerAsync(_started.Count);
            if (silo == 0)
            {
                await ledger.MigrateAsync();
                await ledger.KeepBoughtAsync(true);
            }

            _opened.Add(ledger);
            silos.Enqueue((ledger, await PolicyActor.LoadAsync(ledger, TimeZone, time: time)));
        }

        var builder = new TestClusterBuilder(Silos);
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.ConfigureHostConfiguration(_ => { });
        builder.AddSiloBuilderConfigurator<SiloMaker>();
        builder.AddClientBuilderConfigurator<ClientMaker>();
        var key = Guid.NewGuid().ToString();
        SiloMaker.Made[key] = (silos, Partitions, time);
        builder.Properties[SiloMaker.Key] = key;
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var capital = await ClusterCapital.ConnectAsync(cluster.Client, Partitions, new(), TimeSpan.FromSeconds(2), time);
        _started.Add((cluster, capital));
        return capital;
    }

    /// <summary>On which silo each customer of a cluster is.</summary>
    public async Task<IReadOnlyDictionary<ActorId, SiloAddress>> PlacesAsync(ICustomerCapital engine)
    {
        var members = _started.Single(started => started.Capital == engine).Cluster.Client.GetGrain<IManagementGrain>(0);
        var customers = (await members.GetDetailedGrainStatistics()).Where(placed => placed.GrainId.Type == GrainType.Create(CustomerGrain.TypeName));
        return customers.ToDictionary(placed => ActorKey.Parse(placed.GrainId.Key.ToString()!), placed => placed.SiloAddress);
    }

    public Task SettleAsync(ICustomerCapital engine) => BackgroundWork.SettleAsync(_started.Single(started => started.Capital == engine).Cluster.Client);

    public async ValueTask DisposeAsync()
    {
        foreach (var (cluster, capital) in _started)
        {
            await capital.DisposeAsync();
            await cluster.DisposeAsync();
        }

        foreach (var ledger in _opened) await ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the ledger of a cluster once more: each silo has its own way to it.</summary>
    protected abstract Task<ILedger> OpenLedgerAsync(int cluster);

    private sealed class SiloMaker : IHostConfigurator, ISiloConfigurator
    {
        public const string Key = "CustomerCapital:Made";

        public static readonly ConcurrentDictionary<string, (ConcurrentQueue<(ILedger Ledger, PolicyActor Policy)> Silos, int Partitions, TimeProvider Time)> Made = new();

        private (ILedger Ledger, PolicyActor Policy) _silo;
        private TimeProvider _time = TimeProvider.System;

        public void Configure(Microsoft.Extensions.Hosting.IHostBuilder hostBuilder)
        {
        }

        public void Configure(ISiloBuilder siloBuilder)
        {
            var made = Made[siloBuilder.Configuration[Key]!];
            _time = made.Time;
            if (!made.Silos.TryDequeue(out _silo)) throw new InvalidOperationException("There are more silos than ledgers.");
            siloBuilder.AddCustomerCapital(made.Partitions, Task.FromResult(new OpenedLedger(_silo.Ledger, _silo.Policy, _silo.Ledger)), _time, Options, typeof(ClusterEngines).Assembly);
            siloBuilder.AddMemoryGrainStorage(DatabaseRegistration.ControlStorage).UseInMemoryReminderService();
            siloBuilder.Services.Configure<BackgroundOptions>(options => options.Interval = TimeSpan.Zero);
        }
    }

    private sealed class ClientMaker : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddCustomerCapital(typeof(ClusterEngines).Assembly);
    }
}
