using System.Collections.Concurrent;
using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Gateway;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Server.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>The console beside the gateway, over an engine in this process, behind a real Kestrel on a loopback port. Its clock stands still until a test moves it.</summary>
public sealed class ConsoleServer : IAsyncLifetime, IAsyncDisposable
{
    private readonly MovableClock _clock = new(Shop.Opening);
    private readonly DemoClock _story;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly EphemeralDataProtectionProvider _formKeys = new();
    private WebApplication _app = null!;
    private WebApplication? _beside;

    public ConsoleServer() => _story = new(_clock);

    internal InProcessHost Engine { get; private set; } = null!;

    /// <summary>The engine's clock, which shows the demo's moments while the demo lives through its two years.</summary>
    internal DemoClock Story => _story;

    /// <summary>The engine as the pages have it.</summary>
    internal FailingCapital Capital { get; private set; } = null!;

    /// <summary>Whether nobody is asked for a key.</summary>
    internal bool IsOpen { get; init; } = true;

    /// <summary>The clock of the machine on which it is served.</summary>
    internal TimeProvider Machine { get; init; } = TimeProvider.System;

    /// <summary>The identity provider at which people sign in; null where there is none.</summary>
    internal IdentityProvider? Provider { get; set; }

    /// <summary>What stands on the pages wherever somebody may type a text.</summary>
    internal string Text { get; init; } = Shop.Hostile;

    public Uri Address { get; private set; } = null!;

    /// <summary>What the server has logged as a warning or an error.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public async Task InitializeAsync()
    {
        Engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _story, newSeed: length => [.. Enumerable.Range(1, length).Select(number => (byte)number)]);
        Capital = new(Engine);
        _app = await ServeAsync();
        Address = new(_app.Urls.Single());
        await Shop.OpenAsync(this, Text);
    }

    /// <summary>Serves the same engine at another address too, as a second gateway of a cluster does.</summary>
    internal async Task<Uri> ServeBesideAsync()
    {
        _beside = await ServeAsync();
        return new(_beside.Urls.Single());
    }

    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new Log(_complaints)).SetMinimumLevel(LogLevel.Warning);
        // Keys of forms end with the process, and none is left on the machine.
        builder.Services.AddSingleton<IDataProtectionProvider>(_formKeys);
        builder.Services.AddSingleton<ICustomerCapital>(Capital).AddSingleton(Machine);
        builder.Services.AddGateway(gateway => (gateway.Open, gateway.Pages, gateway.PagesScheme, gateway.Provider) = (IsOpen, ConsoleAddress.Root, ConsoleSignIn.Scheme, Provider)).AddConsole(Provider);
        var app = builder.Build();
        app.MapGateway(_ => { }, ConsoleAddress.Root, pages => pages.UseConsole()).MapConsole();
        await app.StartAsync();
        return app;
    }

    /// <summary>Moves the clock on, and does what is due by then.</summary>
    internal async Task LiveAsync(TimeSpan by)
    {
        _clock.Move(by);
        await SettleAsync();
    }

    /// <summary>Does what is due, until nothing is left.</summary>
    internal async Task SettleAsync()
    {
        do
        {
            await Engine.SettleAsync();
            await Engine.RunCampaignsAsync();
        }
        while (await Engine.RunRafflesAsync() > 0);
        await Engine.SettleAsync();
    }

    public async Task DisposeAsync()
    {
        if (_beside is not null) await _beside.DisposeAsync();
        await _app.DisposeAsync();
        await Engine.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    private sealed class Log(ConcurrentQueue<string> complaints) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            complaints.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
