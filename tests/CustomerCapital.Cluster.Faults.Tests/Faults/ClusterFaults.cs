using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Cluster.Faults.Tests.Faults;

/// <summary>The ways in which things go wrong in a cluster.</summary>
internal static class ClusterFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. new Fault[]
        {
            new("silo-killed", SiloKilled.RunAsync),
            new("messages-silo-killed", MessagesSiloKilled.RunAsync),
            new("gateway-killed", GatewayKilled.RunAsync),
            new("silo-paused", SiloPaused.RunAsync),
            new("silo-cut-off", SiloCutOff.FromSilosAsync),
            new("silo-cut-off-from-everything", SiloCutOff.FromEverythingAsync),
            new("database-restart", DatabaseRestart.RunAsync),
            new("rolling-restart", RollingRestart.RunAsync),
            new("database-added", DatabaseAdded.RunAsync),
        }.Select(fault => fault with { NeedsPostgreSql = true }),
    ];
}
