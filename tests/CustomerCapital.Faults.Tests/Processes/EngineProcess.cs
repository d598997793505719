namespace CustomerCapital.Faults.Tests.Processes;

/// <summary>The program <c>customercapital</c>, serving one database at one address.</summary>
internal sealed class EngineProcess(string database, string url, params IReadOnlyList<string> options)
    : ServingProcess(Program, ["serve", "--open", "--database", database, "--url", url, "--webhook-hosts", "127.0.0.1", .. options])
{
    private const string Program = "customercapital.dll";

    public string Url => url;

    /// <summary>Runs another of its commands to the end.</summary>
    public static Task<(int ExitCode, string Said)> RunAsync(params string[] arguments) => RunToEndAsync(Program, arguments);

    /// <summary>A free address of this machine.</summary>
    public static string FreeUrl()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((System.Net.IPEndPoint)probe.LocalEndpoint).Port}/";
    }
}
