using CustomerCapital.Engine.Access;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Gateway.Tests.Access;

/// <summary>A server that asks for keys, with the keys that tests need.</summary>
internal sealed class GuardedServer(GatewayServer server) : IAsyncDisposable
{
    public GatewayServer Server => server;

    public static async Task<GuardedServer> StartAsync(Action<GatewayOptions>? limits = null, TimeProvider? machine = null) => new(await GatewayServer.StartAsync(new InMemoryLedger(), open: false, limits: limits, machine: machine));

    /// <summary>A key with some scopes, or with other terms.</summary>
    public Task<string> KeyAsync(string keyId, params Scope[] scopes) => KeyAsync(keyId, new KeyTerms { Scopes = scopes });

    public async Task<string> KeyAsync(string keyId, KeyTerms terms)
    {
        var text = AccessKey.TextOf(System.Security.Cryptography.RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        Assert.Equal(KeyCreationStatus.Created, (await server.Engine.AskAsync(new CreateKey(keyId, terms, AccessKey.HashOf(text)!))).Status);
        return text;
    }

    public Task<Answer> SendAsync(HttpMethod method, string path, string? key, string? json = null, string mediaType = "application/json", params (string Name, string Value)[] headers) =>
        server.SendAsync(method, path, json, key is null ? headers : [.. headers, ("Authorization", "Bearer " + key)], mediaType);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
