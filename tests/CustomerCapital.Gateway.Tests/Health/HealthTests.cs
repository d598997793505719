namespace CustomerCapital.Gateway.Tests.Health;

public sealed class HealthTests
{
    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task Health_of_a_sound_server_is_its_name(string what)
    {
        foreach (var kind in Enum.GetValues<LedgerKind>())
        {
            await using var server = await GatewayServer.StartAsync(kind);

            var answer = await server.GetAsync("/health/" + what);

            Assert.Equal((200, $$"""{"status":"{{what}}"}"""), (answer.Status, answer.Text));
        }
    }
}
