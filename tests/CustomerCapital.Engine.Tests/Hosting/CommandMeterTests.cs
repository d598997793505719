using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

public sealed class CommandMeterTests
{
    [Fact]
    public async Task Commands_are_counted_by_outcome()
    {
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "customercapital.commands") listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
        listener.Start();
        await using var host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), new FakeTimeProvider(Start));

        await host.ExecuteAsync("metered", [Purchase("p1"), Purchase("p1"), Purchase("p2", at: Start.AddYears(1))]);

        // Other tests of this process may be counted too.
        Assert.True(counted["Accepted"] >= 1 && counted["Duplicate"] >= 1 && counted["Refused"] >= 1, string.Join(", ", counted));
    }
}
