using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Databases;

/// <summary>--replica and --grant-to concern PostgreSQL only, and say so.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ReplicaOptionTests : IDisposable
{
    private readonly ProgramRun _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Serve_with_a_replica_too_many_is_refused()
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("serve", "--database", _program.Database, "--replica", "postgres:Host=a;Password=s3cret", "--replica", "postgres:Host=b"));

        Assert.Contains("there are 1 databases and 2 replicas", _program.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_with_a_file_as_a_replica_is_refused()
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("serve", "--database", _program.Database, "--replica", _program.Database, "--url", "http://127.0.0.1:0"));

        Assert.Contains("only PostgreSQL and SQL Server have replicas", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_of_a_file_with_a_role_is_refused()
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("migrate", "--database", _program.Database, "--grant-to", "till"));

        Assert.Contains("has no roles; only PostgreSQL and SQL Server have", _program.Complained, StringComparison.Ordinal);
    }
}
