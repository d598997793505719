using System.Data.Common;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Grains.Wire;
using CustomerCapital.Ledger.PostgreSql.Tests;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Orleans.TestingHost;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>A cluster whose membership, control state and reminders stand in a schema of its own, through Orleans' own providers; its client finds it there too.</summary>
public sealed class PostgreSqlSilos : IAsyncDisposable
{
    /// <summary>The same storage as "control", but that it deletes what is cleared.</summary>
    public const string DeletingStorage = "deleting";

    private const string Key = "CustomerCapital:Database";

    private PostgreSqlSilos(TestCluster cluster, string database) => (Cluster, Database) = (cluster, database);

    public TestCluster Cluster { get; }

    public string Database { get; }

    public IServiceProvider Services => ServicesOf(Cluster.Silos[0]);

    public static IServiceProvider ServicesOf(SiloHandle silo) => ((InProcessSiloHandle)silo).SiloHost.Services;

    public static async Task<PostgreSqlSilos> StartAsync(short silos)
    {
        var database = await PostgreSqlCluster.NewSchemaAsync();
        await using (var source = Source(database)) await new ClusterSchema(ClusterDialect.PostgreSql, source, "the test's").MigrateAsync();
        var builder = new TestClusterBuilder(silos);
        builder.Options.UseTestClusterMembership = false;
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.Properties[Key] = database;
        builder.AddSiloBuilderConfigurator<SiloMaker>();
        builder.AddClientBuilderConfigurator<ClientMaker>();
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, database);
    }

    public static DbDataSource Source(string database) => NpgsqlFactory.Instance.CreateDataSource(database);

    public Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(Database, sql);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class SiloMaker : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var database = siloBuilder.Configuration[Key]!;
            siloBuilder.UseClusterDatabase(ClusterDialect.PostgreSql, database).Services.AddWire();
            siloBuilder.AddAdoNetGrainStorage(DeletingStorage, options =>
            {
                (options.Invariant, options.ConnectionString, options.DeleteStateOnClear) = ("Npgsql", database, true);
                options.GrainStorageSerializer = new GrainStateJson();
            });
        }
    }

    private sealed class ClientMaker : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.UseClusterDatabase(ClusterDialect.PostgreSql, configuration[Key]!).AddCustomerCapital();
    }
}

/// <summary>One such silo for the tests of a class.</summary>
public sealed class PostgreSqlSilo : IAsyncLifetime
{
    private PostgreSqlSilos? _silos;

    public PostgreSqlSilos Silos => _silos!;

    public async Task InitializeAsync() => _silos = await PostgreSqlSilos.StartAsync(1);

    public async Task DisposeAsync() => await Silos.DisposeAsync();
}
