using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>Who is in a cluster, as Orleans' provider reads and writes it.</summary>
public sealed class PostgreSqlMembershipTests(PostgreSqlSilo silo) : IClassFixture<PostgreSqlSilo>
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Two_silos_see_each_other_and_that_one_leaves()
    {
        await using var silos = await PostgreSqlSilos.StartAsync(2);
        var (first, second) = (silos.Cluster.Silos[0], silos.Cluster.Silos[1]);

        Assert.Equal([SiloStatus.Active, SiloStatus.Active], await SeenByAsync(silos, first.SiloAddress, first, second));
        Assert.Equal([SiloStatus.Active, SiloStatus.Active], await SeenByAsync(silos, second.SiloAddress, first, second));

        await silos.Cluster.StopSiloAsync(second);

        Assert.Equal([SiloStatus.Active, SiloStatus.Dead], await SeenByAsync(silos, first.SiloAddress, first, second));
        Assert.Equal([first.SiloAddress], (await silos.Cluster.Client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys);
    }

    [Fact]
    public async Task Init_of_several_at_once_makes_the_version_once()
    {
        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TableAsync("init"))));

        var read = await tables[0].ReadAllAsync();
        Assert.Equal((0, "0", 0), (read.Version.Version, read.Version.VersionEtag, read.Members.Count));
        Assert.Equal(1L, await silo.Silos.RunAsync("SELECT count(*) FROM OrleansMembershipVersionTable WHERE DeploymentId = 'init'"));
    }

    [Fact]
    public async Task InsertRow_and_ReadRow_give_back_every_field()
    {
        var table = await TableAsync("fields");

        Assert.True(await table.InsertRowAsync(Entry(1), (await table.ReadAllAsync()).Version));

        var read = await table.ReadRowAsync(Entry(1).SiloAddress);
        Assert.Equal(1, read.Version.Version);
        var entry = Assert.Single(read.Members).Item1;
        Assert.Equal(
            (Entry(1).SiloAddress, "silo 1", "host", SiloStatus.Joining, 30001, Noon, Noon.AddMinutes(1), null),
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime, entry.SuspectTimes));
        Assert.Empty((await table.ReadRowAsync(Entry(2).SiloAddress)).Members);
    }

    [Fact]
    public async Task InsertRow_of_eight_at_once_with_one_version_adds_one()
    {
        var table = await TableAsync("race");
        var version = (await table.ReadAllAsync()).Version;

        var added = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Task.Run(() => table.InsertRowAsync(Entry(number), version))));

        Assert.Single(added, true);
        var read = await table.ReadAllAsync();
        Assert.Equal((1, 1), (read.Version.Version, read.Members.Count));
    }

    [Fact]
    public async Task InsertRow_of_a_silo_that_is_there_is_false_and_changes_no_version()
    {
        var table = await TableAsync("twice");
        await table.InsertRowAsync(Entry(1), (await table.ReadAllAsync()).Version);

        Assert.False(await table.InsertRowAsync(Entry(1), (await table.ReadAllAsync()).Version));

        Assert.Equal(1, (await table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task UpdateRow_changes_row_and_version_or_neither()
    {
        var table = await TableAsync("update");
        var before = (await table.ReadAllAsync()).Version;
        await table.InsertRowAsync(Entry(1), before);
        var entry = Entry(1);
        entry.Status = SiloStatus.Active;
        entry.AddSuspector(Entry(2).SiloAddress, Noon);

        Assert.False(await table.UpdateRowAsync(entry, "", before.Next()));
        Assert.False(await table.UpdateRowAsync(Entry(3), "", (await table.ReadAllAsync()).Version.Next()));
        Assert.Equal((1, SiloStatus.Joining), await OneAsync(table));
        var read = await table.ReadAllAsync();
        Assert.True(await table.UpdateRowAsync(entry, read.Members[0].Item2, read.Version.Next()));

        Assert.Equal((2, SiloStatus.Active), await OneAsync(table));
        Assert.Equal([Tuple.Create(Entry(2).SiloAddress, Noon)], (await table.ReadAllAsync()).Members[0].Item1.SuspectTimes);
    }

    [Fact]
    public async Task UpdateIAmAlive_changes_the_time_alone()
    {
        var table = await TableAsync("alive");
        await table.InsertRowAsync(Entry(1), (await table.ReadAllAsync()).Version);
        var entry = Entry(1);
        (entry.IAmAliveTime, entry.Status) = (Noon.AddHours(1), SiloStatus.Dead);

        await table.UpdateIAmAliveAsync(entry);

        Assert.Equal((1, SiloStatus.Joining), await OneAsync(table));
        Assert.Equal(Noon.AddHours(1), (await table.ReadAllAsync()).Members[0].Item1.IAmAliveTime);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_forgets_those_not_active_and_not_heard_of_since()
    {
        var table = await TableAsync("defunct");
        foreach (var (number, status) in new[] { (1, SiloStatus.Active), (2, SiloStatus.Dead), (3, SiloStatus.Dead) })
        {
            var entry = Entry(number);
            (entry.Status, entry.IAmAliveTime) = (status, Noon.AddMinutes(number));
            await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version);
        }

        await table.CleanupDefunctSiloEntriesAsync(Noon.AddMinutes(3));

        Assert.Equal(["silo 1", "silo 3"], (await table.ReadAllAsync()).Members.Select(member => member.Item1.SiloName).Order());
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_leaves_other_clusters()
    {
        var (gone, kept) = (await TableAsync("gone"), await TableAsync("kept"));
        await gone.InsertRowAsync(Entry(1), (await gone.ReadAllAsync()).Version);
        await kept.InsertRowAsync(Entry(1), (await kept.ReadAllAsync()).Version);

        await gone.DeleteMembershipTableEntriesAsync("gone");

        await gone.InitializeMembershipTableAsync(true);
        Assert.Empty((await gone.ReadAllAsync()).Members);
        Assert.Single((await kept.ReadAllAsync()).Members);
    }

    private static MembershipEntry Entry(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11000 + number, 7),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30000 + number,
        StartTime = Noon,
        IAmAliveTime = Noon.AddMinutes(1),
    };

    /// <summary>What the silo knows of the others, once it knows what the table says.</summary>
    private static async Task<IReadOnlyList<SiloStatus>> SeenByAsync(PostgreSqlSilos silos, SiloAddress seer, params Orleans.TestingHost.SiloHandle[] of)
    {
        var services = PostgreSqlSilos.ServicesOf(silos.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(seer)));
        var version = (await services.GetRequiredService<IMembershipTable>().ReadAllAsync()).Version.Version;
        var membership = services.GetRequiredService<IClusterMembershipService>();
        await membership.Refresh(new MembershipVersion(version));
        return [.. of.Select(silo => membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress))];
    }

    private static async Task<(int Version, SiloStatus Status)> OneAsync(AdoNetClusteringTable table)
    {
        var read = await table.ReadAllAsync();
        return (read.Version.Version, Assert.Single(read.Members).Item1.Status);
    }

    private async Task<AdoNetClusteringTable> TableAsync(string cluster)
    {
        var table = ActivatorUtilities.CreateInstance<AdoNetClusteringTable>(silo.Silos.Services, Options.Create(new ClusterOptions { ClusterId = cluster, ServiceId = cluster }));
        await table.InitializeMembershipTableAsync(true);
        return table;
    }
}
