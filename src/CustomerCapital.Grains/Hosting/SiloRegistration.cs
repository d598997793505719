using System.Reflection;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Background;
using CustomerCapital.Grains.Campaigns;
using CustomerCapital.Grains.Raffles;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Placement;
using CustomerCapital.Grains.Subscriptions;
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
    /// <param name="partitions">Among how many databases the ledger divides its customers.</param>
    /// <param name="opened">The ledger, which every silo of the cluster opens for itself, and the policy by which this silo decides. Both may still be being opened
    /// while the silo is put together, and are there when it starts; whoever opens them closes them after the silo.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limits">How many customers are kept in memory, and how many commands may wait for one.</param>
    /// <param name="questions">Assemblies that declare questions besides the engine; the same as of clients.</param>
    public static ISiloBuilder AddCustomerCapital(
        this ISiloBuilder silo, int partitions, Task<OpenedLedger> opened, TimeProvider time, EngineOptions limits, params Assembly[] questions)
    {
        silo.Services.AddWire(questions);
        silo.Services.AddSingleton(services =>
        {
            var (ledger, policy, lists) = opened.GetAwaiter().GetResult();
            var grains = services.GetRequiredService<IGrainFactory>();
            // The customers of this process are made with these parts, so that they are looked up when they are called.
            var local = new Lazy<LocalCustomers>(services.GetRequiredService<LocalCustomers>);
            return new EngineParts(ledger, lists, policy, actor => new LocalActor(grains, actor, local.Value), limits, time)
            {
                Local = () => local.Value, WakeCampaign = campaignId => grains.GetCampaignGrain(campaignId).WakeAsync(),
                SettleAsync = _ => BackgroundWork.SettleOnceAsync(grains),
                WakeValue = () => grains.GetProgramGrain<IBackgroundGrain>(BackgroundWork.Value).CallAsync(),
                WakeSubscription = subscriptionId => grains.GetSubscriptionGrain(subscriptionId).WakeAsync(),
                WakeRaffle = raffleId => grains.GetRaffleGrain(raffleId).WakeAsync(),
                Mail = services.GetService<IMailTransport>(),
            };
        });
        silo.Services.AddSingleton<LocalCustomers>();
        CustomerPlacement.AddTo(silo.Services, partitions);
        silo.Services.AddHostedService<BackgroundWork>();
        // Orleans keeps the places of up to a million actors, also of those that have left memory long ago.
        silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = 2 * limits.ActorLimit);
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMinutes(5);
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
        });
        return silo;
    }
}

/// <summary>What a silo decides and writes with.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Policy">The policy as this silo decides by it.</param>
/// <param name="Lists">Where lists and counts of customers are read: the ledger, or a copy of it that may be behind.</param>
public sealed record OpenedLedger(ILedger Ledger, PolicyActor Policy, ILedger Lists);
