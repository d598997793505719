using CustomerCapital.Grains.Delivery;
using CustomerCapital.Grains.DueWork;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Background work for whoever does not wait for it.</summary>
public static class Settling
{
    /// <summary>Delivers messages and does due work until neither is left.</summary>
    public static async Task SettleAsync(this IGrainFactory grains)
    {
        var (sweeper, courier) = (grains.GetGrain<ISweeperGrain>(ProgramKey.Value), grains.GetGrain<ICourierGrain>(ProgramKey.Value));
        await courier.DeliverAsync();
        while (await sweeper.SweepAsync() > 0) await courier.DeliverAsync();
    }
}
