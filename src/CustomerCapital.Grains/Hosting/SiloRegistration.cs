using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.DueWork;
using CustomerCapital.Grains.Delivery;
using CustomerCapital.Grains.Wire;
using CustomerCapital.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Makes a silo one of CustomerCapital's.</summary>
public static class SiloRegistration
{
    /// <summary>Adds the grains with what they need.</summary>
    /// <param name="silo">A silo whose clustering, storage of control state and reminders are chosen already.</param>
    /// <param name="ledger">The ledger, which every silo of the cluster opens for itself; whoever opened it closes it after the silo.</param>
    /// <param name="policy">The policy as this silo decides by it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limits">How many customers are kept in memory, and how many commands may wait for one.</param>
    /// <param name="replica">A copy of the ledger that may be behind, from which lists and counts of customers are read; null for the ledger itself.</param>
    public static ISiloBuilder AddCustomerCapital(this ISiloBuilder silo, ILedger ledger, PolicyActor policy, TimeProvider time, InProcessHostOptions limits, ILedger? replica = null)
    {
        silo.Services.AddWire();
        silo.Services.AddSingleton(ledger).AddSingleton(policy).AddSingleton<IPolicyInForce>(policy).AddSingleton(new EngineTime(time));
        silo.Services.AddSingleton(limits).AddSingleton<LocalCustomers>().AddSingleton(new RegisterLedger(replica ?? ledger));
        silo.Services.AddHostedService<PolicyRefresh>();
        silo.AddStartupTask(async (services, _) =>
        {
            var grains = services.GetRequiredService<IGrainFactory>();
            await grains.GetGrain<ISweeperGrain>(ProgramKey.Value).WakeAsync();
            await grains.GetGrain<ICourierGrain>(ProgramKey.Value).WakeAsync();
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMinutes(5);
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
        });
        return silo;
    }
}
