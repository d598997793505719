using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Faults.Tests.ShortForm;

/// <summary>Faults between the program and PostgreSQL, at their shortest, over one server.</summary>
public sealed class PostgreSqlFaultTests
{
    [LinuxFact]
    public async Task Faults_under_load_lose_and_double_nothing()
    {
        await using var servers = new FaultServers();
        foreach (var name in (string[])["campaign-killed-postgresql", "webhooks-killed-postgresql", "postgresql-crash", "cut-at-commit", "second-engine-postgresql", "postgresql-stall"])
            await ShortRun.KeepsEveryPromiseAsync(name, servers);
    }
}
