using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.Tests.Hosting;

/// <summary>Requests for an address, over an engine that holds nothing.</summary>
internal sealed class Asking : IAsyncDisposable
{
    private readonly InProcessHost _engine;

    private Asking(InProcessHost engine) => _engine = engine;

    public static async Task<Asking> StartAsync() => new(await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System));

    /// <summary>What the engine holds is what a test has put there.</summary>
    public InProcessHost Engine => _engine;

    /// <summary>A request for a page.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="query">What follows the question mark.</param>
    public ConsoleRequest For(string path, string query = "")
    {
        var context = new DefaultHttpContext();
        context.Features.Set(Caller.Open);
        (context.Request.Path, context.Request.QueryString) = (path, new(query.Length == 0 ? null : "?" + query));
        return new(context, _engine);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
