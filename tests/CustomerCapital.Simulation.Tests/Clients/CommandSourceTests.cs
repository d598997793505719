using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Simulation.Tests.Clients;

public sealed class CommandSourceTests
{
    [Fact]
    public void Clients_send_every_command_that_callers_can()
    {
        var source = new CommandSource(new Random(1), TimeProvider.System, ["ada", "bob"], referring: false);
        var sent = Enumerable.Range(0, 2_000).Select(_ => source.Next("ada")).Append(source.Registration()).Select(command => command.GetType());

        var lacking = Capabilities.Commands.Where(command => !command.IsEnginesOwn).Select(command => command.Type).Except(sent).Select(type => type.Name);
        Assert.True(!lacking.Any(), $"No client sends {string.Join(", ", lacking)}: add it to CommandSource, and what it comes to to CustomerModel.");
    }
}
