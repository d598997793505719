using CustomerCapital.Faults.Tests.Processes;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>The program <c>customercapital</c> as a silo or a gateway.</summary>
internal sealed class ClusterProcess : ServingProcess
{
    private const string Program = "customercapital.dll";

    private readonly List<string> _arguments;

    private ClusterProcess(string launcher, List<string> arguments) : base(Program, arguments, launcher) => _arguments = arguments;

    /// <summary>Where it serves HTTP.</summary>
    public string Url { get; private init; } = "";

    /// <param name="database">As the command line names it.</param>
    /// <param name="address">By which other processes reach it; null for the loopback address.</param>
    /// <param name="launcher">A command that runs it; none where empty.</param>
    public static ClusterProcess Silo(string database, string? address = null, string launcher = "") => Of(FreeUrl(), launcher,
    [
        "--role", "silo", "--database", database, "--silo-port", $"{FreePort.Take()}", "--gateway-port", $"{FreePort.Take()}",
        .. address is null ? Array.Empty<string>() : ["--listen", "any", "--advertise", address],
    ]);

    /// <summary>A silo that sends mails, and webhooks to this machine.</summary>
    /// <param name="database">As the command line names it.</param>
    /// <param name="settings">Of the mail server.</param>
    /// <param name="hear">Is told every line that it writes.</param>
    public static ClusterProcess Sending(string database, IReadOnlyList<string> settings, Action<string> hear) =>
        Of(FreeUrl(), "", ["--role", "silo", "--database", database, "--silo-port", $"{FreePort.Take()}", "--gateway-port", $"{FreePort.Take()}", "--webhook-hosts", "127.0.0.1", .. settings], hear);

    public static ClusterProcess Gateway(string database) => Of(FreeUrl(), "", ["--role", "gateway", "--database", database]);

    /// <summary>Completes the tables of databases.</summary>
    public static async Task MigrateAsync(params IReadOnlyList<string> databases)
    {
        var (code, said) = await RunToEndAsync(Program, ["migrate", .. Named(databases)]);
        if (code != 0) throw new InvalidOperationException($"migrate ended with {code}: {said}");
    }

    /// <summary>The program as it adds a database to a ledger: named last, after all others.</summary>
    /// <param name="hear">Is told every line that it writes.</param>
    /// <param name="databases">As the command line names them.</param>
    public static ServingProcess Growing(Action<string> hear, IEnumerable<string> databases) => new(Program, ["grow", "--at-once", "100", .. Named(databases)]) { Hear = hear };

    /// <summary>Names one more database, when it is started next.</summary>
    public void AlsoName(string database) => _arguments.AddRange(["--database", database]);

    /// <summary>Starts it, and refuses that it does not serve.</summary>
    public async Task ServeAsync()
    {
        if (!await StartAsync()) throw new InvalidOperationException($"It did not start: {string.Join('\n', Said)}");
    }

    private static ClusterProcess Of(string url, string launcher, string[] arguments, Action<string>? hear = null) =>
        new(launcher, ["serve", "--open", "--url", url, .. arguments]) { Url = url, Hear = hear ?? (_ => { }) };

    private static IEnumerable<string> Named(IEnumerable<string> databases) => databases.SelectMany(database => new[] { "--database", database });

    private static string FreeUrl() => $"http://127.0.0.1:{FreePort.Take()}/";
}
