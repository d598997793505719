using System.Net;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Cluster.Settings;
using CustomerCapital.Grains.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace CustomerCapital.Cluster.Serving;

/// <summary>What of Orleans is set, and why; the rest is as Orleans has it.</summary>
internal static class NodeConfiguration
{
    public static ISiloBuilder ConfigureNode(this ISiloBuilder silo, ClusterSettings settings, ClusterDatabase database)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        silo.UseClusterDatabase(database.Dialect, database.ConnectionString);
        silo.ConfigureEndpoints(AddressOf(settings), settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: settings.Listen == ListenOn.Any);

        // A silo that has died is given up after two probes unanswered, about three seconds. Two must say so where there are more than two: one alone may be the one that is cut off.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });

        // A call to a silo that has died waits this long; grains call grains only in the background and for referrals.
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        if (settings.DashboardToken is not null) silo.AddDashboard();
        return silo;
    }

    public static IClientBuilder ConfigureNode(this IClientBuilder client, ClusterSettings settings, ClusterDatabase database)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        client.UseClusterDatabase(database.Dialect, database.ConnectionString);

        // As long as a caller of the engine waits. Not less: what is not answered soon is called once more beside it (CallWithin), and both answers are good.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));

        // A gateway may be started before the silos, and outlives them.
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
            return true;
        });
        if (settings.DashboardToken is not null) client.AddDashboard();
        return client;
    }

    private static IPAddress AddressOf(ClusterSettings settings)
    {
        if (settings.Advertise is null) return settings.Listen == ListenOn.Loopback ? IPAddress.Loopback : FirstOfMachine();
        return IPAddress.TryParse(settings.Advertise, out var address) ? address : throw new UsageException($"Advertise {settings.Advertise}: write an IP address, such as 10.0.0.5");
    }

    private static IPAddress FirstOfMachine() =>
        Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? throw new UsageException("This machine has no address by which others reach it; name one with --advertise");
}
