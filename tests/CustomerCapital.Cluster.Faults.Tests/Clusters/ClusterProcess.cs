using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>The program <c>customercapital</c> as a silo or a gateway.</summary>
internal sealed class ClusterProcess : ServingProcess
{
    private const string Program = "customercapital.dll";

    private ClusterProcess(string url, string launcher, string[] arguments) : base(Program, ["serve", "--open", "--url", url, .. arguments], launcher) => Url = url;

    /// <summary>Where it serves HTTP.</summary>
    public string Url { get; }

    /// <param name="database">As the command line names it.</param>
    /// <param name="address">By which other processes reach it; null for the loopback address.</param>
    /// <param name="launcher">A command that runs it; none where empty.</param>
    public static ClusterProcess Silo(string database, string? address = null, string launcher = "") => new(FreeUrl(), launcher,
    [
        "--role", "silo", "--database", database, "--silo-port", $"{FreePort.Take()}", "--gateway-port", $"{FreePort.Take()}",
        .. address is null ? Array.Empty<string>() : ["--listen", "any", "--advertise", address],
    ]);

    /// <summary>A silo that sends mails, and webhooks to this machine.</summary>
    /// <param name="database">As the command line names it.</param>
    /// <param name="settings">Of the mail server.</param>
    /// <param name="hear">Is told every line that it writes.</param>
    public static ClusterProcess Sending(string database, IReadOnlyList<string> settings, Action<string> hear) =>
        new(FreeUrl(), "", ["--role", "silo", "--database", database, "--silo-port", $"{FreePort.Take()}", "--gateway-port", $"{FreePort.Take()}", "--webhook-hosts", "127.0.0.1", .. settings]) { Hear = hear };

    public static ClusterProcess Gateway(string database) => new(FreeUrl(), "", ["--role", "gateway", "--database", database]);

    /// <summary>Completes the tables of a database.</summary>
    public static async Task MigrateAsync(string database)
    {
        var (code, said) = await RunToEndAsync(Program, "migrate", "--database", database);
        if (code != 0) throw new InvalidOperationException($"migrate ended with {code}: {said}");
    }

    /// <summary>Starts it, and refuses that it does not serve.</summary>
    public async Task ServeAsync()
    {
        if (!await StartAsync()) throw new InvalidOperationException($"It did not start: {string.Join('\n', Said)}");
    }

    private static string FreeUrl() => $"http://127.0.0.1:{FreePort.Take()}/";
}
