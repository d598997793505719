using CustomerCapital.Cluster.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests.ShortForm;

namespace CustomerCapital.Cluster.Faults.Tests.ShortForm;

/// <summary>Faults of a cluster over PostgreSQL, at their shortest; <c>./build.sh faults-cluster</c> runs them all, for longer.</summary>
public sealed class PostgreSqlClusterFaultTests
{
    [LinuxTheory]
    [InlineData("silo-killed")]
    [InlineData("silo-paused")]
    [InlineData("database-added")]
    public async Task Fault_under_load_loses_and_doubles_nothing(string name)
    {
        await using var servers = new FaultServers();
        await ShortRun.KeepsEveryPromiseAsync(ClusterFaults.All.Single(fault => fault.Name == name), FaultOptions.Short with { Times = 1 }, servers);
    }
}
