using CustomerCapital.Engine;
using CustomerCapital.Grains.Wire;
using CustomerCapital.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace CustomerCapital.Grains.Tests.Wire;

public sealed class WireExceptionTests
{
    [Fact]
    public void Failure_with_causes_of_ledger_and_driver_arrives_as_itself()
    {
        var sent = new EngineUnavailableException("Send it again.", new LedgerUnavailableException("The session was lost.", new PostgresException("terminating connection", "FATAL", "FATAL", "57P01")));

        var arrived = Travel(sent);

        Assert.Equal("Send it again.", Assert.IsType<EngineUnavailableException>(arrived).Message);
        Assert.Equal("The session was lost.", Assert.IsType<LedgerUnavailableException>(arrived.InnerException).Message);
    }

    [Fact]
    public void Failure_that_the_ledger_names_arrives_as_itself() =>
        Assert.IsType<ActorUnreadableException>(Travel(new ActorUnreadableException("ada", new InvalidDataException("cut off"))));

    private static Exception Travel(Exception sent)
    {
        using var services = new ServiceCollection().AddSerializer().AddWire().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<Exception>(serializer.SerializeToArray(sent))!;
    }
}
