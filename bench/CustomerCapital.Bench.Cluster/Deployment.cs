using System.Diagnostics;
using System.Globalization;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Bench.Speed;

namespace CustomerCapital.Bench.Cluster;

/// <summary>A way to serve purchases: processes of its own over a database of its own.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly ServerProcess? _gateway;
    private readonly IReadOnlyList<ServerProcess> _engines;

    private Deployment(string name, string url, ServerProcess? gateway, IReadOnlyList<ServerProcess> engines) => (Name, Url, _gateway, _engines) = (name, url, gateway, engines);

    /// <summary>What is measured.</summary>
    public string Name { get; }

    /// <summary>Where purchases are taken.</summary>
    public string Url { get; }

    /// <summary>Ids of its processes, as words.</summary>
    public string Processes => string.Create(CultureInfo.InvariantCulture, $"{Name}: {(_gateway is null ? "" : $"gateway {_gateway.Id}, ")}{string.Join(" ", _engines.Select(engine => engine.Id))}");

    /// <summary>Processor time of what only passes on.</summary>
    public TimeSpan GatewayTime => _gateway is null ? TimeSpan.Zero : ProcessFile.TimeOf(_gateway.Id);

    /// <summary>Processor time of what decides and writes.</summary>
    public TimeSpan EngineTime => TimeSpan.FromTicks(_engines.Sum(engine => ProcessFile.TimeOf(engine.Id).Ticks));

    /// <summary>Most memory that its processes have held, added up.</summary>
    public double PeakMegabytes => _engines.Append(_gateway).OfType<ServerProcess>().Sum(process => ProcessFile.PeakMegabytes(process.Id));

    /// <summary>What its processes say of their memory, where they were started to say it.</summary>
    public IReadOnlyList<ManagedMemory> Memories { get; private init; } = [];

    /// <summary>How long the start took until it served, and megabytes held then.</summary>
    public (TimeSpan Started, double AtRest) Start { get; private init; }

    /// <summary>One process, as <c>serve</c> makes it.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="database">As the command line names it.</param>
    /// <param name="build">The folder of the program; empty for this build's.</param>
    /// <param name="sockets">Where it is to answer about its memory; null for nowhere.</param>
    public static async Task<Deployment> OneProcessAsync(string name, string database, string build = "", TemporaryFolder? sockets = null)
    {
        var (url, begun, socket) = (ServerProcess.FreeUrl(), Stopwatch.GetTimestamp(), sockets?.File("one.sock"));
        var process = await ServingAsync(socket, Path.Combine(build, "customercapital.dll"), "serve", "--url", url, "--database", database);
        var started = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(TimeSpan.FromSeconds(2));
        return new(name, url, null, [process]) { Start = (started, process.ResidentMegabytes()), Memories = socket is null ? [] : [new(socket)] };
    }

    /// <summary>Silos, and a gateway in a process of its own.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="databases">Connection strings, in their order.</param>
    /// <param name="silos">How many.</param>
    /// <param name="build">The folder of the program; empty for this build's.</param>
    /// <param name="sockets">Where its processes are to answer about their memory; null for nowhere.</param>
    public static async Task<Deployment> ClusterAsync(string name, string[] databases, int silos, string build = "", TemporaryFolder? sockets = null)
    {
        await MigrateAsync(build, databases);
        var (engines, paths) = (new List<ServerProcess>(), new List<string>());
        for (var silo = 0; silo < silos; silo++)
            engines.Add(await NodeAsync(SocketOf($"silo-{silo}.sock"), build, databases, "silo", ServerProcess.FreeUrl(), "--silo-port", FreePort(), "--gateway-port", FreePort()));
        var url = ServerProcess.FreeUrl();
        return new(name, url, await NodeAsync(SocketOf("gateway.sock"), build, databases, "gateway", url), engines) { Memories = paths.ConvertAll(path => new ManagedMemory(path)) };

        string? SocketOf(string file)
        {
            if (sockets is not null) paths.Add(sockets.File(file));
            return sockets?.File(file);
        }
    }

    /// <summary>The grain that one would write without the engine.</summary>
    public static async Task<Deployment> NaiveGrainAsync(string name, string database)
    {
        await MigrateAsync("", database); // makes, among others, the tables of Orleans' storage
        var url = ServerProcess.FreeUrl();
        return new(name, url, null, [await ServingAsync(null, "naivegrain.dll", "--urls", url, "--database", database, "--silo-port", FreePort(), "--gateway-port", FreePort())]);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var memory in Memories) memory.Dispose();
        _gateway?.Dispose();
        foreach (var engine in _engines) engine.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <remarks>No silo goes here; on a busy machine a slow answer is not to be taken for that, and the call made again.</remarks>
    private static Task<ServerProcess> NodeAsync(string? socket, string build, string[] databases, string role, string url, params string[] more) =>
        ServingAsync(socket, Path.Combine(build, "customercapital.dll"), ["serve", "--role", role, "--url", url, .. Named(databases), "--call-within", "30", .. more]);

    private static async Task<ServerProcess> ServingAsync(string? socket, string program, params string[] arguments)
    {
        var process = ServerProcess.StartProgram(program, socket is null ? new Dictionary<string, string>() : ManagedMemory.EnvironmentOf(socket), arguments);
        await process.WaitForAsync("Serving");
        return process;
    }

    private static async Task MigrateAsync(string build, params string[] databases)
    {
        using var migrate = ServerProcess.StartProgram(Path.Combine(build, "customercapital.dll"), ["migrate", .. Named(databases)]);
        await migrate.EndAsync();
    }

    private static IEnumerable<string> Named(string[] databases) => databases.SelectMany(database => (string[])["--database", "postgres:" + database]);

    private static string FreePort() => new Uri(ServerProcess.FreeUrl()).Port.ToString(CultureInfo.InvariantCulture);
}
