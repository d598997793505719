using CustomerCapital.Engine;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Importing.Http;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>What <c>serve</c> runs, over a file, on a loopback port that stays the same when it is started again.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Node _node;

    private RunningServer(Node node) => (_node, Address) = (node, node.Url);

    public Uri Address { get; }

    /// <summary>Starts a server over the database at a path.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="at">Where an earlier one was; null for any free port.</param>
    /// <param name="around">What stands between the gateway and the engine.</param>
    /// <param name="imports">How much of imports over HTTP is taken.</param>
    public static async Task<RunningServer> StartAsync(string path, Uri? at = null, Func<ICustomerCapital, ICustomerCapital>? around = null, ImportLimits? imports = null)
    {
        var settings = new ServerSettings { Database = ["sqlite:" + path], Url = (at ?? new("http://127.0.0.1:0")).ToString(), Open = true };
        return new(await Node.StartAsync(settings, Database.Of(settings), TimeProvider.System, CancellationToken.None, around, imports));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
