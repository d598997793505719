using System.Net;
using System.Net.Sockets;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Grains.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace CustomerCapital.Server.Serving;

/// <summary>What of Orleans is set, and why; the rest is as Orleans has it.</summary>
internal static class NodeConfiguration
{
    private const int UsualSiloPort = 11_111;
    private const int UsualGatewayPort = 30_000;

    public static ISiloBuilder ConfigureNode(this ISiloBuilder silo, ServerSettings settings, Database database, string clusterId, int siloPort, int gatewayPort, ClusterTls? tls)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, settings.ServiceId));
        if (settings.OtlpEndpoint is not null) silo.AddActivityPropagation();
        if (!database.IsShared)
        {
            // No client comes from outside, and nobody else is a silo.
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0, serviceId: settings.ServiceId, clusterId: clusterId);
            silo.UseNoCluster(database.First.Dialect, database.First.Dialect is null ? null : database.First.OrleansConnectionString);
            if (settings.Dashboard) silo.AddDashboard();
            return silo;
        }

        silo.UseClusterDatabase(database.First.Dialect!.Value, database.First.OrleansConnectionString);
        if (tls is not null) silo.UseTls(tls.Configure);
        silo.ConfigureEndpoints(AddressOf(settings), siloPort, gatewayPort, listenOnAnyHostAddress: settings.Listen == ListenOn.Any);

        // A silo that has died is given up after two probes unanswered, about three seconds. Two must say so where there are more than two: one alone may be the one that is cut off.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            // A silo that joins waits for every member that has given a sign of life within three of these: one that was killed, and comes back at another address, would
            // wait a minute and a half for itself.
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
            options.NumMissedTableIAmAliveLimit = 3;
        });

        // A call to a silo that has died waits this long; grains call grains only in the background and for referrals.
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        if (settings.Dashboard) silo.AddDashboard();
        return silo;
    }

    public static IClientBuilder ConfigureNode(this IClientBuilder client, ServerSettings settings, Database database, string clusterId, ClusterTls? tls)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, settings.ServiceId));
        client.UseClusterDatabase(database.First.Dialect!.Value, database.First.OrleansConnectionString);
        if (tls is not null) client.UseTls(tls.Configure);

        // As long as a caller of the engine waits. Not less: what is not answered soon is called once more beside it (CallWithin), and both answers are good.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));

        // A gateway may be started before the silos, and outlives them.
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
            return true;
        });
        if (settings.OtlpEndpoint is not null) client.AddActivityPropagation();
        if (settings.Dashboard) client.AddDashboard();
        return client;
    }

    /// <summary>Claims the ports of a silo: those that are named, else the usual ones, else, where only this machine is listened to, the next that is free.</summary>
    /// <remarks>The first that is free keeps a process that starts again at its old address, so that the others know at once that its predecessor is gone.</remarks>
    /// <exception cref="UsageException">A port is in use.</exception>
    public static (PortClaim Silo, PortClaim Gateway) ClaimPorts(ServerSettings settings)
    {
        var silo = Claim(settings.SiloPort, UsualSiloPort);
        try
        {
            return (silo, Claim(settings.GatewayPort, UsualGatewayPort));
        }
        catch
        {
            silo.Dispose();
            throw;
        }

        PortClaim Claim(int? named, int usual) => PortClaim.TryMake(named ?? usual)
            ?? (named is null && settings.Listen == ListenOn.Loopback ? PortClaim.After(usual) : throw new UsageException($"Port {named ?? usual} is in use; name others with --silo-port and --gateway-port"));
    }

    private static IPAddress AddressOf(ServerSettings settings)
    {
        if (settings.Advertise is null) return settings.Listen == ListenOn.Loopback ? IPAddress.Loopback : FirstOfMachine();
        return IPAddress.TryParse(settings.Advertise, out var address) ? address : throw new UsageException($"Advertise {settings.Advertise}: write an IP address, such as 10.0.0.5");
    }

    private static IPAddress FirstOfMachine() =>
        Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? throw new UsageException("This machine has no address by which others reach it; name one with --advertise");
}
