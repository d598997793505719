namespace CustomerCapital.Gateway.Tests;

/// <summary>One server for all tests of a class, none of which leaves anything in its ledger.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal GatewayServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
