using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Faults.Tests.ShortForm;

internal static class ShortRun
{
    /// <summary>Runs a fault, which must take place and break nothing.</summary>
    public static async Task KeepsEveryPromiseAsync(string name, FaultServers servers)
    {
        var outcome = await FaultSuite.RunAsync(Fault.All.Single(fault => fault.Name == name), FaultOptions.Short, servers, _ => { });

        Assert.True(outcome.Row is not null, outcome.LeftOut);
        Assert.True(outcome.Row.Broken.Count == 0, $"{name}: {string.Join(Environment.NewLine, outcome.Row.Broken)}");
        Assert.Equal((0, 0, "clean"), (outcome.Row.Missing, outcome.Row.Doubled, outcome.Row.Verify));
    }
}

/// <summary>A theory that needs signals and a shell.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Faults are brought about with a Unix system's signals and shell.";
    }
}
