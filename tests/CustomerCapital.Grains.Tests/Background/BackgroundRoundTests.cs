using System.Net;
using System.Net.Sockets;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Tests.Background;

/// <summary>A round may last longer than any call: whoever has it made asks until it is over.</summary>
public sealed class BackgroundRoundTests : IAsyncLifetime
{
    private readonly InMemoryLedger _ledger = new();
    private readonly Rounds _rounds = new();
    private IHost _host = null!;

    private IBackgroundGrain Grain => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IBackgroundGrain>(GrainId.Create(GatedGrain.Kind, "program"));

    public async Task InitializeAsync()
    {
        await _ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(_ledger);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_rounds);
        builder.Services.Configure<BackgroundOptions>(options => options.Interval = TimeSpan.Zero);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), gatewayPort: 0).UseNoCluster(null, null)
            .AddCustomerCapital(1, Task.FromResult(new OpenedLedger(_ledger, policy, _ledger)), TimeProvider.System, new()));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task RoundAsync_of_a_round_that_lasts_longer_than_a_call_answers_before_it_is_over_and_makes_it_once()
    {
        var asked = Guid.NewGuid();

        Assert.Null(await Grain.RoundAsync(asked));
        Assert.Null(await Grain.RoundAsync(asked));
        var whole = BackgroundWork.RoundAsync(Grain);
        _rounds.Gate.SetResult(7);

        // The first is answered by the round that was begun for it, and the other by one that began later.
        int? done = null;
        while (done is null) done = await Grain.RoundAsync(asked);
        Assert.Equal(7, done);
        Assert.Equal(7, await whole);
        Assert.Equal(2, _rounds.Begun);
    }

    [Fact]
    public async Task RoundAsync_of_a_round_that_fails_fails_for_whoever_asked()
    {
        _rounds.Gate.SetException(new InvalidOperationException("It cannot be done."));

        Assert.Equal("It cannot be done.", (await Assert.ThrowsAsync<InvalidOperationException>(() => BackgroundWork.RoundAsync(Grain))).Message);
        Assert.Equal(1, _rounds.Begun);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>What the rounds of a test wait for.</summary>
public sealed class Rounds
{
    private int _begun;

    public TaskCompletionSource<int> Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Begun => Volatile.Read(ref _begun);

    public Task<int> RunAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _begun);
        return Gate.Task.WaitAsync(cancellation);
    }
}

/// <summary>Does nothing but wait.</summary>
[GrainType(Kind)]
public sealed class GatedGrain(IGrainContext context, Rounds rounds, IOptions<BackgroundOptions> options) : BackgroundGrain(context, rounds.RunAsync, options, NullLogger.Instance)
{
    public const string Kind = "gated";
}
