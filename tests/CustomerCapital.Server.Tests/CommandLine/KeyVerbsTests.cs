using CustomerCapital.Engine.Access;

namespace CustomerCapital.Server.Tests.CommandLine;

[Collection(ConsoleTests.Name)]
public sealed class KeyVerbsTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Fact]
    public async Task Keys_are_created_listed_and_revoked_in_a_database()
    {
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "create", "till-1", "--scope", "commands:write", "--customer-prefix", "berlin-", "--expires-at", "2027-01-01T00:00:00Z"));
        Assert.Equal(AccessKey.Length, _program.Printed.Trim().Length);
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "create", "maria", "--role", "viewer", "--title", "Maria"));
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "revoke", "till-1"));
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "list"));
        Assert.Contains("till-1", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("revoked", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("berlin-", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await _program.RunAsync("audit", "verify"));
        Assert.StartsWith("3 records are sound", _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key create k --scope commands:wright", "--scope commands:wright: must be one of")]
    [InlineData("key create k --role boss", "--role boss: must be one of viewer, till, campaign_manager, approver, administrator, agent")]
    [InlineData("key create k", "scopes: Must name one at least")]
    [InlineData("key create k --role viewer --network 10.0.0.0/99", "networks: '10.0.0.0/99' is no network")]
    [InlineData("key create k --role viewer --expires-at tomorrow", "--expires-at tomorrow: write it like 2027-01-01T00:00:00Z")]
    [InlineData("key revoke nobody", "there was never a key 'nobody'")]
    public async Task What_cannot_be_is_refused_in_a_sentence(string line, string message)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(line.Split(' ')));
        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_that_was_used_is_not_used_again()
    {
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "create", "k", "--role", "viewer"));
        Assert.Equal(ExitCode.Done, await _program.RunAsync("key", "revoke", "k"));
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("key", "create", "k", "--role", "viewer"));
        Assert.Contains("has or had the id 'k'", _program.Complained, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();
}
