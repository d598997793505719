using System.Diagnostics;
using System.Net;

namespace CustomerCapital.Cluster.Faults.Tests.Clusters;

/// <summary>A network namespace with one line to this machine, which can be cut and restored.</summary>
internal sealed class SeparateNetwork : IDisposable
{
    /// <summary>Nobody's address: frames sent to it vanish. Unlike an interface that is down, it lets nobody know.</summary>
    private const string Nobody = "02:00:00:00:00:01";

    private readonly string _name;

    private SeparateNetwork(string name, byte net)
    {
        _name = name;
        // Of the range that is set aside for tests of networks.
        (Here, There) = (new([198, 18, net, 1]), new([198, 18, net, 2]));
    }

    /// <summary>This machine's address on the line.</summary>
    public IPAddress Here { get; }

    /// <summary>The namespace's address on the line.</summary>
    public IPAddress There { get; }

    /// <summary>Runs a command in the namespace.</summary>
    public string Launcher => $"ip netns exec {_name}";

    /// <returns>Null where this user may not make one.</returns>
    public static SeparateNetwork? TryMake()
    {
        var network = new SeparateNetwork($"ccf{Environment.ProcessId}", (byte)(Environment.ProcessId % 256));
        if (network.TryConnect()) return network;
        network.Dispose();
        return null;
    }

    /// <summary>Lets nothing through any more, in neither direction, and closes nothing.</summary>
    public void Cut()
    {
        Do($"neigh replace {There} lladdr {Nobody} nud permanent dev {_name}");
        Do($"-n {_name} neigh replace {Here} lladdr {Nobody} nud permanent dev line");
    }

    /// <summary>Lets everything through again.</summary>
    public void Restore()
    {
        Do($"neigh del {There} dev {_name}");
        Do($"-n {_name} neigh del {Here} dev line");
    }

    public void Dispose()
    {
        TryDo($"link del {_name}");
        TryDo($"netns del {_name}");
    }

    private bool TryConnect() =>
        TryDo($"netns add {_name}")
        && TryDo($"link add {_name} type veth peer name line netns {_name}")
        && TryDo($"addr add {Here}/30 dev {_name}") && TryDo($"link set {_name} up")
        && TryDo($"-n {_name} addr add {There}/30 dev line") && TryDo($"-n {_name} link set line up") && TryDo($"-n {_name} link set lo up");

    private static void Do(string arguments)
    {
        if (!TryDo(arguments)) throw new InvalidOperationException($"ip {arguments} failed.");
    }

    private static bool TryDo(string arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            ip.WaitForExit();
            return ip.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}
