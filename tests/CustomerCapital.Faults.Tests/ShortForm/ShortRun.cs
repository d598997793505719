using CustomerCapital.Faults.Tests.Faults;

namespace CustomerCapital.Faults.Tests.ShortForm;

internal static class ShortRun
{
    /// <summary>Runs a fault, which must take place and break nothing.</summary>
    public static Task KeepsEveryPromiseAsync(string name, FaultServers servers) =>
        KeepsEveryPromiseAsync(Fault.All.Single(fault => fault.Name == name), FaultOptions.Short, servers);

    /// <inheritdoc cref="KeepsEveryPromiseAsync(string, FaultServers)"/>
    public static async Task KeepsEveryPromiseAsync(Fault fault, FaultOptions options, FaultServers servers)
    {
        var outcome = await FaultSuite.RunAsync(fault, options, servers, _ => { });

        Assert.True(outcome.Row is not null, outcome.LeftOut);
        Assert.True(outcome.Row.Broken.Count == 0, $"{fault.Name}: {string.Join(Environment.NewLine, outcome.Row.Broken)}");
        Assert.Equal((0, 0, "clean"), (outcome.Row.Missing, outcome.Row.Doubled, outcome.Row.Verify));
    }
}

/// <summary>A fact that needs what Linux has.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = FaultSuite.NeedsLinux;
}

/// <summary>A theory that needs what Linux has.</summary>
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = FaultSuite.NeedsLinux;
}
