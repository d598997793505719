using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Faults.Tests.ShortForm;

/// <summary>Faults that need nothing but the program, at their shortest; <c>./build.sh faults</c> runs them all, for longer.</summary>
public sealed class FaultTests
{
    [LinuxTheory]
    [InlineData("engine-killed-sqlite")]
    [InlineData("campaign-killed-sqlite")]
    [InlineData("messages-killed-sqlite")]
    [InlineData("engine-terminated")]
    [InlineData("file-limit-sqlite")]
    [InlineData("second-engine-sqlite")]
    [InlineData("herd")]
    [InlineData("clock-back")]
    public async Task Fault_under_load_loses_and_doubles_nothing(string name)
    {
        await using var servers = new FaultServers();
        await ShortRun.KeepsEveryPromiseAsync(name, servers);
    }
}
