using CustomerCapital.ConsolePages.Hosting;

namespace CustomerCapital.ConsolePages.Tests.Hosting;

/// <summary>Every page brings these along, so they stay small.</summary>
public sealed class ConsoleAssetsTests
{
    [Theory]
    [InlineData("console.js", 10 * 1_024, 4 * 1_024)]
    [InlineData("console.css", 24 * 1_024, 8 * 1_024)]
    [InlineData("icon.svg", 1_024, 1_024)]
    public void Assets_are_small(string name, int mostBytes, int mostPacked)
    {
        using var resource = typeof(ConsoleAssets).Assembly.GetManifestResourceStream("Assets/" + name)!;

        Assert.InRange(resource.Length, 1, mostBytes);
        Assert.InRange(ConsoleAssets.PackedSize(name), 1, mostPacked);
    }

    [Fact]
    public void AddressOf_holds_a_hash_of_what_is_in_it() => Assert.Matches("^/console/assets/[0-9a-f]{12}/console\\.css$", ConsoleAssets.AddressOf("console.css"));
}
