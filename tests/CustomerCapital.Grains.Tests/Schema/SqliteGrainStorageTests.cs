using System.Net.Sockets;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Grains.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace CustomerCapital.Grains.Tests.Schema;

public sealed class SqliteGrainStorageTests(SqliteSilo silo) : GrainStorageTests, IClassFixture<SqliteSilo>
{
    protected override IGrainStorage Storage => silo.Services.GetRequiredKeyedService<IGrainStorage>(DatabaseRegistration.ControlStorage);

    protected override IGrainStorage DeletingStorage => silo.Services.GetRequiredKeyedService<IGrainStorage>(SqliteSilo.Deleting);

    protected override async Task<string> PayloadAsync(string key) => System.Text.Encoding.UTF8.GetString((byte[])await silo.RunAsync($"SELECT PayloadBinary FROM OrleansStorage WHERE GrainIdExtensionString = '{key}'"));

    protected override async Task<long> CountAsync(string key) => (long)await silo.RunAsync($"SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString = '{key}'");
}

/// <summary>A silo alone, whose control state is in a file.</summary>
public sealed class SqliteSilo : IAsyncLifetime
{
    public const string Deleting = "deleting";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");
    private IHost? _host;

    public IServiceProvider Services => _host!.Services;

    private string ConnectionString => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.FullName, "ledger.db") }.ConnectionString;

    public async Task InitializeAsync()
    {
        await using (var source = SqliteFactory.Instance.CreateDataSource(ConnectionString))
        {
            // As the ledger makes its file: with a rollback journal a reader can fail the commit of another.
            await using (var wal = source.CreateCommand("PRAGMA journal_mode = WAL")) Assert.Equal("wal", await wal.ExecuteScalarAsync());
            var schema = new ClusterSchema(ClusterDialect.Sqlite, source, "sqlite:ledger.db");
            Assert.Equal(["001-cluster"], await schema.MigrateAsync());
            Assert.Empty(await schema.MigrateAsync());
            Assert.True(await schema.CheckAsync());
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0).UseNoCluster(ClusterDialect.Sqlite, ConnectionString);
            silo.AddAdoNetGrainStorage(Deleting, options => (options.Invariant, options.ConnectionString, options.DeleteStateOnClear) = ("System.Data.SQLite", ConnectionString, true));
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    public async Task<object> RunAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }
}
